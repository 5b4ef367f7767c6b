//! What unset means: `presence.json` has a type, how the field is declared, the write, what
//! was sent (nothing, or the type's zero), whether the proto field is `optional`, and what
//! came of it.

use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::super::{Write, validate};
use super::{Table, is_same, stored};
use crate::types::{Date, Decimal, ProtoStruct, Time};
use crate::{
    EnumMeta, FieldMeta, Input, Kind, Member, MemberValue, ModelMeta, Raw, Timestamp, Value,
};

static COLOUR: EnumMeta = EnumMeta {
    name: "Colour",
    members: &[
        Member {
            name: "RED",
            stored: MemberValue::Text("red"),
            number: 1,
        },
        Member {
            name: "BLUE",
            stored: MemberValue::Text("blue"),
            number: 2,
        },
    ],
};

static OWNER: ModelMeta = ModelMeta::new(
    "Owner",
    "owner",
    &[FieldMeta::new("id", Kind::Uuid).key()],
    &[],
);

const NAME: Kind = Kind::String { max: 9 };
const PRICE: Kind = Kind::Decimal {
    precision: 6,
    scale: 2,
};

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// A field of the type, and its default.
fn typed(name: &str) -> (FieldMeta, fn() -> Value) {
    let plain = |kind| FieldMeta::new("f", kind);
    match name {
        "enum" => (plain(Kind::Enum(&COLOUR)), || text("red")),
        "string" => (plain(NAME), || text("def")),
        "text" => (plain(Kind::Text), || text("def")),
        "choice" => (plain(NAME).choices(&["red", "old"]), || text("red")),
        "number" => (plain(Kind::Int32).numbers(&[1, 5]), || Value::Int(5)),
        "int" => (plain(Kind::Int32), || Value::Int(7)),
        "long" => (plain(Kind::Int64), || Value::Int(7)),
        "bool" => (plain(Kind::Bool), || Value::Bool(true)),
        "double" => (plain(Kind::Double), || Value::Float(1.5)),
        "decimal" => (plain(PRICE), || Value::Decimal(Decimal::new(150, 2))),
        "email" => (plain(Kind::Email), || text("a@b.co")),
        "ip" => (plain(Kind::Ip), || text("1.2.3.4")),
        "uuid" => (plain(Kind::Uuid), || Value::Uuid(Uuid::from_u128(7))),
        "date" => (plain(Kind::Date), || {
            Value::Date(Date::constant(2024, 1, 31))
        }),
        "time" => (plain(Kind::Time), || {
            Value::Time(Time::constant(10, 30, 0, 0))
        }),
        "datetime" => (plain(Kind::DateTime), || {
            Value::Timestamp(Timestamp::constant(2024, 1, 31, 0, 0, 0, 0))
        }),
        "duration" => (plain(Kind::Duration), || Value::Int(7_000_000)),
        "json" => (plain(Kind::Json), || Value::Null),
        "owner" => (plain(Kind::Reference(&OWNER)), || Value::Null),
        other => panic!("{other} is no type of the table"),
    }
}

/// A model with the field as it is declared, and a second one.
fn model(ty: &str, declared: &str) -> ModelMeta {
    let (mut field, default) = typed(ty);
    // Text that may be null may be blank there.
    field.null = declared.starts_with("null");
    field.blank = field.null || declared == "blank";
    let in_set = declared.ends_with("set");
    if in_set || declared.ends_with("default") {
        field.default = Some(default);
    }
    let fields = Vec::leak(vec![field, FieldMeta::new("other", Kind::Int32)]);
    let groups: &[&[usize]] = if in_set { &[&[0, 1]] } else { &[] };
    ModelMeta::new("Thing", "thing", fields, groups)
}

fn zero(kind: Kind) -> Raw {
    match kind {
        Kind::Enum(_) | Kind::Int32 | Kind::Int64 => Raw::Int(0),
        Kind::Bool => Raw::Bool(false),
        Kind::Double | Kind::Decimal { .. } => Raw::Float(0.0),
        Kind::Json => Raw::Struct(ProtoStruct::default()),
        _ => Raw::Text(String::new()),
    }
}

/// The field as the adapter hands it on.
fn input(write: Write, kind: Kind, sent: &str, optional: bool) -> Input<Raw> {
    // A message has presence, whatever its label.
    let unset = sent == "unset" && (optional || matches!(kind, Kind::Json));
    match write {
        Write::Partial => Input::partial(true, (!unset).then(|| zero(kind))),
        _ if unset => Input::Unset,
        _ => Input::Value(zero(kind)),
    }
}

fn outcome(meta: &ModelMeta, write: Write, input: Input<Raw>, expected: &Json) -> Json {
    let inputs = vec![input, Input::Value(Raw::Int(4))];
    match validate(meta, write, inputs) {
        Ok(values) => match values.first() {
            Some((0, value)) if is_same(value, expected) => expected.clone(),
            Some((0, value)) => json!({"value": stored(value)}),
            _ => json!("kept"),
        },
        Err(invalid) => {
            let status = tonic::Status::from(invalid.error);
            let said: Json = serde_json::from_str(status.message()).expect("JSON");
            let errors = said["f"].as_array().expect("errors of the field").iter();
            let fault = |error: &Json| json!([error["message"], error["code"]]);
            errors.map(fault).collect()
        }
    }
}

#[test]
fn unset_means_what_it_means_there() {
    let table = Table::read(include_str!("../../../tests/as_django/presence.json"));
    let mut wrong = Vec::new();
    for row in &table.rows {
        let word = |at: usize| row[at].as_str().expect("a word");
        let (ty, declared, write, sent) = (word(0), word(1), word(2), word(3));
        let optional = row[4].as_bool().expect("a flag");
        let expected = table.outcome(&row[5]);
        let meta = model(ty, declared);
        let kind = meta.fields[0].kind;
        let into = match write {
            "create" => Write::Create,
            "update" => Write::Update,
            _ => Write::Partial,
        };
        let outcome = outcome(&meta, into, input(into, kind, sent, optional), expected);
        if outcome != *expected {
            wrong.push(format!(
                "{declared} {ty}, {sent} in {write}: {outcome} instead of {expected}"
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert_eq!(table.rows.len(), 603);
}
