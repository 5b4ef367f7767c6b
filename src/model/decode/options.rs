//! The options of a field in its long form.

use std::ops::Range;

use super::Build;
use crate::model::{AutoValue, Bound, Field, FieldType, OnDelete};
use crate::spec::Node;

pub(super) const FIELD_KEYS: [&str; 20] = [
    "type",
    "null",
    "blank",
    "default",
    "unique",
    "index",
    "choices",
    "min",
    "max",
    "min_length",
    "regex",
    "example",
    "trim",
    "read_only",
    "write_only",
    "immutable",
    "on_delete",
    "primary_key",
    "column",
    "comment",
];

/// Those that the elements of a list may have.
pub(super) const ELEMENT_KEYS: [&str; 9] = [
    "type",
    "blank",
    "choices",
    "min",
    "max",
    "min_length",
    "regex",
    "example",
    "trim",
];

pub(super) fn options(build: &mut Build, node: &Node, field: &mut Field) {
    field.null |= build.flag(node, "null") == Some(true);
    field.blank = build.flag(node, "blank") == Some(true);
    field.unique = build.flag(node, "unique") == Some(true);
    field.index = build.flag(node, "index") == Some(true);
    field.write_only = build.flag(node, "write_only") == Some(true);
    field.read_only = build.flag(node, "read_only") == Some(true);
    field.immutable = build.flag(node, "immutable") == Some(true);
    field.primary_key = build.flag(node, "primary_key") == Some(true);
    field.rules.trim = build.flag(node, "trim") != Some(false);
    field.comment = build.comment(node);
    if let Some(column) = build.word(node, "column") {
        field.column = column;
    }
    field.rules.min = bound(build, node, "min", &field.ty);
    field.rules.max = bound(build, node, "max", &field.ty);
    field.rules.min_length = build.number(node, "min_length");
    choices(build, node, field);
    field.rules.regex = build.word(node, "regex");
    field.rules.example = build.word(node, "example");
    if let Some(regex) = &field.rules.regex {
        let span = node.get("regex").unwrap_or(node).span.clone();
        match (regex_lite::Regex::new(regex), &field.rules.example) {
            (Err(error), _) => build.error(&span, format!("the regex is wrong: {error}"), ""),
            (Ok(_), None) => build.error(
                &span,
                "a regex needs an example",
                "add `example:` with a valid value",
            ),
            (Ok(regex), Some(example)) if !regex.is_match(example) => {
                build.error(
                    &span,
                    "the example does not match the regex",
                    "mend one of them",
                );
            }
            _ => {}
        }
    }
    if let (FieldType::Reference { on_delete, .. }, Some(rule)) =
        (&mut field.ty, node.get("on_delete"))
    {
        *on_delete = match rule.scalar() {
            Some("cascade") => OnDelete::Cascade,
            Some("restrict") => OnDelete::Restrict,
            Some("set_null") => OnDelete::SetNull,
            _ => {
                build.error(
                    &rule.span,
                    "unknown `on_delete`",
                    "`cascade`, `restrict` or `set_null`",
                );
                OnDelete::Restrict
            }
        };
    }
}

/// Words; of a whole number, numbers that it can hold.
fn choices(build: &mut Build, node: &Node, field: &mut Field) {
    let (least, most) = match field.ty {
        FieldType::Int32 => (i32::MIN.into(), i32::MAX.into()),
        FieldType::Int64 => (i64::MIN, i64::MAX),
        _ => {
            let words = build.words(node, "choices").into_iter();
            field.rules.choices = words.map(|(text, _)| text).collect();
            return;
        }
    };
    for (text, span) in build.words(node, "choices") {
        match text.parse() {
            Ok(number) if (least..=most).contains(&number) => field.rules.numbers.push(number),
            _ => {
                let message = format!("the choice `{text}` does not fit the type");
                build.error(&span, message, "write whole numbers: `choices: [1, 2, 5]`");
            }
        }
    }
}

pub(super) fn set_null(build: &mut Build, field: &Field, span: &Range<usize>) {
    if matches!(
        field.ty,
        FieldType::Reference {
            on_delete: OnDelete::SetNull,
            ..
        }
    ) && !field.null
    {
        build.error(
            span,
            "`on_delete: set_null` needs a nullable field",
            "add `?` to the type",
        );
    }
}

fn bound(build: &mut Build, node: &Node, key: &str, ty: &FieldType) -> Option<Bound> {
    let below = node.get(key)?;
    let text = below.scalar().unwrap_or_default();
    let bound = match ty {
        FieldType::Int32 | FieldType::Int64 => text.parse().ok().map(Bound::Integer),
        FieldType::Float | FieldType::Double => text.parse().ok().map(Bound::Float),
        FieldType::Decimal { .. } => text
            .parse::<f64>()
            .ok()
            .map(|_| Bound::Decimal(text.to_owned())),
        // Said with the other rules of elements.
        FieldType::Array(_) => return None,
        _ => None,
    };
    if bound.is_none() {
        build.error(
            &below.span,
            format!("`{key}` does not fit the type"),
            "numbers have bounds; texts have `min_length`",
        );
    }
    bound
}

pub(super) fn primary_key(build: &mut Build, field: &mut Field, span: &Range<usize>) {
    match field.ty {
        FieldType::Uuid => field.auto = Some(AutoValue::Uuid),
        FieldType::Int32 | FieldType::Int64 if field.read_only => {
            field.auto = Some(AutoValue::Increment)
        }
        FieldType::Int32 | FieldType::Int64 | FieldType::String { .. } | FieldType::Slug => {}
        _ => build.error(
            span,
            "this type cannot be a primary key",
            "int32, int64, string, slug or uuid",
        ),
    }
    field.read_only = field.auto.is_some();
    if field.null {
        build.error(span, "a primary key cannot be null", "remove the `?`");
    }
}
