//! Services, and the groups of fields that indexes are made of.

use std::collections::HashSet;

use cargo_socio::model::{GENERICS, MIXINS, PageStyle, QueryKey, Rpc, Transport};

use super::columns::Kind;
use super::models::{Draft, Field};
use super::yaml::{Yaml, list, map, text};

/// Indexes and unique sets, no two over the same columns.
pub fn groups(draft: &mut Draft, at: usize) -> Vec<(String, Yaml)> {
    let mut seen = HashSet::new();
    let mut entries = Vec::new();
    for (key, least) in [("indexes", 1), ("unique_together", 2)] {
        let fields = draft.fields[at].iter();
        let mut names: Vec<String> = fields
            .filter(|field| !field.kind.is_list() && !field.write_only && field.kind != Kind::Json)
            .map(|field| field.name.clone())
            .collect();
        let mut groups = Vec::new();
        for _ in 0..draft.rng.usize(0..3) {
            draft.rng.shuffle(&mut names);
            let group: Vec<_> = names
                .iter()
                .take(least + draft.rng.usize(0..2))
                .cloned()
                .collect();
            let mut columns = group.clone();
            columns.sort();
            if group.len() >= least && seen.insert(columns) {
                groups.push(list(group));
            }
        }
        if !groups.is_empty() {
            entries.push((key.to_owned(), Yaml::List(groups)));
        }
    }
    entries
}

pub fn service(draft: &mut Draft, at: usize) -> Option<(String, Yaml)> {
    let node = match draft.rng.u32(0..8) {
        0 | 1 => return None,
        2 => text("false"),
        3 => text(generic(draft).0),
        _ => long(draft, at),
    };
    Some((String::from("service"), node))
}

/// With the prefix of async projects now and then.
fn coloured(draft: &mut Draft, name: &str) -> String {
    let prefix = if draft.is_async && draft.rng.u32(0..4) == 0 {
        "Async"
    } else {
        ""
    };
    format!("{prefix}{name}")
}

fn generic(draft: &mut Draft) -> (String, Vec<Rpc>) {
    let (name, rpcs) = GENERICS[draft.rng.usize(0..GENERICS.len())];
    (coloured(draft, name), rpcs.to_vec())
}

fn long(draft: &mut Draft, at: usize) -> Yaml {
    let mut entries = Vec::new();
    let mut rpcs = Vec::new();
    if draft.rng.u32(0..3) > 0 {
        let (name, offered) = generic(draft);
        entries.push(("generic", text(name)));
        rpcs.extend(offered);
    }
    if rpcs.is_empty() || draft.rng.bool() {
        let mut mixins = Vec::new();
        for _ in 0..draft.rng.usize(1..4) {
            let (short, class, rpc) = MIXINS[draft.rng.usize(0..MIXINS.len())];
            let name = if draft.rng.bool() {
                short.to_owned()
            } else {
                coloured(draft, class)
            };
            if !rpcs.contains(&rpc) {
                mixins.push(name);
                rpcs.push(rpc);
            }
        }
        entries.push(("mixins", list(mixins)));
    }
    if rpcs.contains(&Rpc::List) || rpcs.contains(&Rpc::Stream) {
        entries.extend(listing(draft, at));
    }
    map(entries)
}

