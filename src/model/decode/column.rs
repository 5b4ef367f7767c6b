//! A field: its name, then its type in short or long form.

use super::defaults;
use super::options::{self, ELEMENT_KEYS, FIELD_KEYS};
use super::types::{field_type, max_length};
use super::{Build, Known, rules};
use crate::model::{Field, FieldType, Name, Rules, short};
use crate::spec::{Key, Node};

pub(super) fn blank_field(name: &str, ty: FieldType) -> Field {
    Field {
        name: Name::new(name),
        comment: None,
        column: name.to_owned(),
        ty,
        null: false,
        blank: false,
        default: None,
        auto: None,
        primary_key: false,
        unique: false,
        index: false,
        read_only: false,
        write_only: false,
        immutable: false,
        rules: Rules {
            trim: true,
            ..Rules::default()
        },
    }
}

pub(super) fn field(build: &mut Build, key: &Key, node: &Node, known: &Known<'_>) -> Option<Field> {
    field_name(build, key);
    let (written, long) = parts(build, node, &FIELD_KEYS)?;
    let span = &written.span;
    let (ty, null, mut default, longest) = match written.items() {
        Some([element]) => {
            let element = list_element(build, key, element, known)?;
            (FieldType::Array(Box::new(element)), false, None, None)
        }
        _ => {
            let (ty, short) = typed(build, written, known)?;
            let default = short.default.map(|text| (text.to_owned(), span.clone()));
            let longest = max_length(&ty, &short);
            (ty, short.null, default, longest)
        }
    };
    let mut field = blank_field(&key.text, ty);
    field.rules.max_length = longest;
    if matches!(field.ty, FieldType::Reference { .. }) {
        field.column = format!("{}_id", key.text);
    }
    field.null = null;
    if let Some(long) = long {
        options::options(build, long, &mut field);
        if let Some(node) = long.get("default") {
            default = defaults::text(build, &field, node);
        }
    }
    if let Some((text, span)) = default {
        field.default = defaults::default_value(build, &field, &text, &span, known);
    }
    if let Some(long) = long {
        rules::check(build, long, &field);
    }
    options::set_null(build, &field, span);
    if field.primary_key {
        options::primary_key(build, &mut field, span);
    }
    Some(field)
}

/// Where the type stands, and the mapping of the long form.
fn parts<'a>(
    build: &mut Build,
    node: &'a Node,
    keys: &[&str],
) -> Option<(&'a Node, Option<&'a Node>)> {
    if node.entries().is_none() {
        return Some((node, None));
    }
    build.keys(node, keys);
    let written = node.get("type");
    if written.is_none() {
        let help = "add `type: string(100)`";
        build.error(&node.span, "the field has no type", help);
    }
    Some((written?, Some(node)))
}

/// A type in the short form.
fn typed<'a>(
    build: &mut Build,
    node: &'a Node,
    known: &Known<'_>,
) -> Option<(FieldType, short::Short<'a>)> {
    let Some(text) = node.scalar() else {
        let help = "write one type, as `string(100)`; in flow style a type with a comma must be quoted: `\"decimal(10,2)\"`";
        build.error(&node.span, "this is no type", help);
        return None;
    };
    match short::parse(text) {
        Ok(short) => Some((field_type(build, &short, &node.span, known)?, short)),
        Err(message) => {
            let help = if text.starts_with('[') {
                "write a list without quotes, as `[int64]`; it is empty rather than null, and has no default"
            } else if text.contains('(') && !text.contains(')') {
                "in flow style a type with a comma must be quoted: `\"decimal(10,2)\"`"
            } else {
                "write `TYPE`, `TYPE?` (nullable) or `TYPE = default`"
            };
            build.error(&node.span, message, help);
            None
        }
    }
}

/// What a list holds: `string(40)`, or with rules `{ type: int32, min: 1 }`.
fn list_element(build: &mut Build, key: &Key, node: &Node, known: &Known<'_>) -> Option<Field> {
    let (written, long) = parts(build, node, &ELEMENT_KEYS)?;
    let (ty, short) = typed(build, written, known)?;
    let refused = match &ty {
        FieldType::Reference { .. } => Some("a list of models has no options but `table`"),
        FieldType::Bytes | FieldType::Json => Some("lists of this type are not supported yet"),
        _ if short.null || short.default.is_some() => {
            Some("elements of a list are never null, and have no default")
        }
        _ => None,
    };
    if let Some(message) = refused {
        let help = "write `[string(40)]`, `[int64]`, an enum or a model in brackets";
        build.error(&written.span, message, help);
        return None;
    }
    let longest = max_length(&ty, &short);
    let mut element = blank_field(&key.text, ty);
    element.rules.max_length = longest;
    if let Some(long) = long {
        options::options(build, long, &mut element);
        rules::check(build, long, &element);
    }
    Some(element)
}

pub(super) fn field_name(build: &mut Build, key: &Key) {
    let text = &key.text;
    let snake = Name::new(text.clone()).snake();
    if *text != snake
        || !text.starts_with(|c: char| c.is_ascii_lowercase())
        || !text.is_ascii()
        || text.len() > 60
        || text.contains("__")
    {
        build.error(
            &key.span,
            format!("`{text}` is no field name"),
            format!("write it as `{snake}`"),
        );
    }
}
