//! The words that lists are asked with: lookups, keys of a query, styles of pages, transports.
//! The generator reads them here too, so that both mean the same by them.

/// How a filter compares, as Django's field lookups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup {
    /// Equal.
    Exact,
    /// Equal, but for upper and lower case.
    Iexact,
    /// The text has this part.
    Contains,
    /// The same, but for case.
    Icontains,
    /// The text begins so.
    Startswith,
    /// The same, but for case.
    Istartswith,
    /// The text ends so.
    Endswith,
    /// The same, but for case.
    Iendswith,
    /// Greater.
    Gt,
    /// Greater or equal.
    Gte,
    /// Less.
    Lt,
    /// Less or equal.
    Lte,
    /// One of a list.
    In,
    /// Between two values, these included.
    Range,
    /// Whether it is NULL.
    Isnull,
    /// A regular expression matches.
    Regex,
    /// The same, but for case.
    Iregex,
    /// A part of a date or a time: `year`, `year__gte`, `month__in`.
    Part(DatePart, Comparison),
}

/// A part of a date or a time, which is a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatePart {
    /// `year`, from 1.
    Year,
    /// `month`, from 1.
    Month,
    /// `day` of the month, from 1.
    Day,
    /// `hour`, from 0.
    Hour,
    /// `minute`, from 0.
    Minute,
    /// `second`, from 0, without its fraction.
    Second,
}

/// How a part of a date or a time compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// Equal.
    Exact,
    /// Greater.
    Gt,
    /// Greater or equal.
    Gte,
    /// Less.
    Lt,
    /// Less or equal.
    Lte,
    /// One of a list.
    In,
    /// Between two numbers, these included.
    Range,
}

impl Lookup {
    /// Those that stand alone, by their names in Django.
    pub const NAMES: [(&'static str, Self); 23] = [
        ("exact", Self::Exact),
        ("iexact", Self::Iexact),
        ("contains", Self::Contains),
        ("icontains", Self::Icontains),
        ("startswith", Self::Startswith),
        ("istartswith", Self::Istartswith),
        ("endswith", Self::Endswith),
        ("iendswith", Self::Iendswith),
        ("gt", Self::Gt),
        ("gte", Self::Gte),
        ("lt", Self::Lt),
        ("lte", Self::Lte),
        ("in", Self::In),
        ("range", Self::Range),
        ("isnull", Self::Isnull),
        ("regex", Self::Regex),
        ("iregex", Self::Iregex),
        ("year", Self::Part(DatePart::Year, Comparison::Exact)),
        ("month", Self::Part(DatePart::Month, Comparison::Exact)),
        ("day", Self::Part(DatePart::Day, Comparison::Exact)),
        ("hour", Self::Part(DatePart::Hour, Comparison::Exact)),
        ("minute", Self::Part(DatePart::Minute, Comparison::Exact)),
        ("second", Self::Part(DatePart::Second, Comparison::Exact)),
    ];

    /// `icontains`, `year`, `year__gte`.
    pub fn named(name: &str) -> Option<Self> {
        let (name, comparison) = match name.split_once("__") {
            Some((part, comparison)) => (part, Some(comparison)),
            None => (name, None),
        };
        match (find(&Self::NAMES, name)?, comparison) {
            (lookup, None) => Some(lookup),
            (Self::Part(part, _), Some(name)) => {
                find(&Comparison::NAMES, name).map(|comparison| Self::Part(part, comparison))
            }
            _ => None,
        }
    }
}

impl Comparison {
    /// By their names in Django.
    pub const NAMES: [(&'static str, Self); 7] = [
        ("exact", Self::Exact),
        ("gt", Self::Gt),
        ("gte", Self::Gte),
        ("lt", Self::Lt),
        ("lte", Self::Lte),
        ("in", Self::In),
        ("range", Self::Range),
    ];
}

/// How a list is cut into pages, as Django REST Framework's pagination classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageStyle {
    /// `page` and `page_size`.
    PageNumber,
    /// `limit` and `offset`.
    LimitOffset,
    /// `cursor` and `page_size`: a page begins behind a row, however many are before it.
    Cursor,
}

impl PageStyle {
    /// By their names in a spec.
    pub const NAMES: [(&'static str, Self); 3] = [
        ("page_number", Self::PageNumber),
        ("limit_offset", Self::LimitOffset),
        ("cursor", Self::Cursor),
    ];
}

/// Where filters and pages are taken from, as Django Socio gRPC's `FILTER_BEHAVIOR`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// Metadata alone.
    MetadataStrict,
    /// The fields `_filters` and `_pagination` of the request alone.
    RequestStructStrict,
    /// Both; the request wins, key by key.
    MetadataAndRequestStruct,
}

impl Transport {
    /// By their names in a spec.
    pub const NAMES: [(&'static str, Self); 3] = [
        ("METADATA_STRICT", Self::MetadataStrict),
        ("REQUEST_STRUCT_STRICT", Self::RequestStructStrict),
        (
            "METADATA_AND_REQUEST_STRUCT",
            Self::MetadataAndRequestStruct,
        ),
    ];
}

/// A key of a query that is no filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueryKey {
    /// Words to look for.
    Search,
    /// Fields to sort by.
    Ordering,
    /// The number of a page, from 1.
    Page,
    /// How many rows a page has.
    PageSize,
    /// How many rows to answer at most.
    Limit,
    /// How many rows to skip.
    Offset,
    /// Where a page begins, as an answer named it.
    Cursor,
}

impl QueryKey {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Search,
        Self::Ordering,
        Self::Page,
        Self::PageSize,
        Self::Limit,
        Self::Offset,
        Self::Cursor,
    ];

