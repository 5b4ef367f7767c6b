//! The fields of a message of no model: values, lists, maps, one of several, and protobuf's own messages.

use super::column::{element, field_of};
use super::{Build, Known};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::edit::Edit;
use crate::model::action::is_map_key;
use crate::model::grammar::{GIVEN, MAP, ONEOF, WELL_KNOWN as WELL_KNOWN_KEYS};
use crate::model::{
    Field, FieldType, MapMember, MessageMember, Name, OneOfMember, WELL_KNOWN, WellKnownMember,
    short,
};
use crate::spec::{Key, Node};

/// Who sends a message: a client sends nothing that the server computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sender {
    Client,
    Server,
    Either,
}

/// The fields below a node that is a mapping of them.
pub(super) fn members(
    build: &mut Build,
    node: &Node,
    sender: Sender,
    known: &Known<'_>,
) -> Vec<MessageMember> {
    let entries = node.entries().unwrap_or_default();
    if entries.is_empty() {
        let found = Diagnostic::new(
            Code::NoFields,
            node.span.clone(),
            "this message has no fields",
        );
        build.report(found.help("name some, as `{ id: int64 }`; what carries nothing is left out"));
    }
    let members = entries.iter().filter_map(|(key, below)| {
        build.field_name(key, entries);
        member(build, key, below, sender, known)
    });
    members.collect()
}

fn member(
    build: &mut Build,
    key: &Key,
    node: &Node,
    sender: Sender,
    known: &Known<'_>,
) -> Option<MessageMember> {
    if node.get("type").is_none() {
        if let Some(below) = node.get("map") {
            return map(build, key, node, below, known).map(MessageMember::Map);
        }
        if let Some(below) = node.get("oneof") {
            return one_of(build, key, node, below, known).map(MessageMember::OneOf);
        }
        if let Some(below) = node.get("message") {
            return well_known(build, key, node, below).map(MessageMember::WellKnown);
        }
    }
    if let Some((computed, _)) = node.entry("computed") {
        let message = match sender {
            Sender::Client => "a request has no computed field: the client sends it",
            _ => "a field of no model is not computed: the handler writes it",
        };
        let found = Diagnostic::new(Code::MessageField, computed.span.clone(), message);
        build.report(
            found
                .help("remove `computed`")
                .fix(node.without("computed")),
        );
        return None;
    }
    let field = value(build, key, node, known)?;
    Some(MessageMember::Field(Box::new(field)))
}

/// A field that is no shape of something else.
fn value(build: &mut Build, key: &Key, node: &Node, known: &Known<'_>) -> Option<Field> {
    let written = node.get("type").unwrap_or(node);
    let written = match written.items() {
        Some([element]) => element,
        _ => written,
    };
    match is_shape(build, written, known) {
        true => None,
        false => field_of(build, key, node, known, &GIVEN),
    }
}

/// Refuses what would be a message inside of this one.
fn is_shape(build: &mut Build, node: &Node, known: &Known<'_>) -> bool {
    let written = node.get("type").unwrap_or(node);
    let Some(ty) = written.scalar().map(|text| short::parse(text).ty) else {
        return false;
    };
    let shape = known.model(ty).is_some() || known.message(ty).is_some();
    if shape {
        let message = format!("`{ty}` inside of a message is not supported yet");
        let help = "name its key, or the fields themselves: `author: int64`";
        build.error(Code::NotSupportedYet, &written.span, message, help);
    }
    shape
}

/// `{ map: [string(40), int32] }`.
fn map(
    build: &mut Build,
    key: &Key,
    node: &Node,
    below: &Node,
    known: &Known<'_>,
) -> Option<MapMember> {
    build.keys(node, &MAP);
    let Some([of_key, of_value]) = below.items() else {
        let help = "the type of the keys, then that of the values: `{ map: [string(40), int32] }`";
        build.error(Code::MessageField, &below.span, "a map has two types", help);
        return None;
    };
    let mut one = |node: &Node| match is_shape(build, node, known) {
        true => None,
        false => element(build, key, node, known),
    };
    let (index, value) = (one(of_key), one(of_value));
    let (index, value) = (index?, value?);
    if !is_map_key(&index.ty, known.wire) {
        let message = "protobuf has no maps with keys of this type";
        let help = "keys are text, whole numbers or `bool`: `[string(40), int32]`";
        build.error(Code::MessageField, &of_key.span, message, help);
        return None;
    }
    Some(MapMember {
        name: Name::new(key.text.clone()),
        comment: build.comment(node),
        key: Box::new(index),
        value: Box::new(value),
    })
}

/// `{ oneof: { text: text, image: bytes } }`.
fn one_of(
    build: &mut Build,
    key: &Key,
    node: &Node,
    below: &Node,
    known: &Known<'_>,
) -> Option<OneOfMember> {
    build.keys(node, &ONEOF);
    let entries = below.entries().unwrap_or_default();
    if entries.len() < 2 {
        let message = "a oneof has several fields";
        let found = Diagnostic::new(Code::MessageField, below.span.clone(), message);
        build.report(
            found.help("as `{ oneof: { text: text, image: bytes } }`; or write the field itself"),
        );
        return None;
    }
    let fields = entries.iter().filter_map(|(name, node)| {
        build.field_name(name, entries);
        one_of_field(build, name, node, known)
    });
    let fields: Vec<Field> = fields.collect();
    let whole = fields.len() == entries.len();
    let group = OneOfMember {
        name: Name::new(key.text.clone()),
        comment: build.comment(node),
        null: build.flag(node, "null") == Some(true),
        fields,
    };
    whole.then_some(group)
}

/// A field that is there or not by what the oneof says: it is neither a list nor null.
fn one_of_field(build: &mut Build, key: &Key, node: &Node, known: &Known<'_>) -> Option<Field> {
    let field = value(build, key, node, known)?;
    let message = match field.ty {
        FieldType::Array(_) => "protobuf has no lists in a oneof",
        _ if field.null => "a field of a oneof is not null: another is set instead",
        _ if field.default.is_some() => "a field of a oneof has no default",
        _ => return Some(field),
    };
    let help =
        "write its type alone, as `string(40)`; `null: true` beside `oneof` lets none be set";
    build.error(Code::MessageField, &node.span, message, help);
    None
}

/// `{ message: google.protobuf.Timestamp }`.
fn well_known(build: &mut Build, key: &Key, node: &Node, below: &Node) -> Option<WellKnownMember> {
    build.keys(node, &WELL_KNOWN_KEYS);
    let text = below.scalar().unwrap_or_default();
    let Some(message) = WELL_KNOWN.iter().find(|row| row.name == text) else {
        let names = WELL_KNOWN.iter().map(|row| row.name);
        let found = Diagnostic::new(
            Code::UnknownShape,
            below.span.clone(),
            format!("unknown message `{text}`"),
        );
        build.report(match nearest(text, names.clone()) {
            Some(near) => {
                let found = found.help(format!("did you mean `{near}`?"));
                found.fix(Edit::replace(below.span.clone(), near))
            }
            None => found.help(format!("known: {}", names.collect::<Vec<_>>().join(", "))),
        });
        return None;
    };
    Some(WellKnownMember {
        name: Name::new(key.text.clone()),
        comment: build.comment(node),
        null: build.flag(node, "null") == Some(true),
        message,
    })
}
