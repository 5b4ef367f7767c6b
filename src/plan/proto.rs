//! Proto files: the API and its numbers as text, line by line.

pub mod enums;

use serde::Serialize;

use super::wire::{Given, Numbered};
use crate::model::api::{
    Api, EMPTY, Label, Message, MessageField, MessageId, Payload, Rpc, STRUCT, Service, WireType,
};
use crate::model::{FieldType, Project, Wire};

/// What the template of a proto file sees.
#[derive(Debug, Serialize)]
pub struct ProtoFile {
    pub package: String,
    pub imports: Vec<String>,
    pub services: Vec<ServiceLines>,
    pub messages: Vec<MessageLines>,
}

#[derive(Debug, Serialize)]
pub struct ServiceLines {
    pub name: String,
    pub comment: String,
    pub rpcs: Vec<Line>,
}

#[derive(Debug, Serialize)]
pub struct MessageLines {
    pub name: String,
    pub comment: String,
    /// `reserved` statements, then fields.
    pub lines: Vec<Line>,
}

/// A statement, with what is said of it above.
#[derive(Debug, Serialize)]
pub struct Line {
    /// Deeper than the other lines, inside a group.
    pub indent: &'static str,
    pub comment: String,
    pub text: String,
}

impl Line {
    fn new(comment: &str, text: String) -> Self {
        Self {
            indent: "",
            comment: comment.to_owned(),
            text,
        }
    }
}

/// The proto file of some services and messages.
pub fn file<'a>(
    project: &Project,
    api: &Api,
    numbered: &Numbered,
    services: &[&Service],
    messages: impl IntoIterator<Item = (MessageId, &'a Message)>,
) -> ProtoFile {
    let writer = Writer {
        project,
        api,
        numbered,
    };
    let own: Vec<_> = messages
        .into_iter()
        .map(|(id, message)| (message, &numbered.messages[id.0]))
        .collect();
    ProtoFile {
        package: project.package.clone(),
        imports: writer.imports(&own, services),
        services: services
            .iter()
            .map(|service| writer.service(service))
            .collect(),
        messages: own
            .into_iter()
            .map(|(message, given)| writer.message(message, given))
            .collect(),
    }
}

/// Writes references to what is defined elsewhere.
struct Writer<'a> {
    project: &'a Project,
    api: &'a Api,
    numbered: &'a Numbered,
}

impl Writer<'_> {
    fn imports(&self, messages: &[(&Message, &Given)], services: &[&Service]) -> Vec<String> {
        let fields = messages.iter().flat_map(|(message, _)| &message.fields);
        let rpcs = services.iter().flat_map(|service| &service.rpcs);
        let payloads = rpcs.flat_map(|rpc| [rpc.request, rpc.response]);
        let external = payloads.filter_map(|payload| match payload {
            Payload::External(name) => Some(name),
            Payload::Message(_) => None,
        });
        let mut imports: Vec<String> = external.map(import).collect();
        for field in fields {
            match &field.ty {
                WireType::External(name) => imports.push(import(name)),
                WireType::Enum(at) if !self.project.enums[*at].placement.is_in_message() => {
                    imports.push(format!("{}/enums.proto", self.folder()));
                }
                WireType::Enum(_) | WireType::Scalar(_) | WireType::Message(_) => {}
            }
        }
        imports.sort_unstable();
        imports.dedup();
        imports
    }

    fn folder(&self) -> String {
        self.project.package.replace('.', "/")
    }

    fn service(&self, service: &Service) -> ServiceLines {
        let rpc = |rpc: &Rpc| {
            let stream = |streams| if streams { "stream " } else { "" };
            let text = format!(
                "rpc {}({}{}) returns ({}{}) {{}}",
                rpc.name,
                stream(rpc.flow.client_streams()),
                self.payload(rpc.request),
                stream(rpc.flow.server_streams()),
                self.payload(rpc.response),
            );
            Line::new(&rpc.comment, text)
        };
        ServiceLines {
            name: service.name.clone(),
            comment: service.comment.clone(),
            rpcs: service.rpcs.iter().map(rpc).collect(),
        }
    }

    fn message(&self, message: &Message, given: &Given) -> MessageLines {
        let mut lines = enums::within(self.project, self.numbered, message);
        lines.extend(reserved(given));
        let mut group: Option<&str> = None;
        for (field, number) in message.fields.iter().zip(&given.numbers) {
            let of = match &field.label {
                Label::OneOf(of) => Some(of.as_str()),
                _ => None,
            };
            if of != group {
                lines.extend(group.map(|_| Line::new("", String::from("}"))));
                lines.extend(of.map(|of| Line::new("", format!("oneof {of} {{"))));
                group = of;
            }
            lines.push(Line {
                indent: if of.is_some() { "  " } else { "" },
                ..Line::new(&field.comment, self.field(field, *number))
            });
        }
        lines.extend(group.map(|_| Line::new("", String::from("}"))));
        MessageLines {
            name: message.name.clone(),
            comment: message.comment.clone(),
            lines,
        }
    }

    fn field(&self, field: &MessageField, number: i32) -> String {
        let ty = self.ty(&field.ty);
        let name = &field.name;
        match &field.label {
            Label::Implicit | Label::OneOf(_) => format!("{ty} {name} = {number};"),
            Label::Optional => format!("optional {ty} {name} = {number};"),
            Label::Repeated => format!("repeated {ty} {name} = {number};"),
            Label::Map(key) => format!("map<{}, {ty}> {name} = {number};", scalar(key)),
        }
    }

    fn ty(&self, ty: &WireType) -> String {
        match ty {
            WireType::Scalar(ty) => scalar(ty).to_owned(),
            WireType::Enum(position) => self.project.enums[*position].proto_type(),
            WireType::Message(id) => self.payload(Payload::Message(*id)),
            WireType::External(name) => self.external(name),
        }
    }

    fn payload(&self, payload: Payload) -> String {
        match payload {
            Payload::Message(MessageId(_)) => self.api.payload(payload).to_owned(),
            Payload::External(name) => self.external(name),
        }
    }

    /// A package with a part `google` would be searched for it first: then the path is absolute.
    fn external(&self, name: &str) -> String {
        let first = name.split('.').next();
        match self
            .project
            .package
            .split('.')
            .any(|part| Some(part) == first)
        {
            true => format!(".{name}"),
            false => name.to_owned(),
        }
    }
}

/// The file that defines a message of protobuf's own.
fn import(name: &str) -> String {
    match name {
        EMPTY => String::from("google/protobuf/empty.proto"),
        STRUCT => String::from("google/protobuf/struct.proto"),
        name => format!("{}.proto", name.to_lowercase().replace('.', "/")),
    }
}

fn reserved(given: &Given) -> Vec<Line> {
    if given.reserved.is_empty() {
        return Vec::new();
    }
    let of = |one: fn(&(i32, String)) -> String| {
        let all: Vec<_> = given.reserved.iter().map(one).collect();
        Line::new("", format!("reserved {};", all.join(", ")))
    };
    vec![
        of(|(number, _)| number.to_string()),
        of(|(_, name)| format!("\"{name}\"")),
    ]
}

/// The scalar of protobuf that carries a type.
fn scalar(ty: &FieldType) -> &'static str {
    ty.info().map_or("string", |row| row.form(Wire::Dsg).proto)
}
