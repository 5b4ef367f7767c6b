//! What a list is searched in and ordered by.

use super::paths::{Found, Names, nearest_path, resolve};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::decode::Build;
use crate::model::{FieldType, Model};
use crate::spec::{Key, Node};

/// Names may lead through relations, so they are looked up when all models are known.
pub(in crate::model) fn sorting(build: &mut Build, entries: &[(Key, Node)], models: &[Model]) {
    let names: Vec<_> = models.iter().map(Names::new).collect();
    for (at, (_, node)) in entries.iter().enumerate() {
        let Some(service) = node.get("service") else {
            continue;
        };
        for (key, refuse) in [
            ("search", searched as fn(&Found<'_>) -> Option<&'static str>),
            ("ordering", ordered),
            ("default_ordering", ordered),
        ] {
            let Some(list) = service.get(key) else {
                continue;
            };
            for item in list.items().unwrap_or_default() {
                let text = item.scalar().unwrap_or_default();
                let sign = usize::from(key != "search" && text.starts_with('-'));
                let (sign, name) = text.split_at(sign);
                match resolve(&names, at, name) {
                    Err(lost) => {
                        let found = nearest_path(name, sign, item.span.clone(), &lost);
                        build.unknown_field(lost.part(), found);
                    }
                    Ok(found) => {
                        if let Some(reason) = refuse(&found) {
                            let message = format!("`{name}` {reason}");
                            let found =
                                Diagnostic::new(Code::FieldUnfit, item.span.clone(), message);
                            let fix = list.without_part(item.span.start);
                            build.report(found.help("remove it").fix(fix));
                        }
                    }
                }
            }
        }
    }
}

/// Why a list is not searched there.
fn searched(found: &Found<'_>) -> Option<&'static str> {
    shown(found).or_else(|| {
        let searchable = found.field.ty.is_text() && !found.ends_at_link;
        (!searchable).then_some("is no text, which is all that `search` looks at")
    })
}

/// Why a list is not ordered by it.
fn ordered(found: &Found<'_>) -> Option<&'static str> {
    shown(found).or(match found.field.ty {
        _ if found.many => Some("leads to many rows, which have no one place in an order"),
        FieldType::Array(_) => Some("is a list, which has no order"),
        _ => None,
    })
}

fn shown(found: &Found<'_>) -> Option<&'static str> {
    let hidden = found.field.write_only;
    hidden.then_some("is write-only: what a list shows would tell its values")
}
