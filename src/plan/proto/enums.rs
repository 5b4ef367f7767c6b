//! The definitions of enums, in the package or in the messages that have fields of them.

use super::{Line, MessageLines, ProtoFile, reserved};
use crate::model::api::Message;
use crate::model::{Enum, Project, defined_in};
use crate::plan::wire::{Given, Numbered};

/// The proto file of the enums that stand in the package, where there are some.
pub fn file(project: &Project, numbered: &Numbered) -> Option<ProtoFile> {
    let enums = project.enums.iter().zip(&numbered.enums);
    let in_package = enums.filter(|(e, _)| !e.placement.is_in_message());
    let messages = in_package.map(|(e, given)| MessageLines {
        name: e.name.pascal(),
        comment: e.comment.clone().unwrap_or_default(),
        lines: definition(e, given),
    });
    let messages: Vec<_> = messages.collect();
    (!messages.is_empty()).then(|| ProtoFile {
        package: project.package.clone(),
        imports: Vec::new(),
        services: Vec::new(),
        messages,
    })
}

/// The enums that a message defines itself, each once, as its first statements.
pub fn within(project: &Project, numbered: &Numbered, message: &Message) -> Vec<Line> {
    let mut lines = Vec::new();
    for at in defined_in(&project.enums, message) {
        let (e, given) = (&project.enums[at], &numbered.enums[at]);
        let mut definition = definition(e, given);
        if let (Some(first), Some(comment)) = (definition.first_mut(), &e.comment) {
            first.comment.clone_from(comment);
        }
        lines.extend(definition);
    }
    lines
}

fn definition(e: &Enum, given: &Given) -> Vec<Line> {
    let wrapped = e.placement.is_wrapped();
    let (outer, inner) = if wrapped { ("  ", "    ") } else { ("", "  ") };
    let at = |indent, line: Line| Line { indent, ..line };
    let plain = |text: String| Line::new("", text);
    let members = e.members.iter().zip(&given.numbers);
    let members = members.map(|(member, number)| {
        let comment = member.comment.as_deref().unwrap_or_default();
        Line::new(comment, format!("{} = {number};", member.proto))
    });
    let zero = plain(format!("{} = 0;", e.unspecified()));
    let inside = reserved(given).into_iter().chain([zero]).chain(members);
    let mut lines = Vec::new();
    lines.extend(wrapped.then(|| plain(format!("message {} {{", e.name.pascal()))));
    lines.push(at(outer, plain(format!("enum {} {{", e.proto_name()))));
    lines.extend(inside.map(|line| at(inner, line)));
    lines.push(at(outer, plain(String::from("}"))));
    lines.extend(wrapped.then(|| plain(String::from("}"))));
    lines
}
