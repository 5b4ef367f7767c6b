//! Rust types, identifiers and expressions of generated code.

mod listing;
mod meta;

use serde::Serialize;

use super::proto::is_optional;
use super::sample;
pub use listing::listing;
use meta::meta;

use crate::model::{Enum, Field, FieldType, Link, MemberValue, Model, Name, Project};

#[derive(Debug, Serialize)]
pub struct EnumView {
    pub name: String,
    pub comment: String,
    pub shouty: String,
    pub members: Vec<MemberView>,
    /// The `reserved` lines of the proto, where a member is gone.
    pub reserved: String,
}

#[derive(Debug, Serialize)]
pub struct MemberView {
    pub proto: String,
    pub variant: String,
    /// As a Rust expression.
    pub stored: String,
    pub comment: String,
    /// Given by `wire::number`.
    pub number: i32,
}

#[derive(Debug, Serialize)]
pub struct FieldView {
    pub name: String,
    pub ident: String,
    pub shouty: String,
    pub index: usize,
    pub record_type: String,
    pub wire_type: String,
    /// How its input forgets its type.
    pub raw: &'static str,
    pub meta: String,
    /// The field of the response.
    pub respond: String,
    /// The record that a foreign key points to, as `Column`'s last parameter.
    pub target: String,
    pub optional: bool,
    pub written: bool,
    pub answered: bool,
    pub comment: String,
}

/// A many-to-many relation.
#[derive(Debug, Serialize)]
pub struct LinkView {
    pub name: String,
    pub ident: String,
    pub shouty: String,
    pub position: usize,
    /// The module and the name of the record it points to.
    pub module: String,
    pub target: String,
    /// The type of a key in messages.
    pub wire_type: String,
    pub table: String,
    pub own: String,
    pub other: String,
    pub comment: String,
    /// For tests: the key of a row it may point to, and one that it cannot.
    pub key_of_row: String,
    pub unknown_key: &'static str,
}

pub fn links(project: &Project, model: &Model) -> Vec<LinkView> {
    let view = |(position, link): (usize, &Link)| {
        let target = &project.models[link.target];
        LinkView {
            name: link.name.as_typed().to_owned(),
            ident: ident(link.name.as_typed()),
            shouty: constant(&link.name),
            position,
            module: ident(&target.name.snake()),
            target: target.name.pascal(),
            wire_type: wire_type(project, &target.key().ty),
            table: link.table.clone(),
            own: link.own.clone(),
            other: link.other.clone(),
            comment: link.comment.clone().unwrap_or_default(),
            key_of_row: sample::key_of_row(target.key()),
            unknown_key: sample::unknown_key(target.key()).0,
        }
    };
    model.links.iter().enumerate().map(view).collect()
}

pub fn enum_view(e: &Enum) -> EnumView {
    let members = e.members.iter().map(|member| MemberView {
        proto: member.proto.clone(),
        variant: member.variant.clone(),
        stored: match &member.stored {
            MemberValue::Text(text) => format!("socio_runtime::MemberValue::Text({text:?})"),
            MemberValue::Integer(number) => format!("socio_runtime::MemberValue::Int({number})"),
        },
        comment: member.comment.clone().unwrap_or_default(),
        number: 0,
    });
    EnumView {
        name: e.name.pascal(),
        comment: e.comment.clone().unwrap_or_default(),
        shouty: e.name.shouty(),
        members: members.collect(),
        reserved: String::new(),
    }
}

/// Keywords become raw identifiers, as prost writes them.
pub fn ident(name: &str) -> String {
    const KEYWORDS: [&str; 47] = [
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do",
        "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in",
        "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
        "return", "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe",
        "unsized", "use", "virtual", "where", "while",
    ];
    if KEYWORDS.contains(&name) || name == "yield" {
        format!("r#{name}")
    } else {
        name.to_owned()
    }
}

/// A column's constant, beside the two that every model's module has.
fn constant(name: &Name) -> String {
    match name.shouty().as_str() {
        taken @ ("META" | "SERVICE") => format!("{taken}_COLUMN"),
        free => free.to_owned(),
    }
}

pub fn fields(project: &Project, model: &Model) -> Vec<FieldView> {
    let view = |(index, field): (usize, &Field)| {
        let base = record_type(project, &field.ty);
        FieldView {
            name: field.name.as_typed().to_owned(),
            ident: ident(field.name.as_typed()),
            shouty: constant(&field.name),
            index,
            record_type: if field.null {
                format!("Option<{base}>")
            } else {
                base
            },
            wire_type: wire_type(project, &field.ty),
            raw: match field.ty {
                FieldType::Array(_) => ".map(socio_runtime::Raw::list)",
                _ => ".raw()",
            },
            meta: meta(project, field),
            respond: respond(project, field),
            target: target(project, &field.ty),
            optional: is_optional(field),
            answered: !field.write_only,
            written: field.primary_key || !field.read_only,
            comment: field.comment.clone().unwrap_or_default(),
        }
    };
    model.fields.iter().enumerate().map(view).collect()
}

