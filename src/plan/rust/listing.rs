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
                "rt::FilterMeta {{ field: {:?}, lookups: &[{}] }}",
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
            "Some(rt::Pagination {{ page_size: {}, max_page_size: {:?} }})",
            p.page_size, p.max_page_size
        ),
    };
    format!(
        "rt::Listing {{ filters: &[{}], search: {}, ordering: {}, default_ordering: &{default:?}, pagination: {pagination}, strict_filters: {} }}",
        filters.join(", "),
        names(&listing.search),
        names(&listing.ordering),
        listing.strict_filters
    )
}

fn lookup(lookup: &Lookup) -> String {
    match lookup {
        Lookup::Part(part, comparison) => {
            format!("rt::Lookup::Part(rt::DatePart::{part:?}, rt::Comparison::{comparison:?})")
        }
        lookup => format!("rt::Lookup::{lookup:?}"),
    }
}
