//! Every type: `values.json` has a field, a value, and what came of it.
//!
//! Left out is what is taken there by accident: a NUL or a blank after a time, digits that are
//! not ASCII's, `ſ` for an `s`; and durations that no column holds.

use std::collections::HashSet;

use serde_json::{Value as Json, json};

use super::super::single::check;
use super::{Table, is_same, stored};
use crate::{Bound, FieldMeta, Kind, ModelMeta, Raw};

const DECIMAL: Kind = Kind::Decimal {
    precision: 6,
    scale: 2,
};
const LARGE: Kind = Kind::Decimal {
    precision: 18,
    scale: 4,
};

static OWNER: ModelMeta = ModelMeta::new(
    "Owner",
    "owner",
    &[FieldMeta::new("id", Kind::Uuid).key()],
    &[],
);

static FIELDS: &[FieldMeta] = &[
    FieldMeta::new("string", Kind::String { max: 5 }),
    FieldMeta::new("spaced", Kind::String { max: 5 }).untrimmed(),
    FieldMeta::new("blank", Kind::String { max: 5 }).blank(),
    FieldMeta::new("text", Kind::Text).min_length(3),
    FieldMeta::new("pattern", Kind::String { max: 4 })
        .min_length(2)
        .pattern("^[A-Z]{2,}$"),
    FieldMeta::new("choice", Kind::String { max: 5 }).choices(&["red", "blue"]),
    FieldMeta::new("blank_choice", Kind::String { max: 5 })
        .blank()
        .choices(&["red", "blue"]),
    FieldMeta::new("number", Kind::Int32).numbers(&[1, 5]),
    FieldMeta::new("int", Kind::Int32)
        .min(Bound::Int(0))
        .max(Bound::Int(9)),
    FieldMeta::new("double", Kind::Double)
        .min(Bound::Float(0.5))
        .max(Bound::Int(9)),
    FieldMeta::new("decimal", DECIMAL),
    FieldMeta::new("bounded", DECIMAL)
        .min(Bound::Decimal("0.5"))
        .max(Bound::Decimal("99.95")),
    FieldMeta::new("large", LARGE),
    FieldMeta::new("email", Kind::Email),
    FieldMeta::new("url", Kind::Url),
    FieldMeta::new("slug", Kind::Slug),
    FieldMeta::new("ip", Kind::Ip),
    FieldMeta::new("uuid", Kind::Uuid),
    FieldMeta::new("owner", Kind::Reference(&OWNER)),
    FieldMeta::new("date", Kind::Date),
    FieldMeta::new("time", Kind::Time),
    FieldMeta::new("datetime", Kind::DateTime),
    FieldMeta::new("duration", Kind::Duration),
];

/// The value as it stands in a message.
fn raw(kind: Kind, value: &Json) -> Raw {
    match (kind, value) {
        (Kind::Double | Kind::Decimal { .. }, Json::String(text)) => {
            Raw::Float(text.parse().expect("a special number"))
        }
        (Kind::Double | Kind::Decimal { .. }, value) => {
            Raw::Float(value.as_f64().expect("a number"))
        }
        (_, Json::String(text)) => Raw::Text(text.clone()),
        (_, value) => Raw::Int(value.as_i64().expect("a whole number")),
    }
}

#[test]
fn every_value_has_the_outcome_it_has_there() {
    let table = Table::read(include_str!("../../../tests/as_django/values.json"));
    let mut wrong = Vec::new();
    let mut seen = HashSet::new();
    for row in &table.rows {
        let (name, value) = (row[0].as_str().expect("a field"), &row[1]);
        let expected = table.outcome(&row[2]);
        seen.insert(name);
        let field = FIELDS.iter().find(|field| field.name == name).expect(name);
        let outcome = match check(field, raw(field.kind, value)) {
            Ok(value) if is_same(&value, expected) => continue,
            Ok(value) => json!({"value": stored(&value)}),
            Err(faults) => faults
                .0
                .iter()
                .map(|(text, reason)| json!((text, reason.as_str())))
                .collect(),
        };
        if outcome != *expected {
            wrong.push(format!("{name} {value}: {outcome} instead of {expected}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert_eq!((seen.len(), table.rows.len()), (FIELDS.len(), 1027));
}
