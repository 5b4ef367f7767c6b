//! One value, from its form in a message to its stored form.

use super::faults::{Broken, Faults, invalid, not_a_choice, null};
use super::number::{bounds, decimal, written};
use super::text::{address, string};
use crate::grammar::{self, Malformed};
use crate::types::{ProtoDuration, ProtoTimestamp};
use crate::{FieldMeta, Kind, ModelMeta, Raw, Timestamp, Value, duration, wire};

/// The most days of a duration in Python, and in a column.
const MOST_DAYS: [u32; 2] = [999_999_999, 106_751_991];

/// One value: by its type, then by the rules of its field.
pub(super) fn check(field: &FieldMeta, raw: Raw) -> Result<Value, Faults> {
    let value = match (field.kind, raw) {
        (Kind::Reference(_), Raw::Text(text)) if text.is_empty() => return nothing(field),
        (Kind::Reference(target), raw) => return reference(target, raw).map_err(Faults::from),
        (Kind::Bool, Raw::Bool(v)) => Value::Bool(v),
        (Kind::Int32 | Kind::Int64, Raw::Int(v)) => Value::Int(chosen(field, v)?),
        (Kind::Float | Kind::Double, Raw::Float(v)) if v.is_finite() => Value::Float(v),
        (Kind::Decimal { precision, scale }, Raw::Float(v)) => {
            Value::Decimal(decimal(v, precision, scale)?)
        }
        (Kind::Decimal { precision, scale }, Raw::Text(text)) => {
            Value::Decimal(written(&text, precision, scale)?)
        }
        (Kind::DateTime, Raw::Timestamp(at)) => Value::Timestamp(moment(at)?),
        (Kind::Duration, Raw::Duration(span)) => Value::Int(micros(span)?),
        (Kind::Bytes, Raw::Bytes(v)) => Value::Bytes(v),
        (Kind::Json, Raw::Struct(v)) => Value::Json(
            wire::struct_to_json(v).ok_or_else(|| invalid("Value must be valid JSON."))?,
        ),
        (Kind::Enum(_), Raw::Int(0)) => return nothing(field),
        (Kind::Enum(meta), Raw::Int(number)) => {
            let member = meta
                .members
                .iter()
                .find(|member| i64::from(member.number) == number);
            let member = member.ok_or_else(|| not_a_choice(&number.to_string()))?;
            member.stored.into()
        }
        (kind, Raw::Text(text)) => return textual(field, kind, text),
        (Kind::Float | Kind::Double, _) => {
            return Err(invalid("A valid number is required.").into());
        }
        _ => return Err(invalid("Not a valid value.").into()),
    };
    bounds(field, &value)?;
    Ok(value)
}

/// The zero of a type that has none: it stands for null.
fn nothing(field: &FieldMeta) -> Result<Value, Faults> {
    if field.null {
        Ok(Value::Null)
    } else {
        Err(null().into())
    }
}

/// A key of another model. A key that is text is taken as it is, and looked up: what no row
/// can have is a row that does not exist.
pub(super) fn reference(target: &ModelMeta, raw: Raw) -> Result<Value, Broken> {
    match (target.key().kind.stored(), raw) {
        (Kind::Int32 | Kind::Int64, Raw::Int(v)) => Ok(Value::Int(v)),
        (Kind::Uuid, Raw::Text(text)) => match grammar::uuid(&text) {
            Some(key) => Ok(Value::Uuid(key)),
            None => Err((format!("“{text}” is not a valid UUID."), "invalid".into())),
        },
        (_, Raw::Text(text)) => Ok(Value::Text(text)),
        _ => Err(invalid("Not a valid value.")),
    }
}

fn textual(field: &FieldMeta, kind: Kind, text: String) -> Result<Value, Faults> {
    let parsed = match kind {
        _ if kind.is_text() => return string(field, text).map(Value::Text),
        Kind::Ip => return address(&text).map(Value::Text),
        Kind::Uuid => grammar::uuid(&text)
            .map(Value::Uuid)
            .ok_or(Malformed::Format),
        Kind::Date => grammar::date(&text)
            .map(Value::Date)
            .ok_or(Malformed::Format),
        Kind::Time => grammar::time(&text)
            .map(Value::Time)
            .ok_or(Malformed::Format),
        Kind::DateTime => Timestamp::parse(&text).map(Value::Timestamp),
        Kind::Duration => grammar::duration(&text).map(Value::Int),
        _ => Err(Malformed::Format),
    };
    parsed.map_err(|why| malformed(kind, &text, why).into())
}

fn moment(at: ProtoTimestamp) -> Result<Timestamp, Broken> {
    Timestamp::from_message(at).map_err(|why| match why {
        Malformed::Range => out_of_range(Kind::DateTime, ""),
        Malformed::Format => invalid("Timestamp has wrong nanos: 0 to 999999999 are allowed."),
    })
}

fn micros(span: ProtoDuration) -> Result<i64, Broken> {
    duration::from_message(span).map_err(|why| match why {
        Malformed::Range => too_long(duration::most_days()),
        Malformed::Format => invalid(
            "Duration has wrong nanos: -999999999 to 999999999 are allowed, with the sign of the seconds.",
        ),
    })
}

fn too_long(days: i64) -> Broken {
    let message = format!("The number of days must be between -{days} and {days}.");
    (message, "overflow".into())
}

/// What a text that is no value of its type is told.
fn malformed(kind: Kind, text: &str, why: Malformed) -> Broken {
    match (kind, why) {
        (kind, Malformed::Range) => out_of_range(kind, text),
        (Kind::Uuid, _) => invalid("Must be a valid UUID."),
        (Kind::Date, _) => {
            invalid("Date has wrong format. Use one of these formats instead: YYYY-MM-DD.")
        }
        (Kind::Time, _) => {
            invalid("Time has wrong format. Use one of these formats instead: hh:mm[:ss[.uuuuuu]].")
        }
        (Kind::DateTime, _) => invalid(
            "Datetime has wrong format. Use one of these formats instead: \
             YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].",
        ),
        (Kind::Duration, _) => invalid(
            "Duration has wrong format. Use one of these formats instead: \
             [DD] [HH:[MM:]]ss[.uuuuuu].",
        ),
        _ => invalid("Not a valid value."),
    }
}

/// What is told of a text that is a value, but beyond all that can be stored.
pub(crate) fn out_of_range(kind: Kind, text: &str) -> Broken {
    match kind {
        Kind::Duration => too_long(days(text).into()),
        _ => (
            String::from("Datetime value out of range."),
            "overflow".into(),
        ),
    }
}

/// The limit that a duration which is too long exceeds.
fn days(text: &str) -> u32 {
    let [python, column] = MOST_DAYS;
    let beyond = |days: i128| days > python.into() || days < -i128::from(python);
    match grammar::whole_days(text) {
        Some(days) if !beyond(days) => column,
        _ => python,
    }
}

fn chosen(field: &FieldMeta, number: i64) -> Result<i64, Broken> {
    if field.numbers.is_empty() || field.numbers.contains(&number) {
        Ok(number)
    } else {
        Err(not_a_choice(&number.to_string()))
    }
}
