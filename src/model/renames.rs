//! What the spec says was called otherwise before: `was: old_name`.

use std::collections::BTreeMap;

use super::decode::Build;
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{Key, Node};

/// Old names by new ones, as the spec writes both.
pub type Old = BTreeMap<String, String>;

/// Everything that was called otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Renames {
    pub models: Old,
    pub enums: Old,
    /// By the model's new name.
    pub fields: BTreeMap<String, Old>,
    /// By the enum's new name.
    pub members: BTreeMap<String, Old>,
}

/// Reads them all; one that cannot be is refused.
pub(super) fn renames(build: &mut Build, root: &Node) -> Renames {
    let entries = |node: &Node, key: &str| {
        let below = node.get(key).and_then(Node::entries);
        below.unwrap_or_default().to_vec()
    };
    let (models, enums) = (entries(root, "models"), entries(root, "enums"));
    let mut found = Renames {
        models: among(build, &models, "model"),
        enums: among(build, &enums, "enum"),
        ..Renames::default()
    };
    for (key, model) in &models {
        let fields = among(build, &entries(model, "fields"), "field");
        found.fields.insert(key.text.clone(), fields);
    }
    for (key, one) in &enums {
        let values = one.get("values").filter(|values| values.scalar().is_none());
        let members = values.unwrap_or(one).entries().unwrap_or_default();
        let members = among(build, members, "member");
        found.members.insert(key.text.clone(), members);
    }
    found.fields.retain(|_, old| !old.is_empty());
    found.members.retain(|_, old| !old.is_empty());
    found
}

/// The old names of siblings. Each is one's alone, and no sibling's name of today.
fn among(build: &mut Build, siblings: &[(Key, Node)], what: &str) -> Old {
    let mut old = Old::new();
    for (key, node) in siblings {
        let Some(was) = node.get("was") else {
            continue;
        };
        let Some(name) = was.scalar().filter(|name| !name.is_empty()) else {
            let help = format!("the name that the {what} had: `was: old_name`");
            build.error(Code::WrongShape, &was.span, "`was` must be a name", help);
            continue;
        };
        let taken = siblings.iter().find(|(sibling, _)| sibling.text == name);
        let claimed = siblings.iter().find(|(sibling, other)| {
            sibling.span.start < key.span.start
                && other.get("was").and_then(Node::scalar) == Some(name)
        });
        let found = |message: String| Diagnostic::new(Code::Renamed, was.span.clone(), message);
        if let Some((sibling, _)) = taken {
            let message = format!("`{name}` is a {what} still, so that nothing else was it");
            let found = found(message).related(sibling.span.clone(), "here");
            build.report(found.help("remove `was`, or what has the old name"));
        } else if let Some((sibling, _)) = claimed {
            let message = format!("two were `{name}`");
            let found = found(message).related(sibling.span.clone(), "the other one");
            build.report(found.help("only one goes on: remove `was` of the other"));
        } else {
            old.insert(key.text.clone(), name.to_owned());
        }
    }
    old
}
