//! Filters, search, ordering and pages: from metadata to a query set.

use serde_json::{Map, Value as Json};
use tonic::metadata::MetadataMap;

use crate::query::{Like, Op, Predicate};
use crate::validate::datetime;
use crate::{Error, Kind, ModelMeta, QuerySet, Record, Result, Value};

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
            _ => return None,
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
            let (name, lookup) = match key.rsplit_once("__") {
                Some((name, lookup)) => (name, Lookup::named(lookup)),
                None => (key.as_str(), Some(Lookup::Exact)),
            };
            let allowed = listing.filters.iter().find(|f| f.field == name);
            match (meta.field(name), allowed, lookup) {
                (Some((index, _)), Some(filter), Some(lookup))
                    if filter.lookups.contains(&lookup) =>
                {
                    if value.is_null() {
                        continue;
                    }
                    match predicate(meta, index, lookup, value) {
                        Ok(predicate) => set = set.with(predicate),
                        Err(text) => errors.add(key, text, "invalid"),
                    }
                }
                _ if listing.strict_filters => errors.add(key, "Unknown filter.", "invalid"),
                _ => {}
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

    /// How many rows a page has, as asked where that is allowed.
    pub(crate) fn page_size(&self, pagination: &Pagination) -> u64 {
        let asked = self
            .text("page_size")
            .and_then(|text| text.trim().parse::<u64>().ok());
        match (asked, pagination.max_page_size) {
            (Some(size), Some(max)) if size > 0 => size.min(max.into()),
            _ => pagination.page_size.into(),
        }
    }

    /// The offset of the page asked for; a page that does not exist is NOT_FOUND.
    pub(crate) fn offset(&self, size: u64, count: u64) -> Result<u64> {
        let pages = count.div_ceil(size).max(1);
        let page = match self.text("page").as_deref().map(str::trim) {
            // Django takes a falsy page for the first.
            None | Some("" | "0" | "false") => 1,
            Some("last") => pages,
            Some(text) => text.parse().unwrap_or(0),
        };
        if page == 0 || page > pages {
            return Err(Error::new(
                tonic::Code::NotFound,
                "Invalid page.",
                "not_found",
            ));
        }
        Ok((page - 1) * size)
    }
}

fn plain(json: &Json) -> String {
    match json {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn predicate(
    meta: &ModelMeta,
    index: usize,
    lookup: Lookup,
    json: &Json,
) -> Result<Predicate, &'static str> {
    let kind = meta.fields[index].kind.stored();
    let like = |like| {
        Ok(Predicate::new(
            index,
            Op::Like(like),
            vec![Value::Text(plain(json))],
        ))
    };
    let one = |op| Ok(Predicate::new(index, op, vec![parsed(kind, &plain(json))?]));
    match lookup {
        Lookup::Exact => one(Op::Eq),
        Lookup::Gt => one(Op::Gt),
        Lookup::Gte => one(Op::Gte),
        Lookup::Lt => one(Op::Lt),
        Lookup::Lte => one(Op::Lte),
        Lookup::Iexact => like(Like::Exact),
        Lookup::Contains | Lookup::Icontains => like(Like::Contains),
        Lookup::Startswith | Lookup::Istartswith => like(Like::Starts),
        Lookup::Endswith | Lookup::Iendswith => like(Like::Ends),
        Lookup::In => Ok(Predicate::new(index, Op::In, list(kind, json)?)),
        Lookup::Range => {
            let values = list(kind, json)?;
            if values.len() == 2 {
                Ok(Predicate::new(index, Op::Between, values))
            } else {
                Err("Enter two values.")
            }
        }
        Lookup::Isnull => {
            let null = Predicate::new(index, Op::IsNull, Vec::new());
            match parsed(Kind::Bool, &plain(json))? {
                Value::Bool(true) => Ok(null),
                _ => Ok(Predicate::Not(Box::new(null))),
            }
        }
    }
}

fn list(kind: Kind, json: &Json) -> Result<Vec<Value>, &'static str> {
    match json {
        Json::Array(items) => items
            .iter()
            .map(|item| parsed(kind, &plain(item)))
            .collect(),
        other => plain(other)
            .split(',')
            .map(|text| parsed(kind, text))
            .collect(),
    }
}

/// A filter's value; the error is the text of Django's form field.
fn parsed(kind: Kind, text: &str) -> Result<Value, &'static str> {
    let trimmed = text.trim();
    match kind {
        Kind::Bool => match trimmed {
            "true" | "True" | "1" => Ok(Value::Bool(true)),
            "false" | "False" | "0" => Ok(Value::Bool(false)),
            _ => Err("Enter true or false."),
        },
        Kind::Int32 | Kind::Int64 => trimmed
            .parse()
            .map(Value::Int)
            .map_err(|_| "Enter a number."),
        Kind::Float | Kind::Double => trimmed
            .parse()
            .ok()
            .filter(|v: &f64| v.is_finite())
            .map(Value::Float)
            .ok_or("Enter a number."),
        Kind::Decimal { .. } => trimmed
            .parse()
            .map(Value::Decimal)
            .map_err(|_| "Enter a number."),
        Kind::Uuid => trimmed
            .parse()
            .map(Value::Uuid)
            .map_err(|_| "Enter a valid UUID."),
        Kind::Date => trimmed
            .parse()
            .map(Value::Date)
            .map_err(|_| "Enter a valid date."),
        Kind::Time => trimmed
            .parse()
            .map(Value::Time)
            .map_err(|_| "Enter a valid time."),
        Kind::DateTime => datetime(trimmed)
            .map(Value::Timestamp)
            .ok_or("Enter a valid date/time."),
        Kind::Enum(meta) => {
            let known = meta
                .members
                .iter()
                .find(|m| m.stored == trimmed || m.name == trimmed);
            let known = known.or_else(|| {
                let number: i32 = trimmed.parse().ok()?;
                meta.members.iter().find(|m| m.number == number)
            });
            known
                .map(|member| Value::Text(member.stored.to_owned()))
                .ok_or("Select a valid choice. That choice is not one of the available choices.")
        }
        _ => Ok(Value::Text(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(json: &str) -> Query {
        Query {
            keys: serde_json::from_str(json).expect("an object"),
        }
    }

    #[test]
    fn pages_as_django_counts_them() {
        for (page, offset) in [
            ("null", 0),
            ("0", 0),
            ("\"\"", 0),
            ("1", 0),
            ("2", 10),
            ("\"last\"", 20),
        ] {
            let query = query(&format!("{{\"page\": {page}}}"));
            assert_eq!(query.offset(10, 25).expect(page), offset, "{page}");
        }
        for page in ["4", "-1", "\"abc\""] {
            let query = query(&format!("{{\"page\": {page}}}"));
            let error = query.offset(10, 25).expect_err(page);
            assert_eq!(error.status(), tonic::Code::NotFound);
        }
    }

    #[test]
    fn a_page_size_stays_within_its_maximum() {
        let pagination = Pagination {
            page_size: 20,
            max_page_size: Some(100),
        };
        for (asked, size) in [
            ("5", 5),
            ("0", 20),
            ("\"abc\"", 20),
            ("-3", 20),
            ("1000", 100),
        ] {
            assert_eq!(
                query(&format!("{{\"page_size\": {asked}}}")).page_size(&pagination),
                size
            );
        }
    }

    #[test]
    fn a_bad_number_is_named_as_django_names_it() {
        assert_eq!(parsed(Kind::Int32, "many"), Err("Enter a number."));
    }
}
