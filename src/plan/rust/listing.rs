//! What a service lets clients ask of its lists.

use crate::model::{Lookup, Model};

/// The listing of a service as an expression.
pub fn listing(model: &Model) -> String {
    let Some(service) = &model.service else {
        return String::new();
    };
    let listing = &service.listing;
    let name = |index: &usize| model.fields[*index].name.as_typed().to_owned();
    let names = |indexes: &[usize]| format!("&{:?}", indexes.iter().map(name).collect::<Vec<_>>());
    let filters: Vec<_> = listing
        .filters
        .iter()
        .map(|filter| {
            let lookups: Vec<_> = filter.lookups.iter().map(lookup).collect();
            format!(
                "socio_runtime::FilterMeta {{ field: {:?}, lookups: &[{}] }}",
                filter.path,
                lookups.join(", ")
            )
        })
        .collect();
    let default: Vec<_> = listing
        .default_ordering
        .iter()
        .map(|(index, down)| format!("{}{}", if *down { "-" } else { "" }, name(index)))
        .collect();
    let pagination = match listing.pagination {
        None => String::from("None"),
        Some(p) => format!(
            "Some(socio_runtime::Pagination {{ page_size: {}, max_page_size: {:?} }})",
            p.page_size, p.max_page_size
        ),
    };
    format!(
        "socio_runtime::Listing {{ filters: &[{}], search: {}, ordering: {}, default_ordering: &{default:?}, pagination: {pagination}, strict_filters: {} }}",
        filters.join(", "),
        names(&listing.search),
        names(&listing.ordering),
        listing.strict_filters
    )
}

fn lookup(lookup: &Lookup) -> String {
    match lookup {
        Lookup::Part(part, comparison) => format!(
            "socio_runtime::Lookup::Part(socio_runtime::DatePart::{part:?}, socio_runtime::Comparison::{comparison:?})"
        ),
        lookup => format!("socio_runtime::Lookup::{lookup:?}"),
    }
}
