//! Proto files: the API and its numbers as text, line by line.

pub mod enums;
pub mod types;

use std::collections::HashSet;

use serde::Serialize;

use super::names::Names;
use super::wire::{Given, Numbered};
use crate::model::api::{
    Api, EMPTY, Home, Label, Message, MessageField, MessageId, Payload, Rpc, Service, WireType,
};
use crate::model::{Project, WELL_KNOWN};
use types::Types;

/// Where the messages of a project are.
#[derive(Debug, Default)]
pub struct Places {
    /// The package as folders.
    folder: String,
    /// The files of the models and of the services beside them, without their ending.
    models: Vec<String>,
    services: Vec<String>,
}

impl Places {
    pub fn new(project: &Project, names: &Names) -> Self {
        Self {
            folder: project.package.replace('.', "/"),
            models: names
                .models
                .iter()
                .map(|names| names.file.clone())
                .collect(),
            services: names
                .services
                .iter()
                .map(|names| names.file.clone())
                .collect(),
        }
    }

    fn path(&self, home: Home) -> String {
        let file = match home {
            Home::Model(at) => &self.models[at],
            Home::Service(at) => &self.services[at],
            Home::Messages => "messages",
        };
        format!("{}/{file}.proto", self.folder)
    }
}

/// Whether a service speaks a message of another model. Two models of which each speaks the
/// other's would import each other, so such a service stands in a file of its own.
pub fn stands_apart(api: &Api, service: &Service) -> bool {
    let mut payloads = service
        .rpcs
        .iter()
        .flat_map(|rpc| [rpc.request, rpc.response]);
    let away = |payload| match payload {
        Payload::Message(id) => {
            let home = api.message(id).home;
            home != service.home && matches!(home, Home::Model(_))
        }
        Payload::External(_) => false,
    };
    matches!(service.home, Home::Model(_)) && payloads.any(away)
}

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

/// The proto file of some services and messages; `places` says where other messages are.
pub fn file<'a>(
    project: &Project,
    api: &Api,
    numbered: &Numbered,
    places: &Places,
    services: &[&Service],
    messages: impl IntoIterator<Item = (MessageId, &'a Message)>,
) -> ProtoFile {
    let writer = Writer {
        project,
        api,
        types: Types { project, api },
        numbered,
        places,
    };
    let messages: Vec<_> = messages.into_iter().collect();
    let here: HashSet<MessageId> = messages.iter().map(|(id, _)| *id).collect();
    let own: Vec<_> = messages
        .into_iter()
        .map(|(id, message)| (message, &numbered.messages[id.0]))
        .collect();
    ProtoFile {
        package: project.package.clone(),
        imports: writer.imports(&here, &own, services),
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
    types: Types<'a>,
    numbered: &'a Numbered,
    places: &'a Places,
}

impl Writer<'_> {
    /// `here` are the messages of the file itself.
    fn imports(
        &self,
        here: &HashSet<MessageId>,
        messages: &[(&Message, &Given)],
        services: &[&Service],
    ) -> Vec<String> {
        let other = |id: &MessageId| {
            let home = (!here.contains(id)).then(|| self.api.message(*id).home);
            home.map(|home| self.places.path(home))
        };
        let fields = messages.iter().flat_map(|(message, _)| &message.fields);
        let rpcs = services.iter().flat_map(|service| &service.rpcs);
        let payloads = rpcs.flat_map(|rpc| [rpc.request, rpc.response]);
        let needed = payloads.filter_map(|payload| match payload {
            Payload::External(name) => Some(import(name)),
            Payload::Message(id) => other(&id),
        });
        let mut imports: Vec<String> = needed.collect();
        for field in fields {
            match &field.ty {
                WireType::External(name) => imports.push(import(name)),
                WireType::Enum(at) if !self.project.enums[*at].placement.is_in_message() => {
                    imports.push(format!("{}/enums.proto", self.places.folder));
                }
                WireType::Message(id) => imports.extend(other(id)),
                WireType::Enum(_) | WireType::Scalar(_) => {}
            }
        }
        imports.sort_unstable();
        imports.dedup();
        imports
    }

    fn service(&self, service: &Service) -> ServiceLines {
        let rpc = |rpc: &Rpc| {
            let (request, response) = self.types.call(rpc);
            let name = &rpc.name;
            let text = format!("rpc {name}({request}) returns ({response}) {{}}");
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
        let (ty, name) = (self.types.field(field), &field.name);
        format!("{ty} {name} = {number};")
    }
}

/// The file that defines a message of protobuf's own.
fn import(name: &str) -> String {
    match name {
        EMPTY => String::from("google/protobuf/empty.proto"),
        name => {
            let known = WELL_KNOWN.iter().find(|row| row.name == name);
            let file = known.map(|row| row.file.to_owned());
            file.unwrap_or_else(|| format!("{}.proto", name.to_lowercase().replace('.', "/")))
        }
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
