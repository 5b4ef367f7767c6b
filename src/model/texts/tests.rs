//! Texts are valid and differ, whatever the rules.

use std::collections::HashSet;

use super::*;
use crate::model::{Name, Rules as FieldRules};

fn field(ty: FieldType, regex: Option<&str>, least: Option<u32>) -> Field {
    Field {
        name: Name::new("country_code"),
        comment: None,
        column: String::from("country_code"),
        ty,
        null: false,
        blank: false,
        default: None,
        auto: None,
        primary_key: false,
        unique: true,
        index: false,
        read_only: false,
        write_only: false,
        immutable: false,
        rules: FieldRules {
            trim: true,
            min_length: least,
            regex: regex.map(str::to_owned),
            ..FieldRules::default()
        },
    }
}

/// Draws 500 texts, or as many as there are, and looks at each by the rules alone.
fn drawn(field: &Field) -> Vec<String> {
    let texts = of(field).texts;
    let all: Vec<String> = (0..texts.size().min(500)).map(|n| texts.text(n)).collect();
    assert_eq!(
        all.iter().collect::<HashSet<_>>().len(),
        all.len(),
        "{all:?}"
    );
    let pattern = pattern(field);
    for text in &all {
        assert_eq!(
            broken_by(field, pattern.as_ref(), text),
            None,
            "{text} of {:?}",
            field.rules
        );
    }
    all
}

#[test]
fn short_and_long_texts_keep_their_lengths() {
    for (max, least, count, first) in [
        (1, None, 26, "a"),
        (2, None, 500, "aa"),
        (5, None, 500, "00000"),
        (8, Some(7), 500, "0000000"),
        (60, None, 500, "country code 0"),
        (
            60,
            Some(40),
            500,
            "0000000000000000000000000000000000000000",
        ),
    ] {
        let all = drawn(&field(FieldType::String { max }, None, least));
        assert_eq!(
            (all.len(), all[0].as_str()),
            (count, first),
            "string({max})"
        );
    }
    for ty in [
        FieldType::Text,
        FieldType::Email,
        FieldType::Url,
        FieldType::Slug,
    ] {
        for least in [None, Some(30), Some(45)] {
            assert_eq!(drawn(&field(ty.clone(), None, least)).len(), 500);
        }
    }
}

#[test]
fn patterns_are_spelled() {
    for (pattern, max, least, count) in [
        ("[A-Z]{3}-[0-9]+", 12, None, 300),
        ("^[A-Z]{2}$", 2, None, 300),
        ("^(EN|DE|FR)-[0-9]$", 5, None, 30),
        ("^(a|b)$", 9, None, 2),
        ("^[a-z]+-[a-z]+$", 60, Some(50), 300),
        (r"^\d{4}-\w+$", 20, None, 300),
        ("^[0-9a-f]{64}$", 64, None, 300),
        ("(?i)^x[y-z]{3,}$", 30, None, 100),
        ("^[а-я]{3}$", 3, None, 300),
        ("abc", 9, Some(6), 300),
        ("^.*[^7]$", 40, None, 300),
        (r"^\{[a-z]{2}\}%s$", 9, None, 300),
        (r"^(\+|00)[1-9][0-9]{6,14}$", 20, None, 300),
        ("^((a|b)(c|d)){2}$", 4, None, 16),
        (r"^\bword\b [0-9]{3}$", 20, None, 300),
    ] {
        let all = drawn(&field(FieldType::String { max }, Some(pattern), least));
        assert!(all.len() >= count, "{pattern} has {all:?}");
    }
    let mail = field(FieldType::Email, Some(r"@example\.com$"), None);
    assert!(drawn(&mail).len() >= 3, "{:?}", of(&mail));
}

#[test]
fn what_cannot_be_made_is_not_made() {
    let none = of(&field(
        FieldType::String { max: 3 },
        Some("^[A-Z]{5}$"),
        None,
    ));
    assert_eq!((none.texts.size(), none.complete), (0, true));
    let huge = field(
        FieldType::Text,
        Some("^((a{900}){900}|.{1,1000}){1,1000}$"),
        None,
    );
    drawn(&huge);
    let two = of(&field(FieldType::Text, Some("^(a|b)$"), None));
    assert_eq!((two.texts.size(), two.complete), (2, true));
}

#[test]
fn several_examples_are_the_texts() {
    let mut field = field(FieldType::Text, Some("^[0-9]+$"), None);
    field.rules.examples = ["17", "x", "4"].map(String::from).to_vec();
    assert_eq!(drawn(&field), ["17", "4"]);
    field.rules.examples.truncate(1);
    assert!(drawn(&field).len() > 100);
    field.unique = false;
    assert_eq!(drawn(&field), ["17"]);
}
