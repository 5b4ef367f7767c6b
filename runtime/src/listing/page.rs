//! Which rows make a page, by their places in the order.

use serde_json::Value as Json;

use super::{Pagination, Query};
use crate::PageStyle;
use crate::words::QueryKey;
use crate::{Error, Result};

/// Rows in a row.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Slice {
    pub offset: u64,
    pub limit: u64,
}

impl Query {
    /// Whether the call names a page: a stream without one is of all rows.
    pub(crate) fn asks_for_page(&self, style: PageStyle) -> bool {
        let mut keys = QueryKey::ALL.into_iter();
        keys.any(|key| key.names_page(style) && self.keys.contains_key(key.name()))
    }

    /// The rows of the page asked for, of `count`; a page that does not exist is NOT_FOUND.
    pub(crate) fn slice(&self, pagination: &Pagination, count: u64) -> Result<Slice> {
        let limit = self.page_size(pagination);
        let offset = match pagination.style {
            PageStyle::LimitOffset => self.get(QueryKey::Offset).and_then(whole).unwrap_or(0),
            PageStyle::PageNumber | PageStyle::Cursor => self.first_of_page(limit, count)?,
        };
        Ok(Slice { offset, limit })
    }

    /// How many rows a page has, as asked where that is allowed; never none.
    pub(crate) fn page_size(&self, pagination: &Pagination) -> u64 {
        let (key, free) = match pagination.style {
            PageStyle::PageNumber | PageStyle::Cursor => (QueryKey::PageSize, 0),
            PageStyle::LimitOffset => (QueryKey::Limit, u64::MAX),
        };
        let asked = self.get(key).and_then(whole).filter(|size| *size > 0);
        let size = match (asked, pagination.max_page_size) {
            (Some(size), Some(max)) => u64::min(size, max.into()),
            (Some(size), None) if size <= free => size,
            _ => pagination.page_size.into(),
        };
        size.max(1)
    }

    fn first_of_page(&self, size: u64, count: u64) -> Result<u64> {
        let pages = count.div_ceil(size).max(1);
        match self.page(pages) {
            Some(page) if (1..=pages).contains(&page) => Ok((page - 1) * size),
            _ => Err(Error::new(
                tonic::Code::NotFound,
                "Invalid page.",
                "not_found",
            )),
        }
    }

    /// The number of the page asked for; `None` when it is no number.
    fn page(&self, last: u64) -> Option<u64> {
        match self.get(QueryKey::Page) {
            None => Some(1),
            // Python takes what is empty or zero for nothing, and nothing is the first page.
            Some(json) if is_falsy(json) => Some(1),
            Some(Json::String(text)) if text == "last" => Some(last),
            Some(Json::Number(number)) if number.as_f64()?.fract() != 0.0 => None,
            Some(json) => whole(json),
        }
    }
}

fn is_falsy(json: &Json) -> bool {
    match json {
        Json::Null | Json::Bool(false) => true,
        Json::Bool(true) => false,
        Json::Number(number) => number.as_f64() == Some(0.0),
        Json::String(text) => text.is_empty(),
        Json::Array(items) => items.is_empty(),
        Json::Object(map) => map.is_empty(),
    }
}

