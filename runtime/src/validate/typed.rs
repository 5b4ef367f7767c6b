//! What `wire: typed` carries: moments and durations as messages, decimals as text.

use super::*;
use crate::types::{ProtoDuration, ProtoTimestamp};
use rust_decimal::Decimal;

static PRICE: FieldMeta = FieldMeta::new(
    "price",
    Kind::Decimal {
        precision: 6,
        scale: 2,
    },
)
.typed();

static META: ModelMeta = ModelMeta::new(
    "Item",
    "item",
    &[
        PRICE,
        FieldMeta::new("at", Kind::DateTime).typed(),
        FieldMeta::new("span", Kind::Duration).typed(),
        FieldMeta::new("prices", Kind::Array(&PRICE)).typed(),
    ],
    &[],
);

fn at(seconds: i64, nanos: i32) -> Raw {
    ProtoTimestamp { seconds, nanos }.into()
}

fn span(seconds: i64, nanos: i32) -> Raw {
    ProtoDuration { seconds, nanos }.into()
}

fn prices(texts: &[&str]) -> Raw {
    Raw::list(texts.iter().map(|text| (*text).to_owned()).collect())
}

fn run(write: Write, raws: [Option<Raw>; 4]) -> Result<Vec<Value>, String> {
    let inputs = raws.map(Input::from).to_vec();
    match validate(&META, write, inputs) {
        Ok(values) => Ok(values.into_iter().map(|(_, value)| value).collect()),
        Err(invalid) => Err(tonic::Status::from(invalid.error).message().to_owned()),
    }
}

#[test]
fn values_are_stored_as_any_others() {
    let price = Raw::Text(String::from(" 12.50 "));
    let raws = [
        price,
        at(-1, 500_000_999),
        span(-1, -500_000_999),
        prices(&["1", "2.5"]),
    ];
    let stored = run(Write::Create, raws.map(Some)).expect("valid");
    let moment = "1969-12-31T23:59:59.5Z".parse().expect("a moment");
    let expected = [
        Value::Decimal(Decimal::new(125, 1)),
        Value::Timestamp(moment),
        Value::Int(-1_500_000),
        Value::Text(String::from(r#"["1.00","2.50"]"#)),
    ];
    assert_eq!(stored, expected);
}

#[test]
fn what_is_unset_is_null_and_no_zero() {
    for write in [Write::Create, Write::Update] {
        let said = run(write, [None, None, None, None]).expect_err("nothing is given");
        let null = r#"[{"message": "This field may not be null.", "code": "null"}]"#;
        let number = r#"[{"message": "A valid number is required.", "code": "invalid"}]"#;
        let expected = format!(r#"{{"price": {number}, "at": {null}, "span": {null}}}"#);
        assert_eq!(said, expected);
    }
}

#[test]
fn what_is_out_of_range_is_the_fields_error() {
    let late = at(253_402_300_800, 0);
    let raws = [
        Raw::Text(String::from("12345.5")),
        late,
        span(315_576_000_001, 0),
        prices(&["1", "x"]),
    ];
    let said = run(Write::Create, raws.map(Some)).expect_err("all are wrong");
    let parts = [
        r#""price": [{"message": "Ensure that there are no more than 4 digits before the decimal point.", "code": "max_whole_digits"}]"#,
        r#""at": [{"message": "Datetime value out of range.", "code": "overflow"}]"#,
        r#""span": [{"message": "The number of days must be between -3652500 and 3652500.", "code": "overflow"}]"#,
        r#""prices": {"1": [{"message": "A valid number is required.", "code": "invalid"}]}"#,
    ];
    assert_eq!(said, format!("{{{}}}", parts.join(", ")));

    let raws = [
        Raw::Text(String::from("1e-1")),
        at(0, -1),
        span(1, -1),
        prices(&[]),
    ];
    let said = run(Write::Create, raws.map(Some)).expect_err("two are malformed");
    for part in [
        r#"{"at": [{"message": "Timestamp has wrong nanos: 0 to 999999999 are allowed.", "code": "invalid"}]"#,
        r#""span": [{"message": "Duration has wrong nanos: "#,
    ] {
        assert!(said.contains(part), "{part} is missing in {said}");
    }
}
