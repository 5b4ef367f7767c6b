//! From a draft to validated changes: presence, then type, then rules.
//!
//! Texts and codes are Django REST Framework's, because clients match on them.

mod links;
mod list;
mod number;
mod single;
mod text;
mod time;

use jiff::{Timestamp, Unit};

use crate::{Auto, Error, FieldMeta, Input, Kind, ModelMeta, Raw, Result, Value};

pub(crate) use number::Digits;
use single::{blank, null};
pub(crate) use time::{date, datetime, time};

/// What "unset" means depends on the RPC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Write {
    Create,
    Update,
    Partial,
}

/// A rule that a value breaks: text and code.
type Broken = (String, &'static str);

/// What is wrong with what a client sent for a field.
enum Wrong {
    Value(Broken),
    /// By their positions in a list.
    Elements(Vec<(usize, Broken)>),
}

impl From<Broken> for Wrong {
    fn from(broken: Broken) -> Self {
        Self::Value(broken)
    }
}

/// What is wrong with a draft, and the rest of it, which the database may still refuse.
#[derive(Debug)]
pub(crate) struct Invalid {
    pub error: Error,
    pub values: Vec<(usize, Value)>,
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        invalid.error
    }
}

/// Validates every field, and reports all that is wrong together.
pub(crate) fn validate(
    meta: &ModelMeta,
    write: Write,
    inputs: Vec<Input<Raw>>,
) -> Result<Vec<(usize, Value)>, Invalid> {
    let mut values = Vec::with_capacity(meta.fields.len() + meta.links.len());
    let mut errors = Error::invalid();
    let mut inputs = inputs.into_iter();
    for ((index, field), input) in meta.fields.iter().enumerate().zip(&mut inputs) {
        let settled = match made(field, write) {
            Some(made) => Ok(made),
            None if skipped(field, write) => Ok(None),
            None => settle(field, write, input),
        };
        match settled {
            Ok(Some(value)) => values.push((index, value)),
            Ok(None) => {}
            Err(Wrong::Value((message, code))) => errors.add(field.name, message, code),
            Err(Wrong::Elements(elements)) => {
                for (position, (message, code)) in elements {
                    errors.add_element(field.name, position, message, code);
                }
            }
        }
    }
    let beyond = links::values(meta, &mut inputs, &mut errors);
    values.extend(beyond);
    // A partial update that names nothing changes nothing, the time of the last change included.
    if write == Write::Partial
        && values
            .iter()
            .all(|(index, _)| meta.fields.get(*index).is_some_and(|f| f.auto.is_some()))
    {
        values.clear();
    }
    if errors.is_empty() {
        Ok(values)
    } else {
        Err(Invalid {
            error: errors,
            values,
        })
    }
}

/// A value that the server makes; `Some(None)` leaves the column alone.
fn made(field: &FieldMeta, write: Write) -> Option<Option<Value>> {
    let now = || Some(Value::Timestamp(now()));
    Some(match (field.auto?, write) {
        (Auto::Uuid, Write::Create) => Some(Value::Uuid(uuid::Uuid::now_v7())),
        (Auto::CreatedAt, Write::Create) | (Auto::UpdatedAt, _) => now(),
        _ => None,
    })
}

/// The current time, in the microseconds that a column keeps.
fn now() -> Timestamp {
    let now = Timestamp::now();
    now.round(Unit::Microsecond).unwrap_or(now)
}

fn skipped(field: &FieldMeta, write: Write) -> bool {
    write != Write::Create && (field.primary_key || field.immutable)
}

