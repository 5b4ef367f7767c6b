//! `messages:`, by their names.

use super::members::{Sender, members};
use super::{Build, Known};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::grammar::MESSAGE;
use crate::model::{Name, PlainMessage};
use crate::spec::Node;

pub(super) fn messages(build: &mut Build, root: &Node, known: &Known<'_>) -> Vec<PlainMessage> {
    let entries = build.entries(root, "messages");
    let mut messages = Vec::with_capacity(entries.len());
    for (key, node) in entries {
        build.type_name(key, entries);
        if let Some((model, _)) = node.entry("model") {
            let message = "a message of a model is not supported yet";
            let found = Diagnostic::new(Code::NotSupportedYet, model.span.clone(), message);
            build.report(found.help("give it fields of its own, as `fields: { id: int64 }`"));
            continue;
        }
        build.keys(node, &MESSAGE);
        let members = match node.get("fields") {
            Some(fields) => members(build, fields, Sender::Either, known),
            None if Build::is_meant(node, "fields", &MESSAGE) => Vec::new(),
            None => {
                let message = format!("`{}` has no fields", key.text);
                build.error(
                    Code::NoFields,
                    &key.span,
                    message,
                    "add them: `fields: { text: string(500) }`",
                );
                Vec::new()
            }
        };
        messages.push(PlainMessage {
            name: Name::new(key.text.clone()),
            comment: build.comment(node),
            members,
        });
    }
    messages
}
