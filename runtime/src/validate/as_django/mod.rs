//! Against tables of what Django 5.2, Django REST Framework 3.18 and Django Socio gRPC 0.25
//! make of the same values: what is stored, or the errors, one after the other with text and
//! code. Errors that many rows share are listed once, before the rows, which have their position.

mod presence;
mod values;

use serde_json::Value as Json;

use crate::{Value, grammar};

/// A table: its rows end with what came of a value, `{"value": …}`, `{"error": position}` or "kept".
#[derive(Debug)]
struct Table {
    errors: Vec<Json>,
    rows: Vec<Json>,
}

impl Table {
    fn read(text: &str) -> Self {
        let mut table: Json = serde_json::from_str(text).expect("a table");
        let mut list = |key: &str| match table[key].take() {
            Json::Array(items) => items,
            other => panic!("{other} is no list"),
        };
        Self {
            errors: list("errors"),
            rows: list("rows"),
        }
    }

    /// What came of it, in full: the value, the errors, or "kept".
    fn outcome<'a>(&'a self, written: &'a Json) -> &'a Json {
        match written.get("error").and_then(Json::as_u64) {
            Some(position) => &self.errors[usize::try_from(position).expect("a position")],
            None => written,
        }
    }
}

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

/// Whether a value is the one of a row.
fn is_same(value: &Value, expected: &Json) -> bool {
    let Some(expected) = expected.get("value") else {
        return false;
    };
    match value {
        // 1.5 is 1.50.
        Value::Decimal(v) => {
            let expected = expected.as_str().and_then(|text| text.parse().ok());
            expected == Some(*v)
        }
        value => stored(value) == *expected,
    }
}
