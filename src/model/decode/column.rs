//! A field: its name, then its type in short or long form.

use std::ops::Range;

use super::defaults;
use super::options::{self, FIELD_KEYS};
use super::types::field_type;
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

pub(super) fn clash(build: &mut Build, key: &Key, field: &Field, before: &[Field]) {
    if let Some(twin) = before
        .iter()
        .find(|f| f.column == field.column || f.name.pascal() == field.name.pascal())
    {
        let message = format!("`{}` collides with `{}`", key.text, twin.name.as_typed());
        build.error(&key.span, message, "rename one of them");
    }
}

pub(super) fn field(build: &mut Build, key: &Key, node: &Node, known: &Known<'_>) -> Option<Field> {
    field_name(build, key);
    let (text, long) = match (one(node), node.entries()) {
        (Some(text), _) => (text, None),
        (None, Some(_)) => {
            build.keys(node, &FIELD_KEYS);
            let Some(ty) = node.get("type").and_then(one) else {
                build.error(
                    &node.span,
                    "the field has no type",
                    "add `type: string(100)`",
                );
                return None;
            };
            (ty, Some(node))
        }
        _ => {
            let help = "write a type, as `string(100)`; in flow style a type with a comma must be quoted: `\"decimal(10,2)\"`";
            build.error(&node.span, "this is no field", help);
            return None;
        }
    };
    let span = long
        .and_then(|long| long.get("type"))
        .unwrap_or(node)
        .span
        .clone();
    let short = match short::parse(text) {
        Ok(short) => short,
        Err(message) => {
            let quoted = text.contains('(') && !text.contains(')');
            let help = if quoted {
                "in flow style a type with a comma must be quoted: `\"decimal(10,2)\"`"
            } else {
                "write `TYPE`, `TYPE?` (nullable) or `TYPE = default`"
            };
            build.error(&span, message, help);
            return None;
        }
    };
    let mut ty = field_type(build, &short, &span, known)?;
    if long
        .and_then(|long| long.get("type"))
        .unwrap_or(node)
        .items()
        .is_some()
    {
        ty = array(build, ty, &short, &span)?;
    }
    let mut field = blank_field(&key.text, ty);
    if matches!(field.ty, FieldType::Reference { .. }) {
        field.column = format!("{}_id", key.text);
    }
    field.null = short.null;
    let mut default = short.default.map(|text| (text.to_owned(), span.clone()));
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
    options::set_null(build, &field, &span);
    if field.primary_key {
        options::primary_key(build, &mut field, &span);
    }
    Some(field)
}

/// The text of a type, or of the one type in a list of it.
fn one(node: &Node) -> Option<&str> {
    match node.items() {
        Some([item]) => item.scalar(),
        Some(_) => None,
        None => node.scalar(),
    }
}

/// A list of a type that can stand in one.
fn array(
    build: &mut Build,
    element: FieldType,
    short: &short::Short<'_>,
    span: &Range<usize>,
) -> Option<FieldType> {
    let refused = match &element {
        FieldType::Reference { .. } => Some("a list of models has no options but `table`"),
        FieldType::Bytes | FieldType::Json => Some("lists of this type are not supported yet"),
        _ if short.null || short.default.is_some() => {
            Some("a list is empty rather than null, and has no default")
        }
        _ => None,
    };
    if let Some(message) = refused {
        build.error(
            span,
            message,
            "write `[string(40)]`, `[int64]`, an enum or a model in brackets",
        );
        return None;
    }
    Some(FieldType::Array(Box::new(element)))
}

pub(super) fn field_name(build: &mut Build, key: &Key) {
    let text = &key.text;
    let snake = Name::new(text.clone()).snake();
    if *text != snake
        || !text.starts_with(|c: char| c.is_ascii_lowercase())
        || text.len() > 60
        || text.contains("__")
    {
        build.error(
            &key.span,
            format!("`{text}` is no field name"),
            format!("write it as `{snake}`"),
        );
    }
    if text == "partial_update_fields" {
        let message = "`partial_update_fields` is the list of a partial update's fields";
        build.error(&key.span, message, "rename it");
    }
    // Rust has no raw identifier for these.
    if ["self", "super", "crate"].contains(&text.as_str()) {
        build.error(
            &key.span,
            format!("`{text}` cannot be a field in Rust"),
            "rename it",
        );
    }
}
