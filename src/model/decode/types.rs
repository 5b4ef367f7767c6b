//! The types of fields.

use std::ops::Range;

use super::{Build, Known};
use crate::diagnostic::nearest;
use crate::model::{FieldType, OnDelete, short};

const TYPES: [&str; 19] = [
    "bool", "int32", "int64", "float", "double", "decimal", "string", "text", "bytes", "uuid",
    "date", "time", "datetime", "duration", "json", "email", "url", "slug", "ip",
];

pub(super) fn field_type(
    build: &mut Build,
    short: &short::Short<'_>,
    span: &Range<usize>,
    known: &Known<'_>,
) -> Option<FieldType> {
    let arguments: Vec<Option<u32>> = short
        .arguments
        .iter()
        .map(|text| text.parse().ok())
        .collect();
    let ty = match (short.name, arguments.as_slice()) {
        ("bool", []) => FieldType::Bool,
        ("int32", []) => FieldType::Int32,
        ("int64", []) => FieldType::Int64,
        ("float", []) => FieldType::Float,
        ("double", []) => FieldType::Double,
        ("text", []) => FieldType::Text,
        ("bytes", []) => FieldType::Bytes,
        ("uuid", []) => FieldType::Uuid,
        ("date", []) => FieldType::Date,
        ("time", []) => FieldType::Time,
        ("datetime", []) => FieldType::DateTime,
        ("json", []) => FieldType::Json,
        ("email", [] | [Some(1..)]) => FieldType::Email,
        ("url", [] | [Some(1..)]) => FieldType::Url,
        ("slug", [] | [Some(1..)]) => FieldType::Slug,
        ("duration", []) => FieldType::Duration,
        ("ip", []) => FieldType::Ip,
        ("string", [Some(max)]) if *max > 0 => FieldType::String { max: *max },
        ("decimal", [Some(precision), Some(scale)])
            if scale <= precision && (1..=18).contains(precision) =>
        {
            FieldType::Decimal {
                precision: *precision,
                scale: *scale,
            }
        }
        ("string", _) => {
            build.error(
                span,
                "`string` needs its longest length",
                "write `string(100)`, or `text`",
            );
            return None;
        }
        (name @ ("email" | "url" | "slug"), _) => {
            let message = format!("`{name}` takes its longest length, or nothing");
            build.error(span, message, format!("write `{name}(100)`, or `{name}`"));
            return None;
        }
        ("decimal", _) => {
            let help = "write `decimal(10,2)`; SQLite keeps at most 18 digits exactly";
            build.error(span, "`decimal` needs digits and decimal places", help);
            return None;
        }
        (name, arguments) => {
            if !arguments.is_empty()
                && (TYPES.contains(&name) || known.models.iter().any(|m| m == name))
            {
                build.error(
                    span,
                    format!("`{name}` takes no arguments"),
                    format!("write `{name}`"),
                );
                return None;
            }
            return named_type(build, name, span, known);
        }
    };
    Some(ty)
}

/// The longest length in `url(2000)`; a string's is part of its type.
pub(super) fn max_length(ty: &FieldType, short: &short::Short<'_>) -> Option<u32> {
    match ty {
        FieldType::Email | FieldType::Url | FieldType::Slug => {
            short.arguments.first()?.parse().ok()
        }
        _ => None,
    }
}

fn named_type(
    build: &mut Build,
    name: &str,
    span: &Range<usize>,
    known: &Known<'_>,
) -> Option<FieldType> {
    if let Some(index) = known.enums.iter().position(|e| e.name.as_typed() == name) {
        return Some(FieldType::Enum(index));
    }
    if let Some(model) = known.models.iter().position(|model| model == name) {
        return Some(FieldType::Reference {
            model,
            on_delete: OnDelete::Restrict,
        });
    }
    let enums = known.enums.iter().map(|e| e.name.as_typed());
    let all = TYPES
        .iter()
        .copied()
        .chain(enums)
        .chain(known.models.iter().map(String::as_str));
    let help = match nearest(name, all) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("types: {}, a model or an enum", TYPES.join(", ")),
    };
    build.error(span, format!("unknown type `{name}`"), help);
    None
}
