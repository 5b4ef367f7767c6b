//! Rows that filters name by their keys, which have to be there.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::Value as Json;

use super::value::{Refused, invalid, not_a_choice, text, without_nul};
use crate::grammar::Digits;
use crate::query::Chosen;
use crate::{Kind, ModelMeta, Value, grammar};

/// What a filter that names rows is on: Django says different things of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    One,
    Many,
}

/// The rows of a model that a filter names.
pub(super) fn chosen<'a>(
    among: &'static ModelMeta,
    relation: Relation,
    names: impl IntoIterator<Item = &'a Json>,
) -> Result<Chosen, Refused> {
    let mut seen = HashSet::new();
    let mut keys = Vec::new();
    for json in names {
        let key = key(among.key().kind.stored(), relation, json)?;
        if seen.insert(key.identity()) {
            let (message, _) = missing(relation, json);
            keys.push((key, message));
        }
    }
    Ok(Chosen { among, keys })
}

fn key(kind: Kind, relation: Relation, json: &Json) -> Result<Value, Refused> {
    let text = match json {
        Json::String(text) => Cow::Borrowed(without_nul(text)?),
        Json::Array(_) if relation == Relation::Many => {
            return Err((
                String::from("Enter a list of values."),
                "invalid_list".into(),
            ));
        }
        Json::Array(_) | Json::Object(_) if matches!(kind, Kind::Uuid) => text(json),
        Json::Number(number) => {
            return numbered(kind, number).ok_or_else(|| missing(relation, json));
        }
        // True is 1 there.
        Json::Bool(truth)
            if relation == Relation::One && matches!(kind, Kind::Int32 | Kind::Int64) =>
        {
            return Ok(Value::Int((*truth).into()));
        }
        _ => return Err(missing(relation, json)),
    };
    match kind {
        Kind::Uuid => grammar::uuid(&text)
            .map(Value::Uuid)
            .ok_or_else(|| invalid(&format!("“{text}” is not a valid UUID."))),
        Kind::Int32 | Kind::Int64 => {
            text.trim()
                .parse()
                .map(Value::Int)
                .map_err(|_| match relation {
                    Relation::One => missing(relation, json),
                    Relation::Many => (
                        format!("“{text}” is not a valid value."),
                        "invalid_pk_value".into(),
                    ),
                })
        }
        _ => Ok(Value::Text(text.into_owned())),
    }
}

/// The key that a number is.
fn numbered(kind: Kind, number: &serde_json::Number) -> Option<Value> {
    let text = number.to_string();
    match kind {
        Kind::Int32 | Kind::Int64 => Digits::parse(&text)?.whole().map(Value::Int),
        Kind::Uuid => None,
        _ => Some(Value::Text(text)),
    }
}

fn missing(relation: Relation, json: &Json) -> Refused {
    match relation {
        Relation::One => not_a_choice("That choice"),
        Relation::Many => not_a_choice(&text(json)),
    }
}
