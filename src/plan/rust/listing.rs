//! What a service lets clients ask of its lists.

use crate::model::{Filter, ListSettings, Lookup, Model, PageStyle, Pagination, Transport};

/// The call that gives a service its listing, with what is not as it is by default.
pub fn listing(model: &Model) -> String {
    let Some(service) = &model.service else {
        return String::new();
    };
    let listing = &service.listing;
    let mut out = String::new();
    let mut list = |name: &str, items: Vec<String>| {
        if !items.is_empty() {
            out.push_str(&format!(".{name}(&[{}])", items.join(", ")));
        }
    };
    let quoted = |names: &[String]| names.iter().map(|name| format!("{name:?}")).collect();
    list("filters", listing.filters.iter().map(filter).collect());
    list("search", quoted(&listing.search));
    list("ordering", quoted(&listing.ordering));
    list("default_ordering", quoted(&listing.default_ordering));
    out.extend(listing.pagination.map(pagination));
    out.push_str(&settings(&listing.settings));
    match out.is_empty() {
        true => out,
        false => format!(".listing(rt::Listing::new(){out})"),
    }
}

fn filter(filter: &Filter) -> String {
    let lookups: Vec<_> = filter.lookups.iter().map(lookup).collect();
    let lookups = lookups.join(", ");
    format!("rt::FilterMeta::new({:?}, &[{lookups}])", filter.path)
}

fn pagination(pages: Pagination) -> String {
    let style = match pages.style {
        PageStyle::PageNumber => String::new(),
        style => format!(".style(rt::PageStyle::{style:?})"),
    };
    let most = pages.max_page_size.map(|max| format!(".up_to({max})"));
    format!(
        ".pagination(rt::Pagination::pages({}){}{style})",
        pages.page_size,
        most.unwrap_or_default()
    )
}

fn settings(settings: &ListSettings) -> String {
    let mut out = String::new();
    if settings.strict_filters {
        out.push_str(".strict_filters()");
    }
    if settings.transport != Transport::MetadataStrict {
        let transport = settings.transport;
        out.push_str(&format!(".transport(rt::Transport::{transport:?})"));
    }
    let keys = &settings.metadata_keys;
    if *keys != ListSettings::default().metadata_keys {
        out.push_str(&format!(
            ".metadata_keys(rt::MetadataKeys::new({:?}, {:?}))",
            keys.filters, keys.pagination
        ));
    }
    out
}

fn lookup(lookup: &Lookup) -> String {
    match lookup {
        Lookup::Part(part, comparison) => {
            format!("rt::Lookup::Part(rt::DatePart::{part:?}, rt::Comparison::{comparison:?})")
        }
        lookup => format!("rt::Lookup::{lookup:?}"),
    }
}
