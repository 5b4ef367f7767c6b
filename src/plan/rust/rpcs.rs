//! The RPCs of a service as methods of its trait.

use serde::Serialize;

use crate::model::api::{Api, Payload, Rpc, RpcKind, Service};
use crate::model::ident::rust_ident;
use crate::model::{Mode, Rpc as Action};

/// A method of a service's trait.
#[derive(Debug, Serialize)]
pub struct RpcView {
    /// As the wire has it: `PartialUpdate`.
    pub name: String,
    /// `partial_update`.
    pub method: String,
    pub comment: String,
    /// What it takes beside the context, with its types: `, draft: models::post::PostDraft`.
    pub parameters: String,
    /// The same without types: `, draft`.
    pub arguments: String,
    pub answer: String,
    /// The messages in Rust.
    pub request: String,
    pub response: String,
}

/// What the methods of a model's service speak of.
pub struct Subject<'a> {
    pub api: &'a Api,
    pub mode: Mode,
    /// The draft's path: `models::post::PostDraft`.
    pub draft: &'a str,
    /// The key's type.
    pub key: &'a str,
    /// The message that answers a record.
    pub answer: &'a str,
}

/// The methods of a service, in the order of its RPCs.
pub fn methods(subject: &Subject<'_>, service: &Service) -> Vec<RpcView> {
    let rpcs = service.rpcs.iter().filter_map(|rpc| match rpc.kind {
        RpcKind::Generic(action) => Some(subject.method(rpc, action)),
        RpcKind::Custom => None,
    });
    rpcs.collect()
}

impl Subject<'_> {
    fn method(&self, rpc: &Rpc, action: Action) -> RpcView {
        let takes = self.takes(action);
        let join = |one: fn(&(&str, String)) -> String| takes.iter().map(one).collect();
        RpcView {
            name: rpc.name.clone(),
            method: method_name(&rpc.name),
            comment: rpc.comment.clone(),
            parameters: join(|(name, ty)| format!(", {name}: {ty}")),
            arguments: join(|(name, _)| format!(", {name}")),
            answer: self.answers(action),
            request: self.message(rpc.request),
            response: self.message(rpc.response),
        }
    }

    fn takes(&self, action: Action) -> Vec<(&'static str, String)> {
        let key = || ("key", self.key.to_owned());
        let draft = || ("draft", self.draft.to_owned());
        match action {
            Action::Create => vec![draft()],
            Action::List | Action::Stream => vec![("query", String::from("rt::Query"))],
            Action::Retrieve | Action::Destroy => vec![key()],
            Action::Update | Action::PartialUpdate => vec![key(), draft()],
        }
    }

    fn answers(&self, action: Action) -> String {
        let answer = self.answer;
        match action {
            Action::Create | Action::Retrieve | Action::Update | Action::PartialUpdate => {
                format!("proto::{answer}")
            }
            Action::List => format!("rt::Page<proto::{answer}>"),
            Action::Stream => format!("rt::{}::ItemStream<proto::{answer}>", facade(self.mode)),
            Action::Destroy => String::from("()"),
        }
    }

    fn message(&self, payload: Payload) -> String {
        match payload {
            Payload::Message(id) => format!("proto::{}", rust_ident(&self.api.message(id).name)),
            Payload::External(_) => String::from("()"),
        }
    }
}

/// The façade of the runtime that a project of this mode uses.
pub fn facade(mode: Mode) -> &'static str {
    match mode {
        Mode::Async => "aio",
        Mode::Sync => "blocking",
    }
}

fn method_name(rpc: &str) -> String {
    use heck::ToSnakeCase;
    rust_ident(&rpc.to_snake_case())
}