fn listing(draft: &mut Draft, at: usize) -> Vec<(&'static str, Yaml)> {
    let mut entries = Vec::new();
    let filters = filters(draft, at);
    if !filters.is_empty() {
        entries.push(("filters", Yaml::Map(filters)));
    }
    let shown: Vec<Field> = draft.fields[at]
        .iter()
        .filter(|field| !field.write_only)
        .cloned()
        .collect();
    let mut some = |wanted: &dyn Fn(&Field) -> bool| -> Vec<String> {
        let fitting = shown.iter().filter(|field| wanted(field));
        let mut names: Vec<_> = fitting.map(|field| field.name.clone()).collect();
        draft.rng.shuffle(&mut names);
        names.truncate(draft.rng.usize(0..4));
        names
    };
    let search = some(&|field| field.kind.is_text());
    let ordering = some(&|field| !field.kind.is_list());
    let default = some(&|field| !field.kind.is_list());
    let default = default.into_iter().enumerate();
    let default: Vec<_> = default
        .map(|(n, name)| if n % 2 == 0 { format!("-{name}") } else { name })
        .collect();
    for (key, names) in [
        ("search", search),
        ("ordering", ordering),
        ("default_ordering", default),
    ] {
        if !names.is_empty() {
            entries.push((key, list(names)));
        }
    }
    if draft.rng.bool() {
        let size = draft.rng.i64(1..50);
        let (name, style) = PageStyle::NAMES[draft.rng.usize(0..PageStyle::NAMES.len())];
        let (own, most) = match style {
            PageStyle::LimitOffset => ("default_limit", "max_limit"),
            PageStyle::PageNumber | PageStyle::Cursor => ("page_size", "max_page_size"),
        };
        let mut pages = vec![(own, Yaml::Number(size))];
        if style != PageStyle::PageNumber || draft.rng.bool() {
            pages.push(("style", text(name)));
        }
        if draft.rng.bool() {
            pages.push((most, Yaml::Number(size + draft.rng.i64(0..100))));
        }
        entries.push(("pagination", map(pages)));
    }
    if draft.rng.u32(0..4) == 0 {
        let (name, _) = Transport::NAMES[draft.rng.usize(0..Transport::NAMES.len())];
        entries.push(("filter_transport", text(name)));
    }
    if draft.rng.u32(0..4) == 0 {
        entries.push((
            "strict_filters",
            text(if draft.rng.bool() { "true" } else { "false" }),
        ));
    }
    entries
}

fn filters(draft: &mut Draft, at: usize) -> Vec<(String, Yaml)> {
    let mut entries: Vec<(String, Yaml)> = Vec::new();
    for _ in 0..draft.rng.usize(0..5) {
        let Some((path, kind)) = path(draft, at, 2) else {
            continue;
        };
        let mut lookups = Vec::new();
        for _ in 0..draft.rng.usize(1..4) {
            let lookup = lookup(draft, &kind);
            if !lookups.contains(&lookup) {
                lookups.push(lookup);
            }
        }
        if entries.iter().all(|(known, _)| *known != path) {
            entries.push((path, list(lookups)));
        }
    }
    entries
}

/// A field of the model, or one behind its relations.
fn path(draft: &mut Draft, at: usize, deeper: usize) -> Option<(String, Kind)> {
    // Of the models after this one, only the names are known.
    let fields = draft.fields.get(at)?;
    let shown: Vec<_> = fields.iter().filter(|field| !field.write_only).collect();
    let field = shown[draft.rng.usize(0..shown.len())].clone();
    // Keys of some list itself, which a filter without a lookup would hide behind.
    if QueryKey::ALL.iter().any(|key| key.name() == field.name) {
        return None;
    }
    if let Kind::Reference { model } | Kind::Link { model } = field.kind
        && deeper > 0
        && draft.rng.bool()
    {
        let (rest, kind) = path(draft, model, deeper - 1)?;
        return Some((format!("{}__{rest}", field.name), kind));
    }
    let kind = match field.kind {
        // Compared as keys are.
        Kind::Link { model } => Kind::Reference { model },
        kind => kind,
    };
    Some((field.name, kind))
}

fn lookup(draft: &mut Draft, kind: &Kind) -> String {
    const ORDERED: [&str; 5] = ["gt", "gte", "lt", "lte", "range"];
    const TEXT: [&str; 10] = [
        "iexact",
        "contains",
        "icontains",
        "startswith",
        "istartswith",
        "endswith",
        "iendswith",
        "regex",
        "iregex",
        "range",
    ];
    let parts: &[&str] = match kind {
        Kind::Date => &["year", "month", "day"],
        Kind::Time => &["hour", "minute", "second"],
        Kind::DateTime => &["year", "month", "day", "hour", "minute", "second"],
        _ => &[],
    };
    let mut known = vec!["isnull"];
    if !matches!(kind, Kind::List(_) | Kind::Json) {
        known.extend(["exact", "in"]);
    }
    let ordered = match kind {
        Kind::Enum { at } => draft.is_integer(*at),
        Kind::Bool | Kind::Bytes | Kind::Uuid | Kind::Reference { .. } | Kind::Ip => false,
        Kind::List(_) | Kind::Json => false,
        _ => true,
    };
    if ordered {
        known.extend(ORDERED);
    }
    if kind.is_text() {
        known.extend(TEXT);
    }
    let mut all: Vec<String> = known.into_iter().map(str::to_owned).collect();
    for part in parts {
        all.push((*part).to_owned());
        let ends = ["exact", "in"].iter().chain(&ORDERED);
        all.extend(ends.map(|end| format!("{part}__{end}")));
    }
    all[draft.rng.usize(0..all.len())].clone()
}