fn target(project: &Project, ty: &FieldType) -> String {
    let FieldType::Reference { model, .. } = ty else {
        return String::new();
    };
    let target = &project.models[*model].name;
    format!(", super::{}::{}", ident(&target.snake()), target.pascal())
}

pub fn record_type(project: &Project, ty: &FieldType) -> String {
    String::from(match ty {
        FieldType::Bool => "bool",
        FieldType::Int32 => "i32",
        FieldType::Int64 => "i64",
        FieldType::Float => "f32",
        FieldType::Double => "f64",
        FieldType::Decimal { .. } => "socio_runtime::types::Decimal",
        FieldType::Bytes => "Vec<u8>",
        FieldType::Uuid => "socio_runtime::types::Uuid",
        FieldType::Date => "socio_runtime::types::Date",
        FieldType::Time => "socio_runtime::types::Time",
        FieldType::DateTime => "socio_runtime::types::Timestamp",
        FieldType::Json => "socio_runtime::types::Json",
        FieldType::Duration => "socio_runtime::types::Duration",
        FieldType::Ip => "socio_runtime::types::IpAddr",
        FieldType::Array(element) => return format!("Vec<{}>", record_type(project, &element.ty)),
        FieldType::Enum(index) => {
            return format!("super::enums::{}", project.enums[*index].name.pascal());
        }
        FieldType::Reference { model, .. } => {
            return record_type(project, &project.models[*model].key().ty);
        }
        _ => "String",
    })
}

/// The type in messages.
pub fn wire_type(project: &Project, ty: &FieldType) -> String {
    String::from(match ty {
        FieldType::Bool => "bool",
        FieldType::Int32 | FieldType::Enum(_) => "i32",
        FieldType::Int64 => "i64",
        FieldType::Float => "f32",
        FieldType::Double | FieldType::Decimal { .. } => "f64",
        FieldType::Bytes => "Vec<u8>",
        FieldType::Json => "socio_runtime::types::ProtoStruct",
        FieldType::Array(element) => return format!("Vec<{}>", wire_type(project, &element.ty)),
        FieldType::Reference { model, .. } => {
            return wire_type(project, &project.models[*model].key().ty);
        }
        _ => "String",
    })
}

/// What a column holds: a reference holds the key it points to.
fn stored<'a>(project: &'a Project, ty: &'a FieldType) -> &'a FieldType {
    match ty {
        FieldType::Reference { model, .. } => stored(project, &project.models[*model].key().ty),
        ty => ty,
    }
}

fn respond(project: &Project, field: &Field) -> String {
    let value = format!("record.{}", ident(field.name.as_typed()));
    match field.ty {
        // NULL is present, and unspecified.
        FieldType::Enum(_) if field.null => {
            return format!("Some({value}.map_or(0, socio_runtime::Choice::number))");
        }
        FieldType::Enum(_) if is_optional(field) => {
            return format!("Some(socio_runtime::Choice::number({value}))");
        }
        FieldType::Enum(_) => return format!("socio_runtime::Choice::number({value})"),
        _ => {}
    }
    if let FieldType::Array(element) = &field.ty
        && let FieldType::Enum(_) = element.ty
    {
        return format!("{value}.into_iter().map(socio_runtime::Choice::number).collect()");
    }
    let value = if has_wire_form(project, &field.ty) {
        format!("socio_runtime::wire::ToWire::to_wire({value})")
    } else {
        value
    };
    // A message is optional by itself.
    let optional = is_optional(field) || field.ty == FieldType::Json;
    if optional && !field.null {
        format!("Some({value})")
    } else {
        value
    }
}

/// Whether the form on the wire is another than the record's.
fn has_wire_form(project: &Project, ty: &FieldType) -> bool {
    match stored(project, ty) {
        FieldType::Array(element) => has_wire_form(project, &element.ty),
        FieldType::Decimal { .. }
        | FieldType::Uuid
        | FieldType::Date
        | FieldType::Time
        | FieldType::DateTime
        | FieldType::Duration
        | FieldType::Ip
        | FieldType::Json => true,
        _ => false,
    }
}

/// Groups of positions as a slice.
pub fn groups(groups: &[Vec<usize>]) -> String {
    let groups: Vec<_> = groups.iter().map(|group| format!("&{group:?}")).collect();
    format!("&[{}]", groups.join(", "))
}
