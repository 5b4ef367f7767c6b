//! Defaults, checked against the type of their field.

use std::ops::Range;

use super::{Build, Known};
use crate::model::{DefaultValue, Field, FieldType};

pub(super) fn default_value(
    build: &mut Build,
    field: &Field,
    text: &str,
    span: &Range<usize>,
    known: &Known<'_>,
) -> Option<DefaultValue> {
    let value = match &field.ty {
        FieldType::Bool => text.parse().ok().map(DefaultValue::Bool),
        FieldType::Int32 => text
            .parse::<i32>()
            .ok()
            .map(|v| DefaultValue::Integer(v.into())),
        FieldType::Int64 => text.parse().ok().map(DefaultValue::Integer),
        FieldType::Float | FieldType::Double => text
            .parse()
            .ok()
            .filter(|v: &f64| v.is_finite())
            .map(DefaultValue::Float),
        FieldType::Enum(index) => {
            let members = &known.enums[*index].members;
            let found = members
                .iter()
                .position(|m| m.stored == text)
                .map(DefaultValue::Member);
            if found.is_none() {
                let all: Vec<_> = members.iter().map(|m| m.stored.as_str()).collect();
                build.error(
                    span,
                    format!("`{text}` is no member of the enum"),
                    format!("members: {}", all.join(", ")),
                );
                return None;
            }
            found
        }
        FieldType::String { max } if text.chars().count() > *max as usize => None,
        FieldType::String { .. }
        | FieldType::Text
        | FieldType::Email
        | FieldType::Url
        | FieldType::Slug => Some(DefaultValue::Text(text.to_owned())),
        _ => {
            build.error(
                span,
                "a default of this type is not supported yet",
                "remove it",
            );
            return None;
        }
    };
    if value.is_none() {
        build.error(
            span,
            format!("the default `{text}` does not fit the type"),
            "",
        );
    }
    value
}
