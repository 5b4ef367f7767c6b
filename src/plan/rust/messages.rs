//! Messages of no model as structs of Rust: their fields, what reads them, what writes them.

use heck::ToUpperCamelCase;
use serde::Serialize;

use super::meta::meta;
use super::{ident, record_type, respond};
use crate::model::api::{Api, MessageId, Plain};
use crate::model::ident::Std;
use crate::model::{
    Field, FieldType, MapMember, MessageMember, Name, OneOfMember, Project, WellKnownMember, Wire,
    is_optional,
};
use crate::plan::names::ModelNames;

/// What the module of messages is told.
#[derive(Debug, Serialize)]
pub struct MessagesFile {
    pub messages: Vec<MessageView>,
    pub uses_enums: bool,
}

#[derive(Debug, Serialize)]
pub struct MessageView {
    pub name: String,
    pub comment: String,
    pub fields: Vec<StructField>,
    pub groups: Vec<GroupView>,
    pub read: Option<ReadView>,
    pub write: Option<WriteView>,
}

#[derive(Debug, Serialize)]
pub struct StructField {
    pub ident: String,
    pub ty: String,
    pub comment: String,
}

/// A oneof.
#[derive(Debug, Serialize)]
pub struct GroupView {
    pub name: String,
    pub field: String,
    /// Each with its type in `ty`.
    pub variants: Vec<StructField>,
}

/// How the struct is made of a message.
#[derive(Debug, Serialize)]
pub struct ReadView {
    pub message: String,
    /// The static with the rules of the fields.
    pub rules: String,
    pub count: usize,
    pub metas: Vec<String>,
    /// What reads each field.
    pub values: Vec<String>,
    pub idents: Vec<String>,
}

/// How a message is made of the struct.
#[derive(Debug, Serialize)]
pub struct WriteView {
    pub message: String,
    pub values: Vec<super::conversions::Assignment>,
}

/// Every message of no model that is spoken.
pub fn file(project: &Project, api: &Api, names: &[ModelNames]) -> MessagesFile {
    let groups = api.plain.iter().flat_map(|plain| {
        let members = plain.members.iter();
        let groups = members.filter_map(|member| match member {
            MessageMember::OneOf(group) => Some(group_name(plain, group)),
            _ => None,
        });
        groups.chain([ident(&plain.name)])
    });
    let declared: Vec<String> = groups.collect();
    let writer = Writer {
        project,
        api,
        names,
        std: Std::beside(declared.iter().map(String::as_str)),
    };
    let mut members = api.plain.iter().flat_map(|plain| &plain.members);
    MessagesFile {
        uses_enums: members.any(has_enum),
        messages: api
            .plain
            .iter()
            .map(|plain| writer.message(plain))
            .collect(),
    }
}

fn has_enum(member: &MessageMember) -> bool {
    let of_field = |field: &Field| match &field.ty {
        FieldType::Array(element) => matches!(element.ty, FieldType::Enum(_)),
        ty => matches!(ty, FieldType::Enum(_)),
    };
    match member {
        MessageMember::Field(field) => of_field(field),
        MessageMember::Map(map) => of_field(&map.value),
        MessageMember::OneOf(group) => group.fields.iter().any(of_field),
        MessageMember::WellKnown(_) => false,
    }
}

/// `ChatLineBody`.
fn group_name(plain: &Plain, group: &OneOfMember) -> String {
    format!("{}{}", plain.name, group.name.pascal())
}

struct Writer<'a> {
    project: &'a Project,
    api: &'a Api,
    names: &'a [ModelNames],
    std: Std,
}

