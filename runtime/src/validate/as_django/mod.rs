//! Against tables of what Django 5.2, Django REST Framework 3.18 and Django Socio gRPC 0.25
//! make of the same values: what is stored, or the errors, one after the other with text and
//! code.

mod presence;
mod values;

use rust_decimal::Decimal;
use serde_json::Value as Json;

use crate::{Value, grammar};

/// A value in the words of the tables.
fn stored(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(v) => (*v).into(),
        Value::Int(v) => (*v).into(),
        Value::Float(v) => (*v).into(),
        Value::Text(v) => v.clone().into(),
        Value::Uuid(v) => v.to_string().into(),
        Value::Date(v) => v.to_string().into(),
        Value::Time(v) => grammar::time_text(*v).into(),
        Value::Timestamp(v) => v.to_string().into(),
        Value::Decimal(v) => v.to_string().into(),
        Value::Json(v) => v.clone().into(),
        Value::Bytes(_) | Value::List(_) => panic!("{value:?} is of no type in the tables"),
    }
}

fn is_same(value: &Value, expected: &Json) -> bool {
    match value {
        // 1.5 is 1.50.
        Value::Decimal(v) => {
            expected
                .as_str()
                .and_then(|text| text.parse::<Decimal>().ok())
                == Some(*v)
        }
        value => stored(value) == *expected,
    }
}
