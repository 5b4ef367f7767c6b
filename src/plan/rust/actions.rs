//! Actions as methods of their service's trait, and as entries of its table.

use serde::Serialize;

use super::ident;
use super::rpcs::{facade, method_name};
use crate::model::api::{Api, Flow, Form, Payload as Spoken, Rpc, RpcKind, Service, Source};
use crate::model::{Action, Mode, Payload, Project, Shape};
use crate::plan::names::ModelNames;

/// A method that the user writes.
#[derive(Debug, Clone, Serialize)]
pub struct ActionView {
    /// As the wire has it: `Publish`.
    pub name: String,
    /// `publish`.
    pub method: String,
    pub comment: String,
    /// What it takes beside itself, with its types: `, cx: &rt::Context, request: messages::PostPublishRequest`.
    pub parameters: String,
    /// The names of those: `cx`, or `(cx, request)`.
    pub taken: String,
    pub answer: String,
    /// The function of the runtime's table, and what its closure takes: `unary`, `service, cx, message`.
    pub flow: &'static str,
    pub closure: &'static str,
    /// What reads the message, a statement a line.
    pub steps: Vec<String>,
    /// What calls the method and writes the answer.
    pub result: String,
    /// The call that gives the entry its limit.
    pub time_limit: String,
}

/// What the actions of a service speak of.
pub struct Speaker<'a> {
    pub project: &'a Project,
    pub api: &'a Api,
    pub names: &'a [ModelNames],
    /// The trait: `PostService`.
    pub of: &'a str,
}

