//! Presence: what unset means, and what is told together.

use super::*;
use crate::{Bound, EnumMeta, LinkMeta, Member, MemberValue};
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
        assert!(text.contains(r#""size": [{"message": "Ensure"#), "{text}");
        assert!(text.contains(r#"Date has wrong format."#), "{text}");
        invalid.values
    };
    let zeros = [(0, Value::Int(0)), (1, Value::Bool(false))];
    let note = (2, Value::Text(String::new()));
    assert_eq!(made(Write::Create), [&zeros[..], &[note]].concat());
    assert_eq!(made(Write::Update), zeros);
}

#[test]
fn a_default_of_a_unique_set_stands_for_what_an_update_leaves_out() {
    static META: ModelMeta = ModelMeta::new(
        "Doc",
        "doc",
        &[
            FieldMeta::new("part", Kind::Int32),
            FieldMeta::new("shelf", Kind::Int32).default(number),
            FieldMeta::new("box", Kind::Int32)
                .default(number)
                .nullable(),
            FieldMeta::new("note", Kind::Int32).default(number),
        ],
        &[&[0, 1, 2]],
    );
    let run = |write, input: Input<Raw>| validate(&META, write, vec![input; 4]).expect("valid");
    let (null, seven) = (Value::Null, Value::Int(7));
    let zero = (0, Value::Int(0));
    assert_eq!(
        run(Write::Update, Input::Unset),
        [zero.clone(), (1, seven.clone()), (2, null.clone())]
    );
    assert_eq!(
        run(Write::Partial, Input::Null),
        [zero, (1, seven), (2, null), (3, Value::Int(0))]
    );
    assert_eq!(run(Write::Partial, Input::Unset), []);
}

#[test]
fn the_zero_of_an_enum_is_its_default_in_a_new_row_only() {
    static MOOD: EnumMeta = EnumMeta {
        name: "Mood",
        members: &[Member {
            name: "CALM",
            stored: MemberValue::Int(7),
            number: 1,
        }],
    };
    static META: ModelMeta = ModelMeta::new(
        "Day",
        "day",
        &[FieldMeta::new("mood", Kind::Enum(&MOOD)).default(number)],
        &[],
    );
    let run = |write, input| validate(&META, write, vec![input]);
    let zero = || Input::Value(Raw::Int(0));
    assert_eq!(
        run(Write::Create, zero()).expect("valid"),
        [(0, Value::Int(7))]
    );
    for write in [Write::Update, Write::Partial] {
        let status = tonic::Status::from(run(write, zero()).expect_err("null").error);
        assert!(status.message().contains(r#""code": "null""#), "{status}");
    }
    assert_eq!(run(Write::Update, Input::Unset).expect("kept"), []);
}

#[test]
fn what_is_required_and_unset_is_what_its_zero_is() {
    static OTHER: ModelMeta = ModelMeta::new(
        "Other",
        "other",
        &[FieldMeta::new("id", Kind::Uuid).key()],
        &[],
    );
    for (kind, outcome) in [
        (Kind::Json, "This field may not be null."),
        (Kind::Reference(&OTHER), "This field may not be null."),
        (Kind::Ip, "This field may not be blank."),
        (Kind::Slug, "This field may not be blank."),
        (Kind::Uuid, "Must be a valid UUID."),
        (Kind::Date, "Date has wrong format."),
        (Kind::Time, "Time has wrong format."),
        (Kind::DateTime, "Datetime has wrong format."),
        (Kind::Duration, "0"),
        (Kind::Int64, "0"),
    ] {
        let field = FieldMeta::new("field", kind);
        for write in [Write::Create, Write::Update] {
            let fields: &'static [FieldMeta] = Vec::leak(vec![field]);
            let meta = ModelMeta::new("Item", "item", fields, &[]);
            match validate(&meta, write, vec![Input::Unset]) {
                Ok(values) => assert_eq!(values, [(0, Value::Int(0))], "{kind:?}"),
                Err(invalid) => {
                    let text = tonic::Status::from(invalid.error).message().to_owned();
                    assert!(text.contains(outcome), "{kind:?}: {text}");
                }
            }
        }
    }
}

#[test]
fn keys_of_a_relation_are_told_apart_and_may_have_to_be_some() {
    static TAG: ModelMeta = ModelMeta::new(
        "Tag",
        "tag",
        &[FieldMeta::new("name", Kind::String { max: 5 }).key()],
        &[],
    );
    static LINKS: &[LinkMeta] = &[LinkMeta {
        name: "tags",
        table: "item_tags",
        own: "item_id",
        other: "tag_id",
        target: &TAG,
        required: true,
    }];
    static META: ModelMeta = ModelMeta::new("Item", "item", &[], &[]).links(LINKS);
    let run = |tags: &[&str]| {
        let tags: Vec<_> = tags.iter().map(|tag| (*tag).to_owned()).collect();
        validate(&META, Write::Create, vec![Input::Value(Raw::list(tags))])
    };
    let status = tonic::Status::from(run(&[]).expect_err("empty").error);
    assert_eq!(
        status.message(),
        r#"{"tags": [{"message": "This list may not be empty.", "code": "empty"}]}"#
    );
    // Not trimmed: what no row has is told when it is looked for.
    let keys = [" a", "a", ""].map(|key| Value::Text(key.to_owned()));
    assert_eq!(
        run(&[" a", "a", "", "a"]).expect("keys"),
        [(0, Value::List(keys.to_vec()))]
    );
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
    let status = tonic::Status::from(run([0, 5, 10], ["abcd", " "]).expect_err("invalid").error);
    assert_eq!(
        status.message(),
        "{\"scores\": {\
         \"0\": [{\"message\": \"Ensure this value is greater than or equal to 1.\", \"code\": \"min_value\"}], \
         \"2\": [{\"message\": \"Ensure this value is less than or equal to 9.\", \"code\": \"max_value\"}]}, \
         \"words\": {\
         \"0\": [{\"message\": \"Ensure this field has no more than 3 characters.\", \"code\": \"max_length\"}], \
         \"1\": [{\"message\": \"This field may not be blank.\", \"code\": \"blank\"}]}}"
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