fn settle(field: &FieldMeta, write: Write, input: Input<Raw>) -> Result<Option<Value>, Wrong> {
    let input = if field.read_only { Input::Unset } else { input };
    match input {
        Input::Value(raw) => check(field, raw).map(Some),
        Input::Unset => match write {
            Write::Partial => Ok(None),
            Write::Update if field.null => Ok(Some(Value::Null)),
            Write::Update if field.default.is_some() || field.blank || field.read_only => Ok(None),
            _ => match field.default {
                Some(default) => Ok(Some(default())),
                None if field.null => Ok(Some(Value::Null)),
                // Nothing to ask of the client: a hook sets it.
                None if field.read_only => Ok(None),
                None if field.kind.is_text() && field.blank => Ok(Some(Value::Text(String::new()))),
                None if field.kind.is_text() => Err(blank().into()),
                // As good as sent: proto3 cannot tell these from zero.
                None if field.kind.has_zero() => zero(field).map(Some),
                None => Err((String::from("This field is required."), "required").into()),
            },
        },
        Input::Null if field.null => Ok(Some(Value::Null)),
        // A named field without a value: proto3's zero value stands for it.
        Input::Null => zero(field).map(Some),
    }
}

fn zero(field: &FieldMeta) -> Result<Value, Wrong> {
    let raw = match field.kind.stored() {
        Kind::Bool => Raw::Bool(false),
        Kind::Int32 | Kind::Int64 | Kind::Enum(_) => Raw::Int(0),
        Kind::Float | Kind::Double | Kind::Decimal { .. } => Raw::Float(0.0),
        Kind::Bytes => Raw::Bytes(Vec::new()),
        Kind::Json => return Err(null().into()),
        Kind::Array(_) => Raw::List(Vec::new()),
        _ => Raw::Text(String::new()),
    };
    check(field, raw)
}

