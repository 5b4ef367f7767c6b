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

/// A service: its name on the wire, and how its lists may be narrowed.
#[derive(Debug)]
#[non_exhaustive]
pub struct ServiceMeta {
    /// `blog.v1.PostController`.
    pub name: &'static str,
    /// `None` where the service is over no model.
    pub model: Option<&'static ModelMeta>,
    /// What a client may ask of its lists.
    pub listing: Listing,
}

impl ServiceMeta {
    /// A service over no model.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            model: None,
            listing: Listing::PLAIN,
        }
    }

    /// Over this model.
    #[must_use]
    pub const fn model(mut self, model: &'static ModelMeta) -> Self {
        self.model = Some(model);
        self
    }

    /// With such lists.
    #[must_use]
    pub const fn listing(mut self, listing: Listing) -> Self {
        self.listing = listing;
        self
    }
}

/// What a client may ask of a list. Names may lead through relations: `author__name`.
#[derive(Debug)]
#[non_exhaustive]
pub struct Listing {
    /// Fields to filter by.
    pub filters: &'static [FilterMeta],
    /// Fields that `search` looks in.
    pub search: &'static [&'static str],
    /// Fields to sort by.
    pub ordering: &'static [&'static str],
    /// `-` before a name sorts downwards.
    pub default_ordering: &'static [&'static str],
    /// Without it, a list is answered whole.
    pub pagination: Option<Pagination>,
    /// Unknown filters and orderings are errors rather than ignored.
    pub strict_filters: bool,
    /// Where filters and pages are: in the metadata, in the request, or in both.
    pub transport: Transport,
    /// The keys of the metadata that they are in.
    pub metadata_keys: MetadataKeys,
}

impl Listing {
    pub(crate) const PLAIN: Self = Self {
        filters: &[],
        search: &[],
        ordering: &[],
        default_ordering: &[],
        pagination: None,
        strict_filters: false,
        transport: Transport::MetadataStrict,
        metadata_keys: MetadataKeys::new("filters", "pagination"),
    };

    /// All rows in the order of their keys, and nothing to ask for.
    pub const fn new() -> Self {
        Self::PLAIN
    }

    /// Fields to filter by.
    #[must_use]
    pub const fn filters(mut self, filters: &'static [FilterMeta]) -> Self {
        self.filters = filters;
        self
    }

    /// Fields that `search` looks in.
    #[must_use]
    pub const fn search(mut self, fields: &'static [&'static str]) -> Self {
        self.search = fields;
        self
    }

    /// Fields to sort by.
    #[must_use]
    pub const fn ordering(mut self, fields: &'static [&'static str]) -> Self {
        self.ordering = fields;
        self
    }

    /// The order where a client names none; `-` before a name sorts downwards.
    #[must_use]
    pub const fn default_ordering(mut self, terms: &'static [&'static str]) -> Self {
        self.default_ordering = terms;
        self
    }

    /// Lists answer in pages.
    #[must_use]
    pub const fn pagination(mut self, pagination: Pagination) -> Self {
        self.pagination = Some(pagination);
        self
    }

    /// Unknown filters and orderings become errors.
    #[must_use]
    pub const fn strict_filters(mut self) -> Self {
        self.strict_filters = true;
        self
    }

    /// Where filters and pages are.
    #[must_use]
    pub const fn transport(mut self, transport: Transport) -> Self {
        self.transport = transport;
        self
    }

    /// The keys of the metadata that they are in.
    #[must_use]
    pub const fn metadata_keys(mut self, keys: MetadataKeys) -> Self {
        self.metadata_keys = keys;
        self
    }
}

impl Default for Listing {
    fn default() -> Self {
        Self::PLAIN
    }
}

/// A field that a list may be filtered by, and how.
#[derive(Debug)]
#[non_exhaustive]
pub struct FilterMeta {
    /// The path of the field: `author__name`.
    pub field: &'static str,
    /// How it may be compared.
    pub lookups: &'static [Lookup],
}

impl FilterMeta {
    /// A field, by its path, and how it may be compared.
    pub const fn new(field: &'static str, lookups: &'static [Lookup]) -> Self {
        Self { field, lookups }
    }
}

/// The keys of the metadata that filters and pages are in.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct MetadataKeys {
    /// `filters`, unless the service renames it.
    pub filters: &'static str,
    /// `pagination`, unless the service renames it.
    pub pagination: &'static str,
}

impl MetadataKeys {
    /// The key of the filters and that of the page.
    pub const fn new(filters: &'static str, pagination: &'static str) -> Self {
        Self {
            filters,
            pagination,
        }
    }
}

/// How a list is cut into pages.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Pagination {
    /// Numbered pages, limit and offset, or cursors.
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

    /// Pages of this style.
    #[must_use]
    pub const fn style(mut self, style: PageStyle) -> Self {
        self.style = style;
        self
    }
}

/// One page of results.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Page<T> {
    /// The rows of this page.
    pub results: Vec<T>,
    /// The number of rows on all pages, where the service is paginated.
    pub count: Option<i64>,
}

impl<T> Page<T> {
    /// All results there are, of a service that is not paginated.
    pub fn new(results: Vec<T>) -> Self {
        Self {
            results,
            count: None,
        }
    }

    /// Says how many rows there are on all pages.
    #[must_use]
    pub fn counted(mut self, count: i64) -> Self {
        self.count = Some(count);
        self
    }

    /// The count as messages carry it: as large as their type allows where it is larger.
    #[doc(hidden)]
    pub fn wire_count(&self) -> i32 {
        let count = self.count.and_then(|count| count.try_into().ok());
        count.unwrap_or(i32::MAX)
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