impl Speaker<'_> {
    /// The actions of a service, in their order.
    pub fn methods(&self, service: &Service, actions: &[Action]) -> Vec<ActionView> {
        let rpcs = service.rpcs.iter();
        let own = rpcs.filter(|rpc| rpc.kind == RpcKind::Custom);
        own.zip(actions)
            .map(|(rpc, action)| self.method(rpc, action))
            .collect()
    }

    fn method(&self, rpc: &Rpc, action: &Action) -> ActionView {
        let reads = self.read_type(rpc, &action.request);
        let writes = self.answer_type(rpc, &action.response);
        let facade = facade(self.project.mode);
        let request = |reads: &Option<String>| match reads {
            Some(ty) => (format!(", request: {ty}"), ", request"),
            None => (String::new(), ""),
        };
        let (message, taken) = request(&reads);
        let item = |ty: Option<String>| ty.unwrap_or_else(|| String::from("()"));
        let (parameters, taken, answer) = match action.flow {
            Flow::Unary => (
                format!(", cx: &rt::Context{message}"),
                format!("cx{taken}"),
                item(writes),
            ),
            Flow::Server => (
                format!(
                    ", cx: rt::{facade}::WriteContext<{}>{message}",
                    item(writes)
                ),
                format!("cx{taken}"),
                String::from("()"),
            ),
            Flow::Client => (
                format!(", cx: rt::{facade}::ReadContext<{}>", item(reads)),
                String::from("cx"),
                item(writes),
            ),
            Flow::Duplex => (
                format!(
                    ", cx: rt::{facade}::DuplexContext<{}, {}>",
                    item(reads),
                    item(writes)
                ),
                String::from("cx"),
                String::from("()"),
            ),
        };
        let (flow, closure) = match action.flow {
            Flow::Unary => ("unary", "service, cx, message"),
            Flow::Server => ("writes", "service, cx, message"),
            Flow::Client => ("reads", "service, cx"),
            Flow::Duplex => ("duplex", "service, cx"),
        };
        let single = !action.flow.client_streams();
        ActionView {
            name: rpc.name.clone(),
            method: method_name(&rpc.name),
            comment: rpc.comment.clone(),
            parameters,
            answer,
            flow,
            closure,
            steps: match single {
                true => vec![self.read(rpc, &action.request)],
                false => Vec::new(),
            },
            result: self.result(rpc, action, &taken),
            time_limit: action.time_limit.map_or_else(String::new, time_limit),
            taken: match taken.contains(',') {
                true => format!("({taken})"),
                false => taken,
            },
        }
    }

    /// What a handler is given of a request; nothing of one that is empty.
    fn read_type(&self, rpc: &Rpc, payload: &Payload) -> Option<String> {
        match payload {
            Payload::Nothing => None,
            Payload::Struct => Some(String::from("rt::types::ProtoStruct")),
            Payload::One(shape) => Some(self.drafted(*shape)),
            Payload::List(shape, _) => Some(format!("Vec<{}>", self.drafted(*shape))),
            Payload::Inline(..) => Some(self.inline(rpc.request)),
        }
    }

    /// A shape as it comes in.
    fn drafted(&self, shape: Shape) -> String {
        match shape {
            Shape::Model(model) => {
                let ModelNames { module, draft, .. } = &self.names[model];
                format!("models::{module}::{draft}")
            }
            Shape::Message(message) => self.plain(message),
        }
    }

    fn plain(&self, message: usize) -> String {
        let name = &self.project.messages[message].name;
        format!("messages::{}", ident(&name.pascal()))
    }

    /// A shape as it goes out.
    fn answered(&self, shape: Shape) -> String {
        match shape {
            Shape::Model(model) => {
                let answer = self.api.form(model, Form::Response);
                let name = answer.map_or("", |message| message.name.as_str());
                format!("proto::{}", ident(name))
            }
            Shape::Message(message) => self.plain(message),
        }
    }

    fn answer_type(&self, rpc: &Rpc, payload: &Payload) -> Option<String> {
        match payload {
            Payload::Nothing => None,
            Payload::Struct => Some(String::from("rt::types::ProtoStruct")),
            Payload::One(shape) => Some(self.answered(*shape)),
            Payload::List(shape, _) => {
                let item = self.answered(*shape);
                Some(match self.counts(rpc) {
                    true => format!("rt::Page<{item}>"),
                    false => format!("Vec<{item}>"),
                })
            }
            Payload::Inline(..) => Some(self.inline(rpc.response)),
        }
    }

    /// The struct of fields that stand with the action.
    fn inline(&self, payload: Spoken) -> String {
        format!("messages::{}", ident(self.api.payload(payload)))
    }

    /// Whether the answer says how many items there are over all pages.
    fn counts(&self, rpc: &Rpc) -> bool {
        let Spoken::Message(id) = rpc.response else {
            return false;
        };
        let mut fields = self.api.message(id).fields.iter();
        fields.any(|field| field.source == Source::Count)
    }

    fn message(&self, payload: Spoken) -> String {
        match payload {
            Spoken::Message(id) => format!("proto::{}", ident(&self.api.message(id).name)),
            Spoken::External(_) => String::from("()"),
        }
    }

    /// What makes `request` of the bytes.
    fn read(&self, rpc: &Rpc, payload: &Payload) -> String {
        match payload {
            Payload::Nothing => String::from("rt::decode::<()>(message)?;"),
            Payload::List(..) => {
                let message = self.message(rpc.request);
                format!("let request = rt::read_list(rt::decode::<{message}>(message)?.results)?;")
            }
            _ => String::from("let request = rt::read_message(message)?;"),
        }
    }

    fn result(&self, rpc: &Rpc, action: &Action, taken: &str) -> String {
        let wait = match self.project.mode {
            Mode::Async => ".await",
            Mode::Sync => "",
        };
        let borrowed = match action.flow {
            Flow::Unary => "&",
            _ => "",
        };
        let method = method_name(&rpc.name);
        let call = format!("{}::{method}(&service, {borrowed}{taken}){wait}", self.of);
        if action.flow.server_streams() {
            return call;
        }
        let message = self.message(rpc.response);
        match (&action.response, self.counts(rpc)) {
            (Payload::List(..), true) => {
                format!(
                    "let page = {call}?; rt::encode({message} {{ count: page.wire_count(), results: page.results }})"
                )
            }
            (Payload::List(..), false) => {
                format!("rt::encode({message} {{ results: rt::write_list({call}?)? }})")
            }
            _ => format!("rt::write_message({call}?)"),
        }
    }
}

/// `.time_limit(std::time::Duration::from_secs(30))`.
fn time_limit(limit: std::time::Duration) -> String {
    let duration = match limit.subsec_nanos() {
        0 => format!("from_secs({})", limit.as_secs()),
        _ => format!("new({}, {})", limit.as_secs(), limit.subsec_nanos()),
    };
    format!(".time_limit(std::time::Duration::{duration})")
}
