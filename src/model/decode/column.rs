//! A field: its name, then its type in short or long form.

use super::defaults;
use super::options;
use super::types::{field_type, max_length};
use super::{Build, Known, rules};
use crate::diagnostic::{Code, Diagnostic};
use crate::edit::Edit;
use crate::model::grammar::{ELEMENT, FIELD, Keys};
use crate::model::{Field, FieldType, Name, Rules, short};
use crate::spec::{Key, Node, quote};

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
    field_of(build, key, node, known, &FIELD)
}

/// A field whose long form has these keys.
pub(super) fn field_of(
    build: &mut Build,
    key: &Key,
    node: &Node,
    known: &Known<'_>,
    keys: &Keys,
) -> Option<Field> {
    let (written, long) = parts(build, node, keys)?;
    let (ty, null, mut default, longest) = match written.items() {
        Some([element]) => {
            let element = list_element(build, key, element, known)?;
            (FieldType::Array(Box::new(element)), false, None, None)
        }
        _ => {
            let (ty, short) = typed(build, written, known)?;
            let default = defaults::short(build, &ty, &short, written, long.is_some());
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
    options::set_null(build, &field, written);
    if field.primary_key {
        options::primary_key(build, &mut field, written, long);
    }
    Some(field)
}

/// Where the type stands, and the mapping of the long form.
fn parts<'a>(
    build: &mut Build,
    node: &'a Node,
    keys: &Keys,
) -> Option<(&'a Node, Option<&'a Node>)> {
    if node.entries().is_none() {
        return Some((node, None));
    }
    build.keys(node, keys);
    let written = node.get("type");
    if written.is_none() {
        let first = node.entries().and_then(|entries| entries.first());
        let bounded = ["min", "max"].iter().any(|key| node.get(key).is_some());
        let ty = if bounded {
            "type: int64, "
        } else {
            "type: text, "
        };
        let before = first.map(|(key, _)| Edit::insert(key.span.start, ty));
        let before =
            before.filter(|_| build.diagnostics.source()[node.span.clone()].starts_with('{'));
        let found = Diagnostic::new(
            Code::MissingType,
            node.span.clone(),
            "the field has no type",
        );
        let help = "add one, as `type: text` or `type: string(100)`";
        build.report(found.help(help).fix(before));
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
        let (message, help) = match node.items() {
            Some([_]) => (
                "lists of lists are not supported",
                "write a list as `[string(40)]`, and what is nested as `json`",
            ),
            Some(_) => (
                "a list is of one type",
                "write it in brackets, as `[string(40)]`",
            ),
            None => ("this is no type", "write one, as `string(100)`"),
        };
        build.error(Code::UnknownType, &node.span, message, help);
        return None;
    };
    let short = short::parse(text);
    Some((field_type(build, &short, node, known)?, short))
}

/// What a list holds: `string(40)`, or with rules `{ type: int32, min: 1 }`.
fn list_element(build: &mut Build, key: &Key, node: &Node, known: &Known<'_>) -> Option<Field> {
    let element = element(build, key, node, known)?;
    let refused = match &element.ty {
        FieldType::Reference { .. } => Some("a list of models has no options but `table`"),
        FieldType::Bytes | FieldType::Json => Some("lists of this type are not supported yet"),
        _ => None,
    };
    if let Some(message) = refused {
        let written = node.get("type").unwrap_or(node);
        let help = "write `[string(40)]`, `[int64]`, an enum or a model in brackets";
        build.error(Code::ListElement, &written.span, message, help);
        return None;
    }
    Some(element)
}

/// One value of a list or a map.
pub(super) fn element(
    build: &mut Build,
    key: &Key,
    node: &Node,
    known: &Known<'_>,
) -> Option<Field> {
    let (written, long) = parts(build, node, &ELEMENT)?;
    let (ty, short) = typed(build, written, known)?;
    if short.null || short.default.is_some() {
        let message = "elements of a list are never null, and have no default";
        let found = Diagnostic::new(Code::ListElement, written.span.clone(), message);
        build.report(found.replacement(quote::scalar(short.ty)));
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
