//! Rust types, identifiers and expressions of generated code.

pub mod actions;
pub mod conversions;
mod listing;
pub mod messages;
mod meta;
mod respond;
pub mod rpcs;

use serde::Serialize;

use super::names::ModelNames;
pub use listing::listing;
use meta::meta;

use crate::model::ident::Std;
pub use crate::model::ident::rust_ident as ident;
use crate::model::types::{RustType, TypeInfo};
use crate::model::{Enum, Field, FieldType, Link, MemberValue, Model, Project, Wire};

#[derive(Debug, Serialize)]
pub struct EnumView {
    pub name: String,
    pub comment: String,
    pub shouty: String,
    pub members: Vec<MemberView>,
}

#[derive(Debug, Serialize)]
pub struct MemberView {
    pub proto: String,
    pub variant: String,
    /// As a Rust expression.
    pub stored: String,
    pub comment: String,
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
    /// The record that a foreign key points to, as `Column`'s last parameter.
    pub target: String,
    pub written: bool,
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
    pub target_meta: String,
    /// The type of a key in messages.
    pub wire_type: String,
    pub table: String,
    pub own: String,
    pub other: String,
    /// As Rust writes it.
    pub required: &'static str,
    pub comment: String,
}

pub fn links(project: &Project, names: &[ModelNames], std: &Std, model: &Model) -> Vec<LinkView> {
    let view = |(position, link): (usize, &Link)| {
        let target = &project.models[link.target];
        let target_names = &names[link.target];
        LinkView {
            name: link.name.as_typed().to_owned(),
            ident: ident(link.name.as_typed()),
            shouty: link.name.shouty(),
            position,
            module: target_names.module.clone(),
            target: target_names.record.clone(),
            target_meta: target_names.meta.clone(),
            wire_type: wire_type(project, std, &target.key().ty, model.wire),
            table: format!("{:?}", link.table),
            own: format!("{:?}", link.own),
            other: format!("{:?}", link.other),
            required: if link.required { "true" } else { "false" },
            comment: link.comment.clone().unwrap_or_default(),
        }
    };
    model.links.iter().enumerate().map(view).collect()
}

/// An enum, with the numbers of its members.
pub fn enum_view(e: &Enum, numbers: &[i32]) -> EnumView {
    let members = e.members.iter().zip(numbers);
    let members = members.map(|(member, number)| MemberView {
        proto: member.proto.clone(),
        variant: member.variant.clone(),
        stored: match &member.stored {
            MemberValue::Text(text) => format!("rt::MemberValue::Text({text:?})"),
            MemberValue::Integer(number) => format!("rt::MemberValue::Int({number})"),
        },
        comment: member.comment.clone().unwrap_or_default(),
        number: *number,
    });
    EnumView {
        name: ident(&e.name.pascal()),
        comment: e.comment.clone().unwrap_or_default(),
        shouty: e.name.shouty(),
        members: members.collect(),
    }
}

pub fn fields(project: &Project, names: &[ModelNames], std: &Std, model: &Model) -> Vec<FieldView> {
    let view = |(index, field): (usize, &Field)| {
        let base = record_type(project, std, &field.ty);
        FieldView {
            name: field.name.as_typed().to_owned(),
            ident: ident(field.name.as_typed()),
            shouty: field.name.shouty(),
            index,
            record_type: match field.null {
                true => format!("{}<{base}>", std.path("Option")),
                false => base,
            },
            wire_type: wire_type(project, std, &field.ty, model.wire),
            raw: match field.ty {
                FieldType::Array(_) => ".map(rt::Raw::list)",
                _ => ".raw()",
            },
            meta: meta(project, names, field, model.wire),
            target: target(names, &field.ty),
            written: field.is_written(),
            comment: field.comment.clone().unwrap_or_default(),
        }
    };
    model.fields.iter().enumerate().map(view).collect()
}

fn target(names: &[ModelNames], ty: &FieldType) -> String {
    let FieldType::Reference { model, .. } = ty else {
        return String::new();
    };
    let target = &names[*model];
    format!(", super::{}::{}", target.module, target.record)
}

/// The type in records.
pub fn record_type(project: &Project, std: &Std, ty: &FieldType) -> String {
    match ty {
        FieldType::Array(element) => {
            let element = record_type(project, std, &element.ty);
            format!("{}<{element}>", std.path("Vec"))
        }
        FieldType::Enum(index) => {
            let name = ident(&project.enums[*index].name.pascal());
            format!("enums::{name}")
        }
        ty => scalar(project, std, ty, |row| row.record),
    }
}

/// The type in messages.
pub fn wire_type(project: &Project, std: &Std, ty: &FieldType, wire: Wire) -> String {
    match ty {
        FieldType::Array(element) => {
            let element = wire_type(project, std, &element.ty, wire);
            format!("{}<{element}>", std.path("Vec"))
        }
        FieldType::Enum(_) => String::from("i32"),
        ty => scalar(project, std, ty, |row| row.form(wire).rust),
    }
}

/// A type that is no list and no enum; a reference is what it holds.
fn scalar(
    project: &Project,
    std: &Std,
    ty: &FieldType,
    of: impl Fn(&TypeInfo) -> RustType,
) -> String {
    let row = ty.stored(project).info();
    row.map_or(RustType::Text, of).path(std)
}

/// Groups of positions as a slice.
pub fn groups(groups: &[Vec<usize>]) -> String {
    let groups: Vec<_> = groups.iter().map(|group| format!("&{group:?}")).collect();
    format!("&[{}]", groups.join(", "))
}
