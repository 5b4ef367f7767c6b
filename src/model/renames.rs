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
    /// Fields of messages of no model, by the message's name.
    pub given: BTreeMap<String, Old>,
    /// Fields that are written with an action, by the names of its service and its own.
    pub asked: BTreeMap<(String, String), Old>,
    /// The same of what it answers.
    pub answered: BTreeMap<(String, String), Old>,
}

/// Reads them all; one that cannot be is refused.
pub(super) fn renames(build: &mut Build, root: &Node) -> Renames {
    let (models, enums) = (entries(root, "models"), entries(root, "enums"));
    let mut found = Renames {
        models: among(build, &models, ("model", was)),
        enums: among(build, &enums, ("enum", was_of_enum)),
        ..Renames::default()
    };
    for (key, model) in &models {
        let fields = among(build, &entries(model, "fields"), ("field", was));
        found.fields.insert(key.text.clone(), fields);
    }
    for (key, one) in &enums {
        let values = one.get("values").filter(|values| values.scalar().is_none());
        let members = values.unwrap_or(one).entries().unwrap_or_default();
        let members = among(build, members, ("member", was));
        found.members.insert(key.text.clone(), members);
    }
    of_messages(build, root, &models, &mut found);
    found.fields.retain(|_, old| !old.is_empty());
    found.members.retain(|_, old| !old.is_empty());
    found
}

/// The entries below a key.
fn entries(node: &Node, key: &str) -> Vec<(Key, Node)> {
    let below = node.get(key).and_then(Node::entries);
    below.unwrap_or_default().to_vec()
}

/// The fields of messages of no model, and of those that are written with an action.
fn of_messages(build: &mut Build, root: &Node, models: &[(Key, Node)], found: &mut Renames) {
    for (key, message) in &entries(root, "messages") {
        let fields = fields_of_message(build, &entries(message, "fields"));
        found.given.insert(key.text.clone(), fields);
    }
    let of_models = models
        .iter()
        .filter_map(|(key, model)| Some((key, model.get("service")?)));
    let own = entries(root, "services");
    for (service, node) in of_models.chain(own.iter().map(|(key, node)| (key, node))) {
        for (action, sides) in &entries(node, "actions") {
            let name = || (service.text.clone(), action.text.clone());
            let asked = fields_of_message(build, &entries(sides, "request"));
            found.asked.insert(name(), asked);
            let answered = fields_of_message(build, &entries(sides, "response"));
            found.answered.insert(name(), answered);
        }
    }
    found.given.retain(|_, old| !old.is_empty());
    found.asked.retain(|_, old| !old.is_empty());
    found.answered.retain(|_, old| !old.is_empty());
}

/// What any long form says.
fn was(node: &Node) -> Option<&Node> {
    node.get("was")
}

/// In the short form of an enum `was` is a member like the others.
fn was_of_enum(node: &Node) -> Option<&Node> {
    let values = node.get("values");
    values.filter(|values| values.scalar().is_none())?;
    was(node)
}

/// The old names of the fields of a message; those of a oneof are fields like the others.
fn fields_of_message(build: &mut Build, fields: &[(Key, Node)]) -> Old {
    let all = fields.iter().flat_map(|(key, node)| {
        let group = node.get("oneof").and_then(Node::entries);
        match group {
            Some(fields) => fields.to_vec(),
            None => vec![(key.clone(), node.clone())],
        }
    });
    let all: Vec<(Key, Node)> = all.collect();
    among(build, &all, ("field", was))
}

/// The old names of siblings. Each is one's alone, and no sibling's name of today.
fn among(
    build: &mut Build,
    siblings: &[(Key, Node)],
    (what, was_of): (&str, fn(&Node) -> Option<&Node>),
) -> Old {
    let mut old = Old::new();
    for (key, node) in siblings {
        let Some(was) = was_of(node) else {
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
                && was_of(other).and_then(Node::scalar) == Some(name)
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

#[cfg(test)]
mod tests {
    use super::Renames;
    use crate::model::{Overrides, build};

    fn renames(text: &str) -> Renames {
        let spec = crate::spec::load("socio.yaml", text).expect("YAML");
        build(&spec, &Overrides::default()).expect("valid").renames
    }

    #[test]
    fn a_member_called_was_is_no_old_name() {
        let models = "models:\n  A: { fields: { f: text } }\n";
        let short = renames(&format!("enums:\n  Tense: {{ is: i, was: w }}\n{models}"));
        assert!(short.enums.is_empty(), "{short:?}");
        let long = renames(&format!(
            "enums:\n  Tense: {{ values: [present, past], was: Time }}\n{models}"
        ));
        assert_eq!(long.enums["Tense"], "Time");
    }
}
