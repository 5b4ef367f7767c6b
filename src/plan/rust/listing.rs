//! What a service lets clients ask of its lists.

use crate::model::{Filter, ListSettings, Lookup, Model, PageStyle, Pagination, Transport};

/// The listing of a service as an expression that names what is not as it is by default.
pub fn listing(model: &Model) -> String {
    let Some(service) = &model.service else {
        return String::new();
    };
    let listing = &service.listing;
    let mut fields = Vec::new();
    let mut list = |name: &str, items: Vec<String>| {
        if !items.is_empty() {
            fields.push(format!("{name}: &[{}]", items.join(", ")));
        }
    };
    let quoted = |names: &[String]| names.iter().map(|name| format!("{name:?}")).collect();
    list("filters", listing.filters.iter().map(filter).collect());
    list("search", quoted(&listing.search));
    list("ordering", quoted(&listing.ordering));
    list("default_ordering", quoted(&listing.default_ordering));
    fields.extend(listing.pagination.map(pagination));
    fields.extend(settings(&listing.settings));
    if fields.is_empty() {
        return String::from("rt::Listing::PLAIN");
    }
    format!(
        "rt::Listing {{ {}, ..rt::Listing::PLAIN }}",
        fields.join(", ")
    )
}

fn filter(filter: &Filter) -> String {
    let lookups: Vec<_> = filter.lookups.iter().map(lookup).collect();
    let lookups = lookups.join(", ");
    format!(
        "rt::FilterMeta {{ field: {:?}, lookups: &[{lookups}] }}",
        filter.path
    )
}

fn pagination(pages: Pagination) -> String {
    let style = match pages.style {
        PageStyle::PageNumber => String::new(),
        style => format!(".style(rt::PageStyle::{style:?})"),
    };
    let most = pages.max_page_size.map(|max| format!(".up_to({max})"));
    format!(
        "pagination: Some(rt::Pagination::pages({}){}{style})",
        pages.page_size,
        most.unwrap_or_default()
    )
}

fn settings(settings: &ListSettings) -> Vec<String> {
    let mut fields = Vec::new();
    if settings.strict_filters {
        fields.push(String::from("strict_filters: true"));
    }
    if settings.transport != Transport::MetadataStrict {
        let transport = settings.transport;
        fields.push(format!("transport: rt::Transport::{transport:?}"));
    }
    let keys = &settings.metadata_keys;
    if *keys != ListSettings::default().metadata_keys {
        fields.push(format!(
            "metadata_keys: rt::MetadataKeys {{ filters: {:?}, pagination: {:?} }}",
            keys.filters, keys.pagination
        ));
    }
    fields
}

fn lookup(lookup: &Lookup) -> String {
    match lookup {
        Lookup::Part(part, comparison) => {
            format!("rt::Lookup::Part(rt::DatePart::{part:?}, rt::Comparison::{comparison:?})")
        }
        lookup => format!("rt::Lookup::{lookup:?}"),
    }
}
