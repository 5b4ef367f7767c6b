//! The service of a model: its RPCs and how its lists may be narrowed.

use super::Name;

#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// The service's name without `Controller`; the model's unless told.
    pub name: Name,
    /// In the order Create, List, Stream, Retrieve, Update, PartialUpdate, Destroy.
    pub rpcs: Vec<Rpc>,
    pub listing: Listing,
}

impl Service {
    pub fn offers(&self, rpc: Rpc) -> bool {
        self.rpcs.contains(&rpc)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rpc {
    Create,
    List,
    Stream,
    Retrieve,
    Update,
    PartialUpdate,
    Destroy,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Listing {
    pub filters: Vec<Filter>,
    /// Positions of the text fields that `search` looks at.
    pub search: Vec<usize>,
    /// Positions of the fields that `ordering` may name.
    pub ordering: Vec<usize>,
    /// Position and whether descending.
    pub default_ordering: Vec<(usize, bool)>,
    pub pagination: Option<Pagination>,
    pub strict_filters: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    /// `title`, or through relations `author__name`.
    pub path: String,
    /// The position of the field, where it is one of the model itself.
    pub field: Option<usize>,
    pub lookups: Vec<Lookup>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup {
    Exact,
    Iexact,
    Contains,
    Icontains,
    Startswith,
    Istartswith,
    Endswith,
    Iendswith,
    Gt,
    Gte,
    Lt,
    Lte,
    In,
    Range,
    Isnull,
    Regex,
    Iregex,
    /// A part of a date or a time: `year`, `month__in`.
    Part(DatePart, Comparison),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatePart {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
}

/// How a part of a date or a time compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    Exact,
    Gt,
    Gte,
    Lt,
    Lte,
    In,
    Range,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pagination {
    pub page_size: u32,
    pub max_page_size: Option<u32>,
}
