//! Cursors: where a page begins, as text that only the server reads.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value as Json, json};

use super::Query;
use crate::query::Sort;
use crate::words::QueryKey;
use crate::{Error, Kind, ModelMeta, Result, Value};

/// Where a page begins: behind a row, by the values that it is sorted by.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cursor {
    /// The page before the row, not the one after it.
    pub backwards: bool,
    /// `None` is the end of the list that the page is counted from.
    pub place: Option<Vec<Value>>,
}

impl Cursor {
    /// It names the order, in which alone it has a meaning.
    pub fn encode(&self, meta: &'static ModelMeta, order: &[Sort]) -> String {
        let place = self.place.as_ref();
        let place = place.map(|values| values.iter().map(written).collect::<Vec<_>>());
        let json = json!([self.backwards, names(meta, order), place]);
        URL_SAFE_NO_PAD.encode(json.to_string())
    }

    fn decode(text: &str, meta: &'static ModelMeta, order: &[Sort]) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let json: (bool, Vec<String>, Option<Vec<String>>) = serde_json::from_slice(&bytes).ok()?;
        let (backwards, names_then, place) = json;
        if names_then != names(meta, order) {
            return None;
        }
        let values = |place: Vec<String>| {
            let values: Option<Vec<_>> = place.iter().map(|text| read(text)).collect();
            values.filter(|values| values.len() == order.len())
        };
        let place = match place {
            Some(place) => Some(values(place)?),
            None => None,
        };
        Some(Self { backwards, place })
    }
}

impl Query {
    /// The cursor that was sent; the first page begins without one.
    pub(crate) fn cursor(&self, meta: &'static ModelMeta, order: &[Sort]) -> Result<Cursor> {
        let first = Cursor {
            backwards: false,
            place: None,
        };
        let found = match self.get(QueryKey::Cursor) {
            None => Some(first),
            Some(Json::String(text)) if text.is_empty() => Some(first),
            Some(Json::String(text)) => Cursor::decode(text, meta, order),
            Some(_) => None,
        };
        found.ok_or_else(|| Error::new(tonic::Code::NotFound, "Invalid cursor", "not_found"))
    }
}

/// An order in the names of fields.
fn names(meta: &'static ModelMeta, order: &[Sort]) -> Vec<String> {
    let name = |sort: &Sort| {
        let mut meta = meta;
        let mut name = String::from(if sort.descending { "-" } else { "" });
        for step in &sort.through {
            let field = &meta.fields[*step];
            name.push_str(field.name);
            name.push_str("__");
            if let Kind::Reference(target) = field.kind {
                meta = target;
            }
        }
        name + meta.fields[sort.field].name
    };
    order.iter().map(name).collect()
}

/// A value as SQLite has it: its type and its digits.
fn written(value: &Value) -> String {
    match value {
        Value::Int(v) => format!("i{v}"),
        // By its bits, so that it is the same again.
        Value::Float(v) => format!("r{}", v.to_bits()),
        Value::Text(v) => format!("t{v}"),
        Value::Bytes(v) => format!("b{}", URL_SAFE_NO_PAD.encode(v)),
        // SQLite has no other.
        _ => String::from("n"),
    }
}

fn read(text: &str) -> Option<Value> {
    let (kind, rest) = text.split_at_checked(1)?;
    Some(match kind {
        "i" => Value::Int(rest.parse().ok()?),
        "r" => Value::Float(f64::from_bits(rest.parse().ok()?)),
        "t" => Value::Text(rest.to_owned()),
        "b" => Value::Bytes(URL_SAFE_NO_PAD.decode(rest).ok()?),
        "n" => Value::Null,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FieldMeta;

    static META: ModelMeta = ModelMeta::new(
        "Item",
        "item",
        &[
            FieldMeta::new("id", Kind::Int64).key(),
            FieldMeta::new("name", Kind::Text),
        ],
        &[],
    );

    fn query(cursor: &Json) -> Query {
        let keys = json!({ "cursor": cursor });
        Query {
            keys: keys.as_object().cloned().unwrap_or_default(),
        }
    }

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let order = [Sort::by(1, true), Sort::by(0, false)];
        for value in [
            Value::Null,
            Value::Int(i64::MIN),
            Value::Float(0.1),
            Value::Float(f64::NEG_INFINITY),
            Value::Text("é\"\\\n🦀".to_owned()),
            Value::Text(String::new()),
            Value::Bytes(vec![0, 255]),
        ] {
            let cursor = Cursor {
                backwards: true,
                place: Some(vec![value, Value::Int(7)]),
            };
            let text = Json::String(cursor.encode(&META, &order));
            assert_eq!(query(&text).cursor(&META, &order).expect("read"), cursor);
            let other = [Sort::by(1, false), Sort::by(0, false)];
            let refused = query(&text)
                .cursor(&META, &other)
                .expect_err("another order");
            assert_eq!(refused.code(), tonic::Code::NotFound);
        }
    }

    #[test]
    fn what_is_no_cursor_is_not_found() {
        let order = [Sort::by(0, false)];
        let made = |json: &Json| Json::String(URL_SAFE_NO_PAD.encode(json.to_string()));
        for wrong in [
            json!("x"),
            json!("é"),
            json!("!!"),
            json!(5),
            json!([]),
            json!(true),
            made(&json!([false, ["id"], ["i"]])),
            made(&json!([false, ["id"], ["x1"]])),
            made(&json!([false, ["id"], ["é"]])),
            made(&json!([false, ["id"], []])),
            made(&json!([false, ["id"], ["i1", "i2"]])),
            made(&json!([false, ["name"], ["i1"]])),
            made(&json!([1, ["id"], ["i1"]])),
            made(&json!({})),
        ] {
            let refused = query(&wrong).cursor(&META, &order).expect_err("no cursor");
            assert_eq!(
                refused.to_string(),
                Error::new(tonic::Code::NotFound, "Invalid cursor", "not_found").to_string()
            );
        }
        for first in [json!(null), json!("")] {
            let cursor = query(&first).cursor(&META, &order).expect("the first page");
            assert!(!cursor.backwards && cursor.place.is_none());
        }
    }
}
