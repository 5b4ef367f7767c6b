//! Which rows make a page.

use serde_json::Value as Json;

use super::{Pagination, Query};
use crate::validate::Digits;
use crate::{Error, Result};

impl Query {
    /// Whether the call names a page: a stream without one is of all rows.
    pub(crate) fn asks_for_page(&self) -> bool {
        self.keys.contains_key("page")
    }

    /// How many rows a page has, as asked where that is allowed; never none.
    pub(crate) fn page_size(&self, pagination: &Pagination) -> u64 {
        // A number is whole however JSON spells it: 5.0 is 5.
        let asked = self
            .text("page_size")
            .and_then(|text| Digits::parse(text.trim())?.whole()?.try_into().ok());
        let size = match (asked, pagination.max_page_size) {
            (Some(size), Some(max)) if size > 0 => u64::min(size, max.into()),
            _ => pagination.page_size.into(),
        };
        size.max(1)
    }

    /// The offset of the page asked for; a page that does not exist is NOT_FOUND.
    pub(crate) fn offset(&self, size: u64, count: u64) -> Result<u64> {
        let size = size.max(1);
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
        match self.keys.get("page") {
            // Django takes a falsy page for the first.
            None | Some(Json::Null | Json::Bool(false)) => Some(1),
            Some(Json::Number(number)) => match number.as_f64()? {
                0.0 => Some(1),
                // Saturates: a page that large does not exist either way.
                page if page.fract() == 0.0 && page > 0.0 => Some(page as u64),
                _ => None,
            },
            Some(Json::String(text)) => match text.trim() {
                "" | "0" => Some(1),
                "last" => Some(last),
                text => text.parse().ok(),
            },
            Some(Json::Bool(true) | Json::Array(_) | Json::Object(_)) => None,
        }
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
            ("2.0", 10),
            ("\" 2 \"", 10),
            ("false", 0),
            ("\"last\"", 20),
        ] {
            let query = query(&format!("{{\"page\": {page}}}"));
            assert_eq!(query.offset(10, 25).expect(page), offset, "{page}");
        }
        for page in [
            "4", "-1", "\"abc\"", "true", "2.5", "\"2.0\"", "1e300", "[1]",
        ] {
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
            ("5.0", 5),
            ("5.5", 20),
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
    fn a_page_is_never_empty_by_definition() {
        for max_page_size in [None, Some(0)] {
            let nothing = Pagination {
                page_size: 0,
                max_page_size,
            };
            let query = query("{\"page_size\": 5}");
            assert_eq!(query.page_size(&nothing), 1);
        }
        assert_eq!(query("{}").offset(0, 25).expect("the first page"), 0);
    }
}