    /// As a client writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Search => "search",
            Self::Ordering => "ordering",
            Self::Page => "page",
            Self::PageSize => "page_size",
            Self::Limit => "limit",
            Self::Offset => "offset",
            Self::Cursor => "cursor",
        }
    }

    /// Whether it names a page of this style.
    pub const fn names_page(self, style: PageStyle) -> bool {
        match self {
            Self::Search | Self::Ordering => false,
            Self::Page => matches!(style, PageStyle::PageNumber),
            Self::PageSize => matches!(style, PageStyle::PageNumber | PageStyle::Cursor),
            Self::Limit | Self::Offset => matches!(style, PageStyle::LimitOffset),
            Self::Cursor => matches!(style, PageStyle::Cursor),
        }
    }

    /// The key of this name, where a list reads it: no filter can have it then. A list
    /// without pages may get some, so it leaves the words of page numbers alone.
    pub fn read(name: &str, style: Option<PageStyle>) -> Option<Self> {
        let style = style.unwrap_or(PageStyle::PageNumber);
        let mut all = Self::ALL.into_iter().filter(|key| key.name() == name);
        all.find(|key| matches!(key, Self::Search | Self::Ordering) || key.names_page(style))
    }
}

/// What a name stands for in a table of names.
pub fn find<T: Copy>(names: &[(&str, T)], name: &str) -> Option<T> {
    let found = names.iter().find(|(known, _)| *known == name);
    found.map(|(_, meaning)| *meaning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_a_lookup() {
        for (name, lookup) in Lookup::NAMES {
            assert_eq!(Lookup::named(name), Some(lookup), "{name}");
        }
        for name in ["year__lte", "month__in", "second__range", "day__exact"] {
            assert!(Lookup::named(name).is_some(), "{name}");
        }
        for name in ["gte__year", "year__contains", "year__", "year__gt__lt", ""] {
            assert!(Lookup::named(name).is_none(), "{name}");
        }
    }

    #[test]
    fn a_list_keeps_the_keys_that_it_reads() {
        let read = |style| {
            let keys = QueryKey::ALL.map(QueryKey::name).into_iter();
            keys.filter(|name| QueryKey::read(name, style).is_some())
                .collect::<Vec<_>>()
        };
        assert_eq!(read(None), ["search", "ordering", "page", "page_size"]);
        assert_eq!(read(Some(PageStyle::PageNumber)), read(None));
        assert_eq!(
            read(Some(PageStyle::LimitOffset)),
            ["search", "ordering", "limit", "offset"]
        );
        assert_eq!(
            read(Some(PageStyle::Cursor)),
            ["search", "ordering", "page_size", "cursor"]
        );
    }
}