/// The whole number that Python's `int` makes of a value, where it is not negative. One too
/// large for the machine is as large as one can be.
fn whole(json: &Json) -> Option<u64> {
    match json {
        Json::Bool(truth) => Some((*truth).into()),
        // Cuts off what is behind the point, and saturates.
        Json::Number(number) => match number.as_u64() {
            Some(whole) => Some(whole),
            None => number.as_f64().filter(|n| *n >= 0.0).map(|n| n as u64),
        },
        Json::String(text) => {
            let text = text.trim();
            let digits = text.strip_prefix('+').unwrap_or(text);
            let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| digits.parse().unwrap_or(u64::MAX))
        }
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(key: &str, value: &str) -> Query {
        let keys = serde_json::from_str(&format!("{{\"{key}\": {value}}}"));
        Query {
            keys: keys.expect("an object"),
        }
    }

    /// As Django REST Framework 3.18 has answered.
    #[test]
    fn pages_as_django_counts_them() {
        let first = |page| query("page", page).slice(&Pagination::pages(10), 25);
        for (page, offset) in [
            ("null", 0),
            ("0", 0),
            ("0.0", 0),
            ("\"\"", 0),
            ("[]", 0),
            ("{}", 0),
            ("false", 0),
            ("true", 0),
            ("1", 0),
            ("2", 10),
            ("2.0", 10),
            ("\" 2 \"", 10),
            ("\"+2\"", 10),
            ("\"02\"", 10),
            ("\"last\"", 20),
        ] {
            let limit = 10;
            assert_eq!(first(page).expect(page), Slice { offset, limit }, "{page}");
        }
        for page in [
            "4",
            "-1",
            "\"-1\"",
            "\"abc\"",
            "2.5",
            "\"2.0\"",
            "\"0\"",
            "\"  \"",
            "\"LAST\"",
            "\" last \"",
            "1e300",
            "[1]",
            "100000000000000000000",
        ] {
            let error = first(page).expect_err(page);
            assert_eq!(error.code(), tonic::Code::NotFound);
        }
    }

    #[test]
    fn a_page_size_stays_within_its_maximum() {
        let pagination = Pagination::pages(10).up_to(20);
        let limits = pagination.style(PageStyle::LimitOffset);
        for (asked, size) in [
            ("5", 5),
            ("5.0", 5),
            ("2.5", 2),
            ("0.5", 10),
            ("\"5\"", 5),
            ("\" 5 \"", 5),
            ("\"+5\"", 5),
            ("\"5.0\"", 10),
            ("0", 10),
            ("\"\"", 10),
            ("null", 10),
            ("\"abc\"", 10),
            ("-3", 10),
            ("true", 1),
            ("false", 10),
            ("1000", 20),
            ("1e20", 20),
            ("100000000000000000000", 20),
            ("\"100000000000000000000\"", 20),
        ] {
            let page = query("page_size", asked);
            assert_eq!(page.page_size(&pagination), size, "{asked}");
            assert_eq!(page.page_size(&Pagination::pages(10)), 10, "{asked}");
            assert_eq!(query("limit", asked).page_size(&limits), size, "{asked}");
        }
    }

    #[test]
    fn a_limit_without_a_maximum_is_free() {
        let limits = Pagination::pages(10).style(PageStyle::LimitOffset);
        for (asked, limit) in [("1000", 1000), ("1e20", u64::MAX), ("0", 10), ("-1", 10)] {
            assert_eq!(query("limit", asked).page_size(&limits), limit, "{asked}");
        }
        for (asked, offset) in [
            ("5", 5),
            ("2.5", 2),
            ("\"5\"", 5),
            ("\"2.5\"", 0),
            ("\"abc\"", 0),
            ("-3", 0),
            ("null", 0),
            ("1000", 1000),
        ] {
            let slice = query("offset", asked).slice(&limits, 25).expect(asked);
            assert_eq!(slice, Slice { offset, limit: 10 }, "{asked}");
        }
    }

    #[test]
    fn a_page_is_never_empty_by_definition() {
        for nothing in [Pagination::pages(0), Pagination::pages(0).up_to(0)] {
            let query = query("page_size", "5");
            assert_eq!(query.page_size(&nothing), 1);
        }
        let first = Query::default().slice(&Pagination::pages(0), 25);
        assert_eq!(
            first.expect("a page"),
            Slice {
                offset: 0,
                limit: 1
            }
        );
    }

    #[test]
    fn a_page_is_asked_for_by_the_keys_of_its_style() {
        let asks = |key, style| query(key, "1").asks_for_page(style);
        for key in ["page", "page_size"] {
            assert!(asks(key, PageStyle::PageNumber), "{key}");
            assert!(!asks(key, PageStyle::LimitOffset), "{key}");
        }
        for key in ["limit", "offset"] {
            assert!(asks(key, PageStyle::LimitOffset), "{key}");
            assert!(!asks(key, PageStyle::Cursor), "{key}");
        }
        assert!(asks("cursor", PageStyle::Cursor));
        assert!(asks("page_size", PageStyle::Cursor));
        assert!(!asks("search", PageStyle::PageNumber));
    }
}