fn check(field: &FieldMeta, raw: Raw) -> Result<Value, Wrong> {
    match (field.kind, raw) {
        (Kind::Array(element), Raw::List(raws)) => list::check(element, raws),
        (_, raw) => Ok(single::check(field, raw)?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Bound;
    use rust_decimal::Decimal;

    fn number() -> Value {
        Value::Int(7)
    }

    static META: ModelMeta = ModelMeta::new(
        "Item",
        "item",
        &[
            FieldMeta::new("title", Kind::String { max: 5 }),
            FieldMeta::new("note", Kind::Text).nullable(),
            FieldMeta::new("qty", Kind::Int32)
                .default(number)
                .min(Bound::Int(0)),
            FieldMeta::new(
                "price",
                Kind::Decimal {
                    precision: 4,
                    scale: 2,
                },
            ),
        ],
        &[],
    );

    fn text(text: &str) -> Input<Raw> {
        Input::Value(Raw::Text(text.to_owned()))
    }

    fn run(write: Write, inputs: [Input<Raw>; 4]) -> Result<Vec<(usize, Value)>> {
        Ok(validate(&META, write, inputs.to_vec())?)
    }

    #[test]
    fn an_unset_number_is_zero_and_a_blank_text_is_kept() {
        static META: ModelMeta = ModelMeta::new(
            "Item",
            "item",
            &[
                FieldMeta::new("qty", Kind::Int32),
                FieldMeta::new("done", Kind::Bool),
                FieldMeta::new("note", Kind::Text).blank(),
                FieldMeta::new("size", Kind::Int32).min(Bound::Int(1)),
                FieldMeta::new("day", Kind::Date),
            ],
            &[],
        );
        let made = |write| {
            let invalid = validate(&META, write, vec![Input::Unset; 5]).expect_err("no size");
            let text = tonic::Status::from(invalid.error).message().to_owned();
            assert!(text.contains(r#""size":[{"message":"Ensure"#), "{text}");
            assert!(text.contains(r#""code":"required"}]"#), "{text}");
            invalid.values
        };
        let zeros = [(0, Value::Int(0)), (1, Value::Bool(false))];
        let note = (2, Value::Text(String::new()));
        assert_eq!(made(Write::Create), [&zeros[..], &[note]].concat());
        assert_eq!(made(Write::Update), zeros);
    }

    fn message(write: Write, inputs: [Input<Raw>; 4]) -> String {
        let error = run(write, inputs).expect_err("invalid");
        tonic::Status::from(error).message().to_owned()
    }

    #[test]
    fn unset_is_null_or_the_default_in_create() {
        let price = Input::Value(Raw::Float(1.25));
        let values = run(
            Write::Create,
            [text(" a "), Input::Unset, Input::Unset, price],
        )
        .expect("valid");
        let expected = [
            (0, Value::Text("a".into())),
            (1, Value::Null),
            (2, Value::Int(7)),
            (3, Value::Decimal(Decimal::new(125, 2))),
        ];
        assert_eq!(values, expected);
    }

    #[test]
    fn unset_keeps_a_default_and_clears_a_nullable_in_update() {
        let price = Input::Value(Raw::Float(1.0));
        let values = run(
            Write::Update,
            [text("a"), Input::Unset, Input::Unset, price],
        )
        .expect("valid");
        assert_eq!(values[1], (1, Value::Null));
        assert!(values.iter().all(|(index, _)| *index != 2), "{values:?}");
    }

    #[test]
    fn partial_touches_what_is_named() {
        let inputs = [Input::Unset, Input::Null, Input::Null, Input::Unset];
        let values = run(Write::Partial, inputs).expect("valid");
        assert_eq!(values, [(1, Value::Null), (2, Value::Int(0))]);
    }

    #[test]
    fn every_broken_field_is_named() {
        let inputs = [
            text("toolong"),
            text("a\0b"),
            Input::Value(Raw::Int(-1)),
            Input::Value(Raw::Float(1.234)),
        ];
        let message = message(Write::Create, inputs);
        for part in [
            "no more than 5 characters",
            "null_characters_not_allowed",
            "greater than or equal to 0",
            "no more than 2 decimal places",
        ] {
            assert!(message.contains(part), "{part}: {message}");
        }
    }

    #[test]
    fn every_broken_element_of_a_list_is_named_by_its_position() {
        static SCORE: FieldMeta = FieldMeta::new("scores", Kind::Int32)
            .min(Bound::Int(1))
            .max(Bound::Int(9));
        static WORD: FieldMeta = FieldMeta::new("words", Kind::String { max: 3 });
        static META: ModelMeta = ModelMeta::new(
            "Sheet",
            "sheet",
            &[
                FieldMeta::new("scores", Kind::Array(&SCORE)),
                FieldMeta::new("words", Kind::Array(&WORD)),
            ],
            &[],
        );
        let run = |scores: [i32; 3], words: [&str; 2]| {
            let words = words.map(String::from).to_vec();
            let inputs = vec![
                Input::Value(Raw::list(scores.to_vec())),
                Input::Value(Raw::list(words)),
            ];
            validate(&META, Write::Create, inputs)
        };
        let status =
            tonic::Status::from(run([0, 5, 10], ["abcd", " "]).expect_err("invalid").error);
        assert_eq!(
            status.message(),
            "{\"scores\":{\
             \"0\":[{\"message\":\"Ensure this value is greater than or equal to 1.\",\"code\":\"min_value\"}],\
             \"2\":[{\"message\":\"Ensure this value is less than or equal to 9.\",\"code\":\"max_value\"}]},\
             \"words\":{\
             \"0\":[{\"message\":\"Ensure this field has no more than 3 characters.\",\"code\":\"max_length\"}],\
             \"1\":[{\"message\":\"This field may not be blank.\",\"code\":\"blank\"}]}}"
        );
        let values = run([1, 5, 9], ["a", " b "]).expect("valid");
        let stored = [
            (0, Value::Text("[1,5,9]".into())),
            (1, Value::Text(r#"["a","b"]"#.into())),
        ];
        assert_eq!(values, stored);
    }

    #[test]
    fn white_space_alone_is_blank() {
        let inputs = [
            text("   "),
            Input::Unset,
            Input::Unset,
            Input::Value(Raw::Float(1.0)),
        ];
        assert!(message(Write::Create, inputs).contains("This field may not be blank."));
    }
}
