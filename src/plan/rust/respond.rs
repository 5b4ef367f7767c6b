//! A value of a record as a message carries it.

use crate::model::ident::rust_ident;
use crate::model::{Field, FieldType, Project, Wire, is_optional};

/// The value of a field, made of `record`.
pub fn value(project: &Project, field: &Field, wire: Wire) -> String {
    let value = format!("record.{}", rust_ident(field.name.as_typed()));
    on_wire(project, field, wire, value)
}

/// A typed value as a message carries it.
pub fn on_wire(project: &Project, field: &Field, wire: Wire, value: String) -> String {
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
    let value = match conversion(project, &field.ty, wire) {
        Some(convert) => format!("rt::wire::{convert}({value})"),
        None => value,
    };
    // A message is optional by itself.
    let row = field.ty.info();
    let optional = is_optional(field) || row.is_some_and(|row| row.form(wire).is_message());
    match optional && !field.null {
        true => format!("Some({value})"),
        false => value,
    }
}

/// A typed value that is there, as one field of a oneof or an entry of a map carries it.
pub fn bare(project: &Project, field: &Field, wire: Wire, value: String) -> String {
    match (&field.ty, conversion(project, &field.ty, wire)) {
        (FieldType::Enum(_), _) => format!("rt::Choice::number({value})"),
        (_, Some(convert)) => format!("rt::wire::{convert}({value})"),
        (_, None) => value,
    }
}

/// What makes the form on the wire, where that is another than the record's.
fn conversion(project: &Project, ty: &FieldType, wire: Wire) -> Option<&'static str> {
    match ty.stored(project) {
        FieldType::Array(element) => conversion(project, &element.ty, wire),
        ty => match (ty.info()?, wire) {
            (row, Wire::Typed) if row.has_typed_form() => Some("ToTyped::to_typed"),
            (row, _) if row.converts() => Some("ToWire::to_wire"),
            _ => None,
        },
    }
}
