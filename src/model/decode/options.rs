//! The options of a field in its long form.

use super::Build;
use super::types::rewritten;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::edit::Edit;
use crate::model::{AutoValue, Bound, Field, FieldType, OnDelete};
use crate::spec::Node;
use socio_runtime::grammar::Digits;

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
    let examples = build.words(node, "examples").into_iter();
    field.rules.examples = build
        .word(node, "example")
        .into_iter()
        .chain(examples.map(|(text, _)| text))
        .collect();
    if let Some(regex) = &field.rules.regex
        && let Err(error) = regex::Regex::new(regex)
    {
        let span = node.get("regex").unwrap_or(node).span.clone();
        build.error(
            Code::InvalidRegex,
            &span,
            format!("the regex is wrong: {error}"),
            "",
        );
        field.rules.regex = None;
    }
    if let (FieldType::Reference { on_delete, .. }, Some(rule)) =
        (&mut field.ty, node.get("on_delete"))
    {
        *on_delete = self::on_delete(build, rule);
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
                build.error(
                    Code::InvalidChoice,
                    &span,
                    message,
                    "whole numbers that it can hold: `choices: [1, 2, 5]`",
                );
            }
        }
    }
}

fn on_delete(build: &mut Build, rule: &Node) -> OnDelete {
    let text = rule.scalar().unwrap_or_default();
    if let Some((_, known)) = OnDelete::NAMES.iter().find(|(name, _)| *name == text) {
        return *known;
    }
    // As Django and SQL have them.
    let plain = text
        .rsplit('.')
        .next()
        .unwrap_or_default()
        .replace(' ', "_");
    let near = match plain.to_lowercase().as_str() {
        "protect" | "no_action" | "do_nothing" => Some("restrict"),
        plain => nearest(plain, OnDelete::NAMES.map(|(name, _)| name)),
    };
    let found = Diagnostic::new(Code::UnknownValue, rule.span.clone(), "unknown `on_delete`");
    build.report(match near {
        Some(near) => found.replacement(near),
        None => found.help("`cascade`, `restrict` or `set_null`"),
    });
    OnDelete::Restrict
}

pub(super) fn set_null(build: &mut Build, field: &Field, ty: &Node) {
    if matches!(
        field.ty,
        FieldType::Reference {
            on_delete: OnDelete::SetNull,
            ..
        }
    ) && !field.null
    {
        let message = "`on_delete: set_null` needs a nullable field";
        let found =
            Diagnostic::new(Code::SetNull, ty.span.clone(), message).help("add `?` to the type");
        build.report(found.fix(rewritten(ty, |short| short.null = true)));
    }
}

fn bound(build: &mut Build, node: &Node, key: &str, ty: &FieldType) -> Option<Bound> {
    let below = node.get(key)?;
    let text = below.scalar().unwrap_or_default();
    let bound = match ty {
        FieldType::Int32 | FieldType::Int64 => text.parse().ok().map(Bound::Integer),
        FieldType::Float | FieldType::Double => text.parse().ok().map(Bound::Float),
        FieldType::Decimal { .. } => {
            let digits = Digits::parse(text).filter(is_bound);
            digits.map(|_| Bound::Decimal(text.to_owned()))
        }
        // Said with the other rules of elements.
        FieldType::Array(_) => return None,
        _ => None,
    };
    if bound.is_none() {
        build.report(unbounded(node, below, key, ty));
    }
    bound
}

/// Whether a number is near those that a decimal holds: at most 18 digits on either side of the point.
fn is_bound(digits: &Digits) -> bool {
    digits.point() <= 18 && digits.decimal_places() <= 18
}

/// A bound that is no number, or stands with a type that has none.
fn unbounded(node: &Node, below: &Node, key: &str, ty: &FieldType) -> Diagnostic {
    let found = Diagnostic::new(
        Code::OptionMisfit,
        below.span.clone(),
        format!("`{key}` does not fit the type"),
    );
    let length = below.scalar().and_then(|text| text.parse::<u32>().ok());
    let name = node.entry(key).map(|(key, _)| key.span.clone());
    match (ty, key, length, name) {
        (ty, "min", Some(_), Some(name)) if ty.is_text() && node.get("min_length").is_none() => {
            let found = found.help("a text has `min_length`");
            found.fix(Edit::replace(name, "min_length"))
        }
        (ty, "max", Some(length), _) if ty.is_text() => {
            let help = "the longest length is part of the type";
            found.help(format!("{help}: `type: string({length})`"))
        }
        (FieldType::Int32 | FieldType::Int64, ..) => {
            found.help("a whole number that the type can hold, as `100`")
        }
        (FieldType::Float | FieldType::Double | FieldType::Decimal { .. }, ..) => {
            found.help("a number, as `99.5`")
        }
        _ => found.help("numbers have bounds; texts have `min_length`"),
    }
}

pub(super) fn primary_key(build: &mut Build, field: &mut Field, ty: &Node, long: Option<&Node>) {
    match field.ty {
        FieldType::Uuid => field.auto = Some(AutoValue::Uuid),
        FieldType::Int32 | FieldType::Int64 if field.read_only => {
            field.auto = Some(AutoValue::Increment)
        }
        FieldType::Int32 | FieldType::Int64 | FieldType::String { .. } | FieldType::Slug => {}
        _ => build.error(
            Code::PrimaryKey,
            &ty.span,
            "this type cannot be a primary key",
            "one of these can: `int32`, `int64`, `string(40)`, `slug` or `uuid`",
        ),
    }
    field.read_only = field.auto.is_some();
    if field.null {
        let found = Diagnostic::new(
            Code::PrimaryKey,
            ty.span.clone(),
            "a primary key cannot be null",
        );
        let option = long.filter(|long| long.get("null").is_some());
        let (help, fix) = match option {
            Some(long) => ("remove `null`", long.without("null")),
            None => ("remove the `?`", rewritten(ty, |short| short.null = false)),
        };
        build.report(found.help(help).fix(fix));
    }
}
