//! The `service:` of a model.

use std::ops::Range;

use super::unknown::{instead, unknown};
use super::{Build, Known, actions, listing};
use crate::diagnostic::{Code, Diagnostic};
use crate::edit::Edit;
use crate::model::grammar::SERVICE;
use crate::model::service::NO_SERVICE;
use crate::model::{Field, GENERICS, Listing, MIXINS, Mode, Name, Rpc, Service};
use crate::spec::{Key, Node};

/// A model's service: `ModelService` unless the spec says otherwise, none for `service: false`.
pub(super) fn service(
    build: &mut Build,
    key: &Key,
    model: &Node,
    fields: &[Field],
    known: &Known<'_>,
) -> Option<Service> {
    let name = Name::new(key.text.clone());
    let mut listing = Listing::plain(known.lists.clone());
    let mut rpcs = Vec::new();
    let mut own = Vec::new();
    match model.get("service") {
        None => rpcs = generic(build, "ModelService", &key.span, known.mode),
        Some(node) => match node.scalar() {
            Some(text) if NO_SERVICE.contains(&text) => return None,
            Some(_) if node.is_null() => {
                let found = Diagnostic::new(
                    Code::WrongShape,
                    node.span.clone(),
                    "`service` has no value",
                );
                let help =
                    "write `service: false` for none, or leave `service` out for a ModelService";
                build.report(found.help(help).fix(no_service(node)));
                return None;
            }
            Some(text) => rpcs = generic(build, text, &node.span, known.mode),
            None => {
                build.keys(node, &SERVICE);
                if let Some(text) = node.get("generic") {
                    rpcs = generic(
                        build,
                        text.scalar().unwrap_or_default(),
                        &text.span,
                        known.mode,
                    );
                } else if node.get("mixins").is_none() {
                    rpcs = generic(build, "ModelService", &node.span, known.mode);
                }
                for (text, span) in build.words(node, "mixins") {
                    rpcs.extend(mixin(build, &text, &span, known.mode));
                }
                listing = listing::listing(build, node, fields, known.lists);
                own = actions::actions(build, node, known, true);
            }
        },
    }
    rpcs.sort_unstable();
    rpcs.dedup();
    Some(Service {
        name,
        rpcs,
        actions: own,
        listing,
    })
}

/// The name without `Async`, which only an async project has.
fn colourless<'a>(build: &mut Build, text: &'a str, span: &Range<usize>, mode: Mode) -> &'a str {
    let Some(plain) = text.strip_prefix("Async") else {
        return text;
    };
    if mode == Mode::Sync {
        let found = Diagnostic::new(
            Code::AsyncInSync,
            span.clone(),
            format!("`{text}` in a sync project"),
        );
        build.report(found.replacement(plain));
    }
    plain
}

fn generic(build: &mut Build, text: &str, span: &Range<usize>, mode: Mode) -> Vec<Rpc> {
    let name = colourless(build, text, span, mode);
    if let Some((_, rpcs)) = GENERICS.iter().find(|(known, _)| *known == name) {
        return rpcs.to_vec();
    }
    let all: Vec<_> = GENERICS.iter().map(|(known, _)| *known).collect();
    unknown(build, "generic", text, span, &all);
    Vec::new()
}

fn mixin(build: &mut Build, text: &str, span: &Range<usize>, mode: Mode) -> Option<Rpc> {
    let name = colourless(build, text, span, mode);
    let found = MIXINS
        .iter()
        .find(|(short, class, _)| [*short, *class].contains(&name));
    if found.is_none() {
        let all: Vec<_> = MIXINS
            .iter()
            .flat_map(|(short, class, _)| [*short, *class])
            .collect();
        unknown(build, "mixin", text, span, &all);
    }
    found.map(|(_, _, rpc)| *rpc)
}

/// The empty span of `service:` is behind its colon.
fn no_service(node: &Node) -> Edit {
    let space = if node.span.is_empty() { " " } else { "" };
    Edit::replace(node.span.clone(), format!("{space}false"))
}

/// The position of a field by its name, before which `sign` may stand.
pub(super) fn position(
    build: &mut Build,
    sign: &str,
    name: &str,
    span: &Range<usize>,
    fields: &[Field],
) -> Option<usize> {
    let found = fields
        .iter()
        .position(|field| field.name.as_typed() == name);
    if found.is_none() {
        let all: Vec<_> = fields.iter().map(|field| field.name.as_typed()).collect();
        let found = Diagnostic::new(
            Code::UnknownField,
            span.clone(),
            format!("unknown field `{name}`"),
        );
        build.unknown_field(name, instead(found, name, sign, &all));
    }
    found
}