impl Writer<'_> {
    fn message(&self, plain: &Plain) -> MessageView {
        let groups = plain.members.iter().filter_map(|member| match member {
            MessageMember::OneOf(group) => Some(self.group(plain, group)),
            _ => None,
        });
        MessageView {
            name: ident(&plain.name),
            comment: plain.comment.clone(),
            fields: plain
                .members
                .iter()
                .map(|member| StructField {
                    ident: ident(member.name().as_typed()),
                    ty: self.member_type(plain, member),
                    comment: comment(member),
                })
                .collect(),
            groups: groups.collect(),
            read: plain.request.map(|id| self.read(plain, id)),
            write: plain.response.map(|id| self.write(plain, id)),
        }
    }

    fn group(&self, plain: &Plain, group: &OneOfMember) -> GroupView {
        let variants = group.fields.iter().map(|field| StructField {
            ident: variant(&field.name),
            ty: self.value_type(field),
            comment: field.comment.clone().unwrap_or_default(),
        });
        GroupView {
            name: group_name(plain, group),
            field: group.name.as_typed().to_owned(),
            variants: variants.collect(),
        }
    }

    fn value_type(&self, field: &Field) -> String {
        record_type(self.project, &self.std, &field.ty)
    }

    fn member_type(&self, plain: &Plain, member: &MessageMember) -> String {
        let (ty, null) = match member {
            MessageMember::Field(field) => (self.value_type(field), field.null),
            MessageMember::Map(map) => {
                let (key, value) = (self.value_type(&map.key), self.value_type(&map.value));
                (format!("std::collections::HashMap<{key}, {value}>"), false)
            }
            MessageMember::OneOf(group) => (group_name(plain, group), group.null),
            MessageMember::WellKnown(member) => (member.message.rust.to_owned(), member.null),
        };
        match null {
            true => format!("{}<{ty}>", self.std.path("Option")),
            false => ty,
        }
    }

    fn read(&self, plain: &Plain, id: MessageId) -> ReadView {
        let name = &self.api.message(id).name;
        let mut fields: Vec<&Field> = Vec::new();
        let values = plain.members.iter().map(|member| {
            let next = fields.len();
            let on_wire = format!("message.{}", ident(member.name().as_typed()));
            match member {
                MessageMember::Field(field) => {
                    fields.push(field);
                    read_value(field, self.project.wire, next, &on_wire)
                }
                MessageMember::Map(map) => {
                    fields.extend([&*map.key, &*map.value]);
                    format!("fields.map({next}, {}, {on_wire})", next + 1)
                }
                MessageMember::OneOf(group) => {
                    fields.extend(&group.fields);
                    self.read_group(plain, group, name, next)
                }
                MessageMember::WellKnown(member) => match member.null {
                    true => format!("Some({on_wire})"),
                    false => format!("fields.required({:?}, {on_wire})", member.name.as_typed()),
                },
            }
        });
        let values = values.collect();
        let idents = plain.members.iter();
        ReadView {
            message: ident(name),
            rules: Name::new(plain.name.as_str()).shouty(),
            count: fields.len(),
            metas: fields
                .iter()
                .map(|field| meta(self.project, self.names, field, self.project.wire))
                .collect(),
            values,
            idents: idents
                .map(|member| ident(member.name().as_typed()))
                .collect(),
        }
    }

    fn read_group(
        &self,
        plain: &Plain,
        group: &OneOfMember,
        message: &str,
        first: usize,
    ) -> String {
        let own = group_name(plain, group);
        let theirs = prost_group(message, group);
        let wrap = if group.null { ".map(Some)" } else { "" };
        let arms = group.fields.iter().enumerate().map(|(at, field)| {
            let variant = variant(&field.name);
            let read = format!("fields.read({}, value).map({own}::{variant})", first + at);
            format!("Some({theirs}::{variant}(value)) => {read}{wrap},")
        });
        let arms: Vec<_> = arms.collect();
        let name = group.name.as_typed();
        let none = match group.null {
            true => String::from("Some(None)"),
            false => format!("fields.missing({name:?})"),
        };
        let field = ident(name);
        format!(
            "match message.{field} {{ {} None => {none}, }}",
            arms.join(" ")
        )
    }

    fn write(&self, plain: &Plain, id: MessageId) -> WriteView {
        let name = &self.api.message(id).name;
        let values = plain.members.iter().map(|member| {
            let ident = ident(member.name().as_typed());
            let value = format!("self.{ident}");
            let value = match member {
                MessageMember::Field(field) => {
                    respond::on_wire(self.project, field, self.project.wire, value)
                }
                MessageMember::Map(map) => self.write_map(map, value),
                MessageMember::OneOf(group) => self.write_group(plain, group, name, &value),
                MessageMember::WellKnown(WellKnownMember { null: true, .. }) => value,
                MessageMember::WellKnown(_) => format!("Some({value})"),
            };
            super::conversions::Assignment { ident, value }
        });
        WriteView {
            message: ident(name),
            values: values.collect(),
        }
    }

    fn write_map(&self, map: &MapMember, value: String) -> String {
        let of = |field: &Field, name: &str| {
            respond::bare(self.project, field, self.project.wire, name.to_owned())
        };
        let (key, item) = (of(&map.key, "key"), of(&map.value, "value"));
        match (key.as_str(), item.as_str()) {
            ("key", "value") => value,
            _ => format!("{value}.into_iter().map(|(key, value)| ({key}, {item})).collect()"),
        }
    }

    fn write_group(
        &self,
        plain: &Plain,
        group: &OneOfMember,
        message: &str,
        value: &str,
    ) -> String {
        let own = group_name(plain, group);
        let theirs = prost_group(message, group);
        let arms = group.fields.iter().map(|field| {
            let variant = variant(&field.name);
            let wire = respond::bare(
                self.project,
                field,
                self.project.wire,
                String::from("value"),
            );
            format!("{own}::{variant}(value) => {theirs}::{variant}({wire}),")
        });
        let arms: Vec<_> = arms.collect();
        let arms = arms.join(" ");
        match group.null {
            true => format!("{value}.map(|value| match value {{ {arms} }})"),
            false => format!("Some(match {value} {{ {arms} }})"),
        }
    }
}

fn comment(member: &MessageMember) -> String {
    let comment = match member {
        MessageMember::Field(field) => &field.comment,
        MessageMember::Map(map) => &map.comment,
        MessageMember::OneOf(group) => &group.comment,
        MessageMember::WellKnown(member) => &member.comment,
    };
    comment.clone().unwrap_or_default()
}

fn read_value(field: &Field, wire: Wire, at: usize, on_wire: &str) -> String {
    let row = field.ty.info();
    let method = match field.ty {
        FieldType::Array(_) => "list",
        // A message is optional by itself.
        _ if row.is_some_and(|row| row.form(wire).is_message()) => "optional",
        _ if is_optional(field) => "optional",
        _ => "read",
    };
    format!("fields.{method}({at}, {on_wire})")
}

/// prost's enum of a oneof: `proto::chat_line_request::Body`.
pub fn prost_group(message: &str, group: &OneOfMember) -> String {
    let module = ident(&Name::new(message).snake());
    let name = ident(&group.name.as_typed().to_upper_camel_case());
    format!("proto::{module}::{name}")
}

fn variant(field: &Name) -> String {
    ident(&field.pascal())
}
