//! One value, from its form in a message to its stored form.

use super::Broken;
use super::number::{bounds, decimal};
use super::text::string;
use super::time::{date, datetime, time};
use crate::{FieldMeta, Kind, Raw, Value, duration, wire};

/// One value: by its type, then by the rules of its field.
pub(super) fn check(field: &FieldMeta, raw: Raw) -> Result<Value, Broken> {
    let value = match (field.kind.stored(), raw) {
        (Kind::Bool, Raw::Bool(v)) => Value::Bool(v),
        (Kind::Int32 | Kind::Int64, Raw::Int(v)) => Value::Int(v),
        (Kind::Float | Kind::Double, Raw::Float(v)) if v.is_finite() => Value::Float(v),
        (Kind::Decimal { precision, scale }, Raw::Float(v)) => {
            Value::Decimal(decimal(v, precision, scale)?)
        }
        (Kind::Bytes, Raw::Bytes(v)) => Value::Bytes(v),
        (Kind::Json, Raw::Struct(v)) => Value::Json(
            wire::struct_to_json(v).ok_or_else(|| invalid("Value must be valid JSON."))?,
        ),
        (Kind::Enum(_), Raw::Int(0)) => match field.default {
            _ if field.null => Value::Null,
            Some(default) => default(),
            None => return Err(null()),
        },
        (Kind::Enum(meta), Raw::Int(number)) => {
            let member = meta
                .members
                .iter()
                .find(|member| i64::from(member.number) == number);
            let member = member.ok_or_else(|| not_a_choice(&number.to_string()))?;
            member.stored.into()
        }
        (kind, Raw::Text(text)) => return textual(field, kind, text),
        (Kind::Float | Kind::Double, _) => return Err(invalid("A valid number is required.")),
        _ => return Err(invalid("Not a valid value.")),
    };
    bounds(field, &value)?;
    Ok(value)
}

fn textual(field: &FieldMeta, kind: Kind, text: String) -> Result<Value, Broken> {
    if kind.is_text() {
        return string(field, kind, text).map(Value::Text);
    }
    let text = text.trim();
    match kind {
        Kind::Uuid => uuid::Uuid::parse_str(text)
            .map(Value::Uuid)
            .map_err(|_| invalid("Must be a valid UUID.")),
        Kind::Date => date(text).map(Value::Date).ok_or_else(|| {
            invalid("Date has wrong format. Use one of these formats instead: YYYY-MM-DD.")
        }),
        Kind::Time => time(text).map(Value::Time).ok_or_else(|| {
            invalid("Time has wrong format. Use one of these formats instead: hh:mm[:ss[.uuuuuu]].")
        }),
        Kind::DateTime => datetime(text).map(Value::Timestamp).ok_or_else(|| {
            invalid(
                "Datetime has wrong format. Use one of these formats instead: \
                 YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].",
            )
        }),
        Kind::Duration => duration::parse(text)
            .and_then(duration::micros)
            .map(Value::Int)
            .ok_or_else(|| {
                invalid(
                    "Duration has wrong format. Use one of these formats instead: \
                     [DD] [HH:[MM:]]ss[.uuuuuu].",
                )
            }),
        Kind::Ip => text
            .parse::<std::net::IpAddr>()
            .map(|address| Value::Text(address.to_string()))
            .map_err(|_| invalid("Enter a valid IPv4 or IPv6 address.")),
        _ => Err(invalid("Not a valid value.")),
    }
}

pub(super) fn invalid(text: &str) -> Broken {
    (text.to_owned(), "invalid")
}

pub(super) fn blank() -> Broken {
    (String::from("This field may not be blank."), "blank")
}

pub(super) fn null() -> Broken {
    (String::from("This field may not be null."), "null")
}

pub(super) fn not_a_choice(text: &str) -> Broken {
    (
        format!("\"{text}\" is not a valid choice."),
        "invalid_choice",
    )
}
