//! The messages of a model, and what becomes of their fields.

use serde::Serialize;

use super::super::rust::conversions::{self, Assignment};
use crate::model::api::{Api, Message, Payload, RpcKind, Side, Source};
use crate::model::ident::rust_ident;
use crate::model::{Model, Project, Rpc as Action};

/// The messages that drafts and records become, where the model has a service with such RPCs.
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
    let request_of = |action| request_of(api, position, action);
    let request = request_of(Action::Create).or_else(|| request_of(Action::Update));
    let partial = request_of(Action::PartialUpdate);
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

fn request_of(api: &Api, position: usize, action: Action) -> Option<&Message> {
    let mut rpcs = api.service_of(position)?.rpcs.iter();
    let rpc = rpcs.find(|rpc| rpc.kind == RpcKind::Generic(action))?;
    match rpc.request {
        Payload::Message(id) => Some(api.message(id)),
        Payload::External(_) => None,
    }
}

/// The message that answers a record of the model.
pub fn answer(api: &Api, position: usize) -> Option<&Message> {
    let mut messages = api.messages_of(position).map(|(_, message)| message);
    messages.find(|message| message.side == Side::Response)
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
