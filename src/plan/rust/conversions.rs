//! Between messages and drafts or records, field by field.

use serde::Serialize;

use super::respond;
use crate::model::api::{Label, Message, MessageField, Source, WireType};
use crate::model::ident::rust_ident;
use crate::model::{Model, Project};

/// `field: value` of a struct.
#[derive(Debug, Serialize)]
pub struct Assignment {
    pub ident: String,
    pub value: String,
}

fn each(
    message: &Message,
    value: impl Fn(&MessageField, &str) -> Option<String>,
) -> Vec<Assignment> {
    let fields = message.fields.iter().filter_map(|field| {
        let ident = ident(field);
        let value = value(field, &ident)?;
        Some(Assignment { ident, value })
    });
    fields.collect()
}

/// A draft from `message`.
pub fn read(message: &Message) -> Vec<Assignment> {
    each(message, |_, ident| Some(format!("message.{ident}.into()")))
}

/// `message` from a draft.
pub fn write(message: &Message) -> Vec<Assignment> {
    each(message, |field, ident| {
        let default = if is_option(field) {
            ""
        } else {
            ".unwrap_or_default()"
        };
        Some(format!("draft.{ident}.into_option(){default}"))
    })
}

/// A draft of the fields that `message` names.
pub fn read_named(message: &Message) -> Vec<Assignment> {
    each(message, |field, ident| {
        let value = match (&field.source, is_option(field)) {
            (Source::Mask, _) => return None,
            (_, true) => format!("message.{ident}"),
            (_, false) => format!("Some(message.{ident})"),
        };
        let name = &field.name;
        Some(format!("rt::Input::partial(named({name:?}), {value})"))
    })
}

/// `message` from a record; the keys of relations come later, for a page at a time.
pub fn respond(project: &Project, model: &Model, message: &Message) -> Vec<Assignment> {
    each(message, |field, _| match field.source {
        Source::Column(position) => {
            Some(respond::value(project, &model.fields[position], model.wire))
        }
        Source::Link(_) => Some(String::from("Vec::new()")),
        _ => None,
    })
}

/// A field as prost names it.
pub fn ident(field: &MessageField) -> String {
    rust_ident(field.name.trim_start_matches('_'))
}

/// Whether prost has it as an `Option`.
fn is_option(field: &MessageField) -> bool {
    match field.label {
        Label::Optional => true,
        Label::Implicit => matches!(field.ty, WireType::External(_) | WireType::Message(_)),
        Label::Repeated | Label::Map(_) | Label::OneOf(_) => false,
    }
}
