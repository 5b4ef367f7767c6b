//! Filters, search, ordering and pages: from metadata to a query set.

mod filter;
mod page;

use serde_json::{Map, Value as Json};
use tonic::metadata::MetadataMap;

use crate::query::{DatePart, Like, Op, Predicate};
use crate::{Error, ModelMeta, QuerySet, Record, Result, Value};

/// A service: its name on the wire, its model, and how its lists may be narrowed.
#[derive(Debug)]
pub struct ServiceMeta {
    /// `blog.v1.PostController`.
    pub name: &'static str,
    pub model: &'static ModelMeta,
    pub listing: Listing,
}

/// What a client may ask of a list.
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
}

#[derive(Debug)]
pub struct FilterMeta {
    pub field: &'static str,
    pub lookups: &'static [Lookup],
}

#[derive(Debug, Clone, Copy)]
pub struct Pagination {
    pub page_size: u32,
    /// Given, clients may choose a page size up to it.
    pub max_page_size: Option<u32>,
}

/// How a filter compares, as Django's field lookups.
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
    /// `year`, `year__gte`, `month__in`.
    Part(DatePart, Comparison),
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

impl Lookup {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "exact" => Self::Exact,
            "iexact" => Self::Iexact,
            "contains" => Self::Contains,
            "icontains" => Self::Icontains,
            "startswith" => Self::Startswith,
            "istartswith" => Self::Istartswith,
            "endswith" => Self::Endswith,
            "iendswith" => Self::Iendswith,
            "gt" => Self::Gt,
            "gte" => Self::Gte,
            "lt" => Self::Lt,
            "lte" => Self::Lte,
            "in" => Self::In,
            "range" => Self::Range,
            "isnull" => Self::Isnull,
            "regex" => Self::Regex,
            "iregex" => Self::Iregex,
            name => return Self::of_part(name),
        })
    }

    fn of_part(name: &str) -> Option<Self> {
        let (part, comparison) = name.split_once("__").unwrap_or((name, "exact"));
        let part = match part {
            "year" => DatePart::Year,
            "month" => DatePart::Month,
            "day" => DatePart::Day,
            "hour" => DatePart::Hour,
            "minute" => DatePart::Minute,
            "second" => DatePart::Second,
            _ => return None,
        };
        let comparison = match comparison {
            "exact" => Comparison::Exact,
            "gt" => Comparison::Gt,
            "gte" => Comparison::Gte,
            "lt" => Comparison::Lt,
            "lte" => Comparison::Lte,
            "in" => Comparison::In,
            "range" => Comparison::Range,
            _ => return None,
        };
        Some(Self::Part(part, comparison))
    }
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
}

/// Filters and pagination as a caller sent them, in the metadata keys `filters`
/// and `pagination`: JSON objects as text, merged, the later winning.
#[derive(Debug, Clone, Default)]
pub struct Query {
    pub(crate) keys: Map<String, Json>,
}

/// One page of results.
#[derive(Debug, Clone)]
pub struct Page<T> {
    pub results: Vec<T>,
    /// The number of rows on all pages, where the service is paginated.
    pub count: Option<i64>,
}

impl Query {
    pub(crate) fn from_metadata(metadata: &MetadataMap) -> Result<Self> {
        let mut keys = Map::new();
        for name in ["filters", "pagination"] {
            let Some(text) = metadata.get(name) else {
                continue;
            };
            let parsed = text
                .to_str()
                .ok()
                .and_then(|text| serde_json::from_str(text).ok());
            let Some(Json::Object(map)) = parsed else {
                return Err(Error::invalid().field(name, "Must be a JSON object.", "invalid"));
            };
            keys.extend(map);
        }
        Ok(Self { keys })
    }

    /// A key as text; `None` when it is missing or null.
    fn text(&self, key: &str) -> Option<String> {
        match self.keys.get(key)? {
            Json::Null => None,
            Json::String(text) => Some(text.clone()),
            Json::Array(items) => Some(items.iter().map(plain).collect::<Vec<_>>().join(",")),
            other => Some(other.to_string()),
        }
    }

    /// Narrows a query set by filters and search.
    pub(crate) fn filtered<M: Record>(
        &self,
        listing: &Listing,
        mut set: QuerySet<M>,
    ) -> Result<QuerySet<M>> {
        let meta = M::meta();
        let mut errors = Error::invalid();
        for (key, value) in &self.keys {
            if ["search", "ordering", "page", "page_size"].contains(&key.as_str()) {
                continue;
            }
            match listing.filter(key) {
                Some(_) if filter::is_empty(value) => {}
                Some((allowed, lookup)) => {
                    match filter::along(meta, allowed.field, lookup, value) {
                        Ok(predicate) => set = set.with(predicate),
                        Err((text, code)) => errors.add(key, text, code),
                    }
                }
                None if listing.strict_filters => errors.add(key, "Unknown filter.", "invalid"),
                None => {}
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let positions: Vec<_> = listing
            .search
            .iter()
            .filter_map(|n| meta.field(n))
            .map(|(i, _)| i)
            .collect();
        if let Some(search) = self.text("search")
            && !positions.is_empty()
        {
            for term in search.split_whitespace() {
                let any = positions
                    .iter()
                    .map(|i| {
                        Predicate::new(
                            *i,
                            Op::Like(Like::Contains),
                            vec![Value::Text(term.to_owned())],
                        )
                    })
                    .collect();
                set = set.with(Predicate::Any(any));
            }
        }
        Ok(set)
    }

    /// Orders a query set as asked, where that is allowed, else by default.
    pub(crate) fn ordered<M: Record>(
        &self,
        listing: &Listing,
        mut set: QuerySet<M>,
    ) -> Result<QuerySet<M>> {
        let asked = self.text("ordering").unwrap_or_default();
        let mut order = Vec::new();
        for term in asked
            .split(',')
            .map(str::trim)
            .filter(|term| !term.is_empty())
        {
            let name = term.trim_start_matches('-');
            match M::meta().field(name) {
                Some((index, _)) if listing.ordering.contains(&name) => {
                    order.push((index, term.starts_with('-')));
                }
                _ if listing.strict_filters => {
                    return Err(Error::invalid().field("ordering", "Unknown field.", "invalid"));
                }
                _ => {}
            }
        }
        if order.is_empty() {
            order = listing
                .default_ordering
                .iter()
                .filter_map(|term| {
                    let (index, _) = M::meta().field(term.trim_start_matches('-'))?;
                    Some((index, term.starts_with('-')))
                })
                .collect();
        }
        if !order.is_empty() {
            set.select.order = order;
        }
        Ok(set)
    }
}

fn plain(json: &Json) -> String {
    match json {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}
