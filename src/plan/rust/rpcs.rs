//! The RPCs of a service as methods of its trait.

use serde::Serialize;

use crate::model::api::{Api, Flow, Payload, Rpc, RpcKind, Service, Source};
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
    /// Which sides are streams, as the runtime's table has it: `unary`.
    pub flow: &'static str,
    /// What decodes the message and calls the method, a statement a line.
    pub steps: Vec<String>,
    /// What encodes the answer.
    pub result: String,
}

/// What the methods of a model's service speak of.
pub struct Subject<'a> {
    pub api: &'a Api,
    pub mode: Mode,
    /// The record's path: `models::post::Post`.
    pub record: String,
    /// The draft's path: `models::post::PostDraft`.
    pub draft: String,
    /// The key's type.
    pub key_type: &'a str,
    /// The key in messages that look a record up.
    pub key: &'a str,
    /// The same in messages that have more fields: it is read, and the message goes on.
    pub key_in_request: &'a str,
    /// The message that answers a record.
    pub answer: String,
    /// Whether lists say how many rows there are.
    pub counted: bool,
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
            flow: flow(rpc.flow),
            steps: self.steps(rpc, action),
            result: self.result(rpc, action),
        }
    }

    fn takes(&self, action: Action) -> Vec<(&'static str, String)> {
        let key = || ("key", self.key_type.to_owned());
        let draft = || ("draft", self.draft.clone());
        match action {
            Action::Create => vec![draft()],
            Action::List | Action::Stream => Vec::new(),
            Action::Retrieve | Action::Destroy => vec![key()],
            Action::Update | Action::PartialUpdate => vec![key(), draft()],
        }
    }

    fn answers(&self, action: Action) -> String {
        let answer = &self.answer;
        match action {
            Action::Create | Action::Retrieve | Action::Update | Action::PartialUpdate => {
                format!("proto::{answer}")
            }
            Action::List => format!("rt::Page<proto::{answer}>"),
            Action::Stream => format!("rt::{}::ItemStream<proto::{answer}>", facade(self.mode)),
            Action::Destroy => String::from("()"),
        }
    }

    fn steps(&self, rpc: &Rpc, action: Action) -> Vec<String> {
        let decode = format!("rt::decode::<{}>(message)?;", self.message(rpc.request));
        let parse = |key: &str| {
            format!(
                "let key = rt::parse_key::<{}>(message.{key})?;",
                self.record
            )
        };
        match action {
            Action::Create => vec![format!("let message = {decode}")],
            Action::List => {
                let mut steps = self.query(rpc, decode);
                steps.push(format!("let page = {};", self.call(rpc, action)));
                steps
            }
            Action::Stream => self.query(rpc, decode),
            Action::Retrieve | Action::Destroy => {
                vec![format!("let message = {decode}"), parse(self.key)]
            }
            Action::Update | Action::PartialUpdate => {
                vec![
                    format!("let message = {decode}"),
                    parse(self.key_in_request),
                ]
            }
        }
    }

    /// What reads the request of a list, which may have filters of its own beside the metadata's.
    fn query(&self, rpc: &Rpc, decode: String) -> Vec<String> {
        let asks = match rpc.request {
            Payload::Message(id) => {
                let mut fields = self.api.message(id).fields.iter();
                fields.any(|field| field.source == Source::Filters)
            }
            Payload::External(_) => false,
        };
        match asks {
            true => vec![
                format!("let message = {decode}"),
                String::from("cx.read_query(message.filters, message.pagination)?;"),
            ],
            false => vec![decode],
        }
    }

    fn result(&self, rpc: &Rpc, action: Action) -> String {
        let call = || self.call(rpc, action);
        match action {
            Action::List => {
                let count = match self.counted {
                    true => "count: page.wire_count(),",
                    false => "",
                };
                let message = self.message(rpc.response);
                format!("rt::encode({message} {{ {count} results: page.results }})")
            }
            Action::Stream => format!("rt::{}::encode_all({})", facade(self.mode), call()),
            _ => format!("rt::encode({})", call()),
        }
    }

    fn call(&self, rpc: &Rpc, action: Action) -> String {
        let arguments = match action {
            Action::Create => ", message.into()",
            Action::List | Action::Stream => "",
            Action::Retrieve | Action::Destroy => ", key",
            Action::Update | Action::PartialUpdate => ", key, message.into()",
        };
        let wait = match self.mode {
            Mode::Async => ".await",
            Mode::Sync => "",
        };
        let method = method_name(&rpc.name);
        format!("service.{method}(&cx{arguments}){wait}?")
    }

    fn message(&self, payload: Payload) -> String {
        match payload {
            Payload::Message(id) => format!("proto::{}", rust_ident(&self.api.message(id).name)),
            Payload::External(_) => String::from("()"),
        }
    }
}

/// The function of the runtime that makes the entry of a standard RPC.
fn flow(flow: Flow) -> &'static str {
    match flow.server_streams() {
        true => "server_stream",
        false => "unary",
    }
}

/// The façade of the runtime that a project of this mode uses.
pub fn facade(mode: Mode) -> &'static str {
    match mode {
        Mode::Async => "aio",
        Mode::Sync => "blocking",
    }
}

pub fn method_name(rpc: &str) -> String {
    use heck::ToSnakeCase;
    rust_ident(&rpc.to_snake_case())
}

#[cfg(test)]
mod tests;
