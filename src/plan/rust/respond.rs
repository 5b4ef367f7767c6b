//! A value of a record as a message carries it.

use crate::model::ident::rust_ident;
use crate::model::types::TypeInfo;
use crate::model::{Field, FieldType, Project, is_optional};

/// The value of a field, made of `record`.
pub fn value(project: &Project, field: &Field) -> String {
    let value = format!("record.{}", rust_ident(field.name.as_typed()));
    match field.ty {
        // NULL is present, and unspecified.
        FieldType::Enum(_) if field.null => {
            return format!("Some({value}.map_or(0, rt::Choice::number))");
        }
        FieldType::Enum(_) if is_optional(field) => {
            return format!("Some(rt::Choice::number({value}))");
        }
        FieldType::Enum(_) => return format!("rt::Choice::number({value})"),
        _ => {}
    }
    if let FieldType::Array(element) = &field.ty
        && let FieldType::Enum(_) = element.ty
    {
        return format!("{value}.into_iter().map(rt::Choice::number).collect()");
    }
    let value = match has_wire_form(project, &field.ty) {
        true => format!("rt::wire::ToWire::to_wire({value})"),
        false => value,
    };
    // A message is optional by itself.
    let optional = is_optional(field) || field.ty == FieldType::Json;
    match optional && !field.null {
        true => format!("Some({value})"),
        false => value,
    }
}

/// Whether the form on the wire is another than the record's.
fn has_wire_form(project: &Project, ty: &FieldType) -> bool {
    match ty.stored(project) {
        FieldType::Array(element) => has_wire_form(project, &element.ty),
        ty => ty.info().is_some_and(TypeInfo::converts),
    }
}
