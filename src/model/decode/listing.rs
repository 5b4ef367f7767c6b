//! What a service lets clients ask of its lists.

use super::Build;
use super::unknown::unknown;
use crate::diagnostic::Code;
use crate::model::grammar::{LIMITS, METADATA_KEYS, PAGES};
use crate::model::service::ALL;
use crate::model::{
    Field, FieldType, Filter, ListSettings, Listing, Lookup, MetadataKeys, PageStyle, Pagination,
    Transport, Wire,
};
use crate::spec::Node;
use socio_runtime::words::find;

/// Names are checked when all models are known: they may lead through relations.
pub(super) fn listing(
    build: &mut Build,
    node: &Node,
    fields: &[Field],
    above: &ListSettings,
) -> Listing {
    let names = |build: &mut Build, key| -> Vec<String> {
        let words = build.words(node, key).into_iter();
        words.map(|(name, _)| name).collect()
    };
    // A client chooses the direction.
    let either_way = |name: String| match name.strip_prefix('-') {
        Some(name) => name.to_owned(),
        None => name,
    };
    Listing {
        filters: filters(build, node, fields),
        search: names(build, "search"),
        ordering: match node.get("ordering").and_then(Node::scalar) {
            Some(ALL) => readable(fields),
            _ => {
                let names = names(build, "ordering").into_iter();
                names.map(either_way).collect()
            }
        },
        default_ordering: names(build, "default_ordering"),
        pagination: node
            .get("pagination")
            .and_then(|below| pagination(build, below)),
        settings: settings(build, node, above),
    }
}

/// Every field that a list shows and that has an order.
fn readable(fields: &[Field]) -> Vec<String> {
    let ordered = |field: &&Field| !field.write_only && !matches!(field.ty, FieldType::Array(_));
    let names = fields.iter().filter(ordered).map(|field| &field.name);
    names.map(|name| name.as_typed().to_owned()).collect()
}

fn filters(build: &mut Build, node: &Node, fields: &[Field]) -> Vec<Filter> {
    let mut filters = Vec::new();
    for (key, below) in build.entries(node, "filters") {
        let mut lookups = Vec::new();
        for item in below.items().unwrap_or_default() {
            let text = item.scalar().unwrap_or_default();
            match Lookup::named(text) {
                Some(lookup) => lookups.push(lookup),
                None => {
                    let names = Lookup::NAMES.map(|(name, _)| name);
                    unknown(build, "lookup", text, &item.span, &names);
                }
            }
        }
        let mut own = fields.iter();
        filters.push(Filter {
            field: own.position(|field| field.name.as_typed() == key.text),
            path: key.text.clone(),
            lookups,
        });
    }
    filters
}

fn pagination(build: &mut Build, node: &Node) -> Option<Pagination> {
    let style = match node.get("style") {
        None => PageStyle::PageNumber,
        Some(below) => named(build, "style", below, &PageStyle::NAMES)?,
    };
    let (keys, size, max) = match style {
        PageStyle::PageNumber | PageStyle::Cursor => (&PAGES, "page_size", "max_page_size"),
        PageStyle::LimitOffset => (&LIMITS, "default_limit", "max_limit"),
    };
    build.keys(node, keys);
    if node.entries().is_some() && node.get(size).is_none() {
        let message = format!("`pagination` has no `{size}`");
        build.error(
            Code::Pagination,
            &node.span,
            message,
            format!("write `{size}: 20`"),
        );
    }
    let page_size: u32 = build.number(node, size)?;
    let max_page_size = build.number(node, max);
    if page_size == 0 || max_page_size.is_some_and(|max: u32| max < page_size) {
        let message = format!("`{size}` is at least 1 and at most `{max}`");
        let help = format!("write `{{ {size}: 20, {max}: 100 }}`");
        build.error(Code::Pagination, &node.span, message, help);
    }
    Some(Pagination {
        style,
        page_size,
        max_page_size,
    })
}

/// The settings of a service, or of all: what is not said is as it is `above`.
pub(super) fn settings(build: &mut Build, node: &Node, above: &ListSettings) -> ListSettings {
    let transport = node.get("filter_transport");
    let transport =
        transport.and_then(|below| named(build, "filter_transport", below, &Transport::NAMES));
    let keys = node.get("metadata_keys");
    ListSettings {
        strict_filters: build
            .flag(node, "strict_filters")
            .unwrap_or(above.strict_filters),
        transport: transport.unwrap_or(above.transport),
        metadata_keys: match keys {
            Some(below) => metadata_keys(build, below, &above.metadata_keys),
            None => above.metadata_keys.clone(),
        },
    }
}

/// How the values of a service travel, or of all: where nothing is said, as `above`.
pub(super) fn wire(build: &mut Build, node: &Node, above: Wire) -> Wire {
    let said = node.get("wire");
    let said = said.and_then(|below| named(build, "wire", below, &Wire::NAMES));
    said.unwrap_or(above)
}

fn metadata_keys(build: &mut Build, node: &Node, above: &MetadataKeys) -> MetadataKeys {
    build.keys(node, &METADATA_KEYS);
    let mut key = |name: &str, above: &str| match node.get(name) {
        None => above.to_owned(),
        Some(below) => {
            let text = build.word(node, name).unwrap_or_default();
            if below.scalar().is_some() && !is_metadata_key(&text) {
                let help = "small letters, digits, `-`, `_` and `.`, not `grpc-…` and not `…-bin`: `x-filters`";
                build.error(
                    Code::MetadataKey,
                    &below.span,
                    format!("`{text}` is no key of metadata"),
                    help,
                );
            }
            text
        }
    };
    MetadataKeys {
        filters: key("filters", &above.filters),
        pagination: key("pagination", &above.pagination),
    }
}

/// Whether a client may send text under it.
fn is_metadata_key(text: &str) -> bool {
    let plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(&byte);
    // These are HTTP's own.
    let taken = ["content-type", "te", "user-agent"].contains(&text);
    !text.is_empty()
        && text.bytes().all(plain)
        && !taken
        && !text.starts_with("grpc-")
        && !text.ends_with("-bin")
}

/// One of the names of a table.
pub(super) fn named<T: Copy>(
    build: &mut Build,
    what: &str,
    node: &Node,
    names: &[(&'static str, T)],
) -> Option<T> {
    let text = node.scalar().unwrap_or_default();
    let found = find(names, text);
    if found.is_none() {
        let all: Vec<_> = names.iter().map(|(name, _)| *name).collect();
        unknown(build, what, text, &node.span, &all);
    }
    found
}
