//! Fields of messages: names, numbers, presence.

use serde::Serialize;

use super::rust;
use crate::model::{Field, FieldType, Model, Project};

#[derive(Debug, Clone, Serialize)]
pub struct ProtoField {
    pub name: String,
    pub ident: String,
    pub ty: String,
    /// `optional `, `repeated ` or nothing.
    pub label: &'static str,
    /// Given by `wire::number`.
    pub number: i32,
    pub optional: bool,
    pub comment: String,
}

fn proto_field(project: &Project, field: &Field) -> ProtoField {
    let optional = is_optional(field);
    ProtoField {
        name: field.name.as_typed().to_owned(),
        ident: rust::ident(field.name.as_typed()),
        ty: proto_type(project, &field.ty),
        label: match field.ty {
            FieldType::Array(_) => "repeated ",
            _ if optional => "optional ",
            _ => "",
        },
        number: 0,
        optional,
        comment: field.comment.clone().unwrap_or_default(),
    }
}

/// Nullable or not required; read-only implies not required. A list is empty instead.
pub fn is_optional(field: &Field) -> bool {
    if matches!(field.ty, FieldType::Array(_)) {
        return false;
    }
    field.null || field.blank || field.default.is_some() || field.read_only
}

pub fn proto_type(project: &Project, ty: &FieldType) -> String {
    String::from(match ty {
        FieldType::Bool => "bool",
        FieldType::Int32 => "int32",
        FieldType::Int64 => "int64",
        FieldType::Float => "float",
        FieldType::Double | FieldType::Decimal { .. } => "double",
        FieldType::Bytes => "bytes",
        FieldType::Json => "google.protobuf.Struct",
        FieldType::Array(element) => return proto_type(project, &element.ty),
        FieldType::Enum(index) => return format!("{}.Enum", project.enums[*index].name.pascal()),
        FieldType::Reference { model, .. } => {
            return proto_type(project, &project.models[*model].key().ty);
        }
        _ => "string",
    })
}

/// What a client writes: the key, then every field that is not read-only.
pub fn written(model: &Model) -> impl Iterator<Item = &Field> {
    model
        .fields
        .iter()
        .filter(|field| field.primary_key || !field.read_only)
}

pub fn request(project: &Project, model: &Model) -> Vec<ProtoField> {
    let fields = written(model).map(|field| proto_field(project, field));
    fields.chain(links(project, model)).collect()
}

pub fn response(project: &Project, model: &Model) -> Vec<ProtoField> {
    let fields = model.fields.iter().filter(|field| !field.write_only);
    let fields = fields.map(|field| proto_field(project, field));
    fields.chain(links(project, model)).collect()
}

/// Many-to-many relations, as lists of keys.
fn links(project: &Project, model: &Model) -> impl Iterator<Item = ProtoField> {
    model.links.iter().map(|link| ProtoField {
        name: link.name.as_typed().to_owned(),
        ident: rust::ident(link.name.as_typed()),
        ty: proto_type(project, &project.models[link.target].key().ty),
        label: "repeated ",
        number: 0,
        optional: false,
        comment: link.comment.clone().unwrap_or_default(),
    })
}

/// As the request, with the list of named fields after the key.
pub fn partial(project: &Project, model: &Model) -> Vec<ProtoField> {
    let mut fields = request(project, model);
    let named = ProtoField {
        name: String::from("_partial_update_fields"),
        ident: String::from("partial_update_fields"),
        ty: String::from("string"),
        label: "repeated ",
        number: 0,
        optional: false,
        comment: String::from("The fields to write; the others stay as they are."),
    };
    fields.insert(1, named);
    fields
}

pub fn lookup(project: &Project, model: &Model) -> ProtoField {
    let mut field = proto_field(project, model.key());
    field.number = 1;
    field.label = "";
    field.optional = false;
    field
}
