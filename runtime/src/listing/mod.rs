//! Filters, search, ordering and pages: from what a client asks to a query set.

mod cursor;
mod filter;
mod key;
mod page;
mod path;
mod query;
mod search;
mod value;

pub(crate) use cursor::Cursor;
pub use query::Query;

use crate::words::QueryKey;
use crate::{Lookup, ModelMeta, PageStyle, Transport};

/// A service: its name on the wire, its model, and how its lists may be narrowed.
#[derive(Debug)]
pub struct ServiceMeta {
    /// `blog.v1.PostController`.
    pub name: &'static str,
    pub model: &'static ModelMeta,
    pub listing: Listing,
}

/// What a client may ask of a list. Names may lead through relations: `author__name`.
#[derive(Debug)]
pub struct Listing {
    pub filters: &'static [FilterMeta],
    pub search: &'static [&'static str],
    pub ordering: &'static [&'static str],
    /// `-` before a name sorts downwards.
    pub default_ordering: &'static [&'static str],
    pub pagination: Option<Pagination>,
    /// Unknown filters and orderings are errors rather than ignored.
    pub strict_filters: bool,
    pub transport: Transport,
    pub metadata_keys: MetadataKeys,
}

impl Listing {
    /// All rows in the order of their keys, and nothing to ask for.
    pub const PLAIN: Self = Self {
        filters: &[],
        search: &[],
        ordering: &[],
        default_ordering: &[],
        pagination: None,
        strict_filters: false,
        transport: Transport::MetadataStrict,
        metadata_keys: MetadataKeys {
            filters: "filters",
            pagination: "pagination",
        },
    };
}

#[derive(Debug)]
pub struct FilterMeta {
    pub field: &'static str,
    pub lookups: &'static [Lookup],
}

/// The keys of the metadata that filters and pages are in.
#[derive(Debug, Clone, Copy)]
pub struct MetadataKeys {
    pub filters: &'static str,
    pub pagination: &'static str,
}

/// How a list is cut into pages.
#[derive(Debug, Clone, Copy)]
pub struct Pagination {
    pub style: PageStyle,
    /// How many rows a page has by itself; with limit and offset, the default limit.
    pub page_size: u32,
    /// Given, clients may choose a page size up to it. A limit they may always choose.
    pub max_page_size: Option<u32>,
}

impl Pagination {
    /// Numbered pages of one size.
    pub const fn pages(page_size: u32) -> Self {
        Self {
            style: PageStyle::PageNumber,
            page_size,
            max_page_size: None,
        }
    }

    /// Clients may choose a page size, up to this one.
    #[must_use]
    pub const fn up_to(mut self, max_page_size: u32) -> Self {
        self.max_page_size = Some(max_page_size);
        self
    }

    #[must_use]
    pub const fn style(mut self, style: PageStyle) -> Self {
        self.style = style;
        self
    }
}

/// One page of results.
#[derive(Debug, Clone)]
pub struct Page<T> {
    pub results: Vec<T>,
    /// The number of rows on all pages, where the service is paginated.
    pub count: Option<i64>,
}

impl Listing {
    /// The filter that a key means: `title`, `author__name`, `published_at__year__gte`.
    fn filter(&self, key: &str) -> Option<(&'static FilterMeta, Lookup)> {
        self.filters.iter().find_map(|filter| {
            let lookup = match key.strip_prefix(filter.field)? {
                "" => Lookup::Exact,
                rest => Lookup::named(rest.strip_prefix("__")?)?,
            };
            filter.lookups.contains(&lookup).then_some((filter, lookup))
        })
    }

    /// Whether a key is one of the list itself, and no filter.
    fn reads(&self, key: &str) -> bool {
        QueryKey::read(key, self.pagination.map(|pages| pages.style)).is_some()
    }

    /// Where errors of a filter stand among others: Django lists them as the filters are declared.
    fn place(&self, filter: &FilterMeta, lookup: Lookup) -> (usize, usize) {
        let at = |known: &FilterMeta| std::ptr::eq(known, filter);
        let position = self.filters.iter().position(at).unwrap_or(usize::MAX);
        let lookups = filter.lookups.iter();
        (
            position,
            lookups.take_while(|known| **known != lookup).count(),
        )
    }
}
