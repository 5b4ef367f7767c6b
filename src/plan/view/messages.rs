//! The messages of a model, and what becomes of their fields.

use serde::Serialize;

use super::super::rust::conversions::{self, Assignment};
use crate::model::api::{Api, Form, Message, Source};
use crate::model::ident::rust_ident;
use crate::model::{Model, Project};

/// The messages that drafts and records become, as far as services speak them.
#[derive(Debug, Serialize)]
pub struct MessagesView {
    pub uses_messages: bool,
    pub request: Option<RequestView>,
    pub partial: Option<PartialView>,
    pub response: Option<ResponseView>,
}

/// The message that a draft is read from, and made into.
#[derive(Debug, Serialize)]
pub struct RequestView {
    pub message: String,
    pub read: Vec<Assignment>,
    pub write: Vec<Assignment>,
}

/// The message that names the fields it writes.
#[derive(Debug, Serialize)]
pub struct PartialView {
    pub message: String,
    pub read: Vec<Assignment>,
}

/// The message that answers a record.
#[derive(Debug, Serialize)]
pub struct ResponseView {
    pub message: String,
    pub fields: Vec<Assignment>,
    /// The fields that hold the keys of relations.
    pub links: Vec<String>,
}

/// The messages of the model at this position.
pub fn messages(project: &Project, api: &Api, position: usize) -> MessagesView {
    let model = &project.models[position];
    let request = api.form(position, Form::Request);
    let partial = api.form(position, Form::Partial);
    let answer = answer(api, position);
    MessagesView {
        uses_messages: request.is_some() || partial.is_some() || answer.is_some(),
        request: request.map(|message| RequestView {
            message: rust_ident(&message.name),
            read: conversions::read(message),
            write: conversions::write(message),
        }),
        partial: partial.map(|message| PartialView {
            message: rust_ident(&message.name),
            read: conversions::read_named(message),
        }),
        response: answer.map(|message| response(project, model, message)),
    }
}

/// The message that answers a record of the model.
pub fn answer(api: &Api, position: usize) -> Option<&Message> {
    api.form(position, Form::Response)
}

fn response(project: &Project, model: &Model, message: &Message) -> ResponseView {
    let links = message.fields.iter();
    let links = links.filter(|field| matches!(field.source, Source::Link(_)));
    ResponseView {
        message: rust_ident(&message.name),
        fields: conversions::respond(project, model, message),
        links: links.map(conversions::ident).collect(),
    }
}
