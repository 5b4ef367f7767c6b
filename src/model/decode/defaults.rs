//! Defaults, checked against the type of their field and brought into one form.

use std::ops::Range;

use socio_runtime::grammar::{self, Digits};

use super::{Build, Known, listed};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::edit::Edit;
use crate::model::short::Short;
use crate::model::{DefaultValue, Field, FieldType, Name};
use crate::spec::{Node, quote};

/// The text of a default in the long form, and where it stands.
pub(super) fn text(
    build: &mut Build,
    field: &Field,
    node: &Node,
) -> Option<(String, Range<usize>)> {
    if node.is_null() && !matches!(field.ty, FieldType::Array(_)) {
        let help = "leave `default` out: a field with `null: true` is null where it is unset; a text is written with quotes";
        build.error(Code::InvalidDefault, &node.span, "null is no default", help);
        return None;
    }
    let text = match (&field.ty, node.scalar(), node.entries()) {
        (_, Some(text), _) => text,
        (FieldType::Json, None, Some([])) => "{}",
        // That a list has none is said with its other options.
        (FieldType::Array(_), ..) => return None,
        _ => {
            build.error(
                Code::InvalidDefault,
                &node.span,
                "this is no default",
                hint(&field.ty),
            );
            return None;
        }
    };
    Some((text.to_owned(), node.span.clone()))
}

/// The text of a default in the short form, and where it stands. Nothing is quoted there, and nothing is null.
pub(super) fn short(
    build: &mut Build,
    ty: &FieldType,
    short: &Short<'_>,
    node: &Node,
    long: bool,
) -> Option<(String, Range<usize>)> {
    let text = short.default?;
    let typed = |null: bool| format!("{}{}", short.ty, if null { "?" } else { "" });
    let found = |message: String| Diagnostic::new(Code::InvalidDefault, node.span.clone(), message);
    let quoted = text.strip_prefix(['"', '\'']).filter(|_| text.len() > 1);
    let quoted = quoted.and_then(|rest| rest.strip_suffix(&text[..1]));
    if text.is_empty() {
        let ty = typed(short.null);
        let help = format!("write `{ty}`: without ` =` there is no default");
        let found = found(String::from("the default is empty")).help(help);
        build.report(found.replacement(quote::scalar(&ty)));
    } else if matches!(text, "~" | "null" | "Null" | "NULL") {
        let (ty, quoted) = (typed(true), quote::scalar(short.ty));
        let help = format!(
            "write `{ty}`, which is null where it is unset; the text is `{{ type: {quoted}, default: \"{text}\" }}`"
        );
        let found = found(String::from("null is no default")).help(help);
        build.report(found.replacement(quote::scalar(&ty)));
    } else if quoted == Some("") {
        let found = found(String::from("the default would be two quotes"));
        let written = empty_default(short);
        let found = found.help(format!("the empty text is written `{written}`"));
        let fix = Edit::replace(node.span.clone(), written);
        build.report(found.fix(Some(fix).filter(|_| ty.is_text() && !long)));
    } else if let Some(inner) = quoted {
        let written = format!("{} = {inner}", typed(short.null));
        let found = found(String::from("the quotes would be part of the default"));
        build.report(found.replacement(quote::scalar(&written)));
    } else {
        return Some((text.to_owned(), node.span.clone()));
    }
    None
}

/// The long form of a field whose default is the empty text.
fn empty_default(short: &Short<'_>) -> String {
    let ty = quote::scalar(short.ty);
    let null = if short.null { ", null: true" } else { "" };
    format!("{{ type: {ty}{null}, blank: true, default: \"\" }}")
}

pub(super) fn default_value(
    build: &mut Build,
    field: &Field,
    text: &str,
    span: &Range<usize>,
    known: &Known<'_>,
) -> Option<DefaultValue> {
    if matches!(field.ty, FieldType::Array(_)) {
        return None;
    }
    let (value, words) = match &field.ty {
        FieldType::Enum(index) => {
            let members = &known.enums[*index].members;
            let found = members.iter().position(|member| {
                member.stored.to_string() == text || member.proto == Name::new(text).shouty()
            });
            let words = || {
                members
                    .iter()
                    .map(|member| member.stored.to_string())
                    .collect()
            };
            let words = found.map_or_else(words, |_| Vec::new());
            (found.map(DefaultValue::Member), words)
        }
        FieldType::Bool => {
            let words = ["true", "false"].map(String::from).to_vec();
            (parsed(&field.ty, text), words)
        }
        ty => {
            let most = field.max_length().map_or(usize::MAX, |most| most as usize);
            let fits = text.chars().count() <= most;
            (parsed(ty, text).filter(|_| fits), Vec::new())
        }
    };
    if value.is_none() {
        let source = build.diagnostics.source();
        let found = unfit(source, &field.ty, text, span, &words);
        build.report(found);
    }
    value
}

/// A default that its type does not take; `words` are those that it does, where they can be counted.
fn unfit(
    source: &str,
    ty: &FieldType,
    text: &str,
    span: &Range<usize>,
    words: &[String],
) -> Diagnostic {
    let message = format!("the default `{text}` does not fit the type");
    let found = Diagnostic::new(Code::InvalidDefault, span.clone(), message);
    let words = || words.iter().map(String::as_str);
    match nearest(text, words()) {
        Some(near) => {
            let place = place_of(source, span, text);
            let fix = place.map(|place| Edit::replace(place, near));
            found.help(format!("did you mean `{near}`?")).fix(fix)
        }
        None if words().next().is_none() => found.help(hint(ty)),
        None => found.help(format!("one of: {}", listed(words()))),
    }
}

/// Where a default stands: alone, or behind the `=` of a short form.
fn place_of(source: &str, span: &Range<usize>, text: &str) -> Option<Range<usize>> {
    let at = span.start + source[span.clone()].rfind(text)?;
    Some(at..at + text.len())
}

fn parsed(ty: &FieldType, text: &str) -> Option<DefaultValue> {
    let canonical = |value: Option<String>| value.map(DefaultValue::Text);
    match ty {
        FieldType::Bool => text.parse().ok().map(DefaultValue::Bool),
        FieldType::Int32 => {
            let value: i32 = text.parse().ok()?;
            Some(DefaultValue::Integer(value.into()))
        }
        FieldType::Int64 => text.parse().ok().map(DefaultValue::Integer),
        FieldType::Float | FieldType::Double => {
            let value: f64 = text.parse().ok()?;
            value.is_finite().then_some(DefaultValue::Float(value))
        }
        FieldType::Decimal { precision, scale } => canonical(decimal(text, *precision, *scale)),
        FieldType::String { .. }
        | FieldType::Text
        | FieldType::Email
        | FieldType::Url
        | FieldType::Slug => canonical(Some(text.to_owned())),
        FieldType::Uuid => canonical(grammar::uuid(text).map(|v| v.to_string())),
        FieldType::Date => canonical(grammar::date(text).map(|v| v.to_string())),
        FieldType::Time => grammar::time(text).map(DefaultValue::Time),
        FieldType::DateTime => grammar::datetime(text).ok().map(DefaultValue::DateTime),
        // Blanks are no time at all, which a message may say and a spec does not.
        FieldType::Duration if text.trim().is_empty() => None,
        FieldType::Duration => grammar::duration(text).ok().map(DefaultValue::Integer),
        FieldType::Ip => canonical(grammar::ip(text).map(|v| v.to_string())),
        FieldType::Json => canonical((text == "{}").then(|| text.to_owned())),
        FieldType::Bytes
        | FieldType::Array(_)
        | FieldType::Enum(_)
        | FieldType::Reference { .. } => None,
    }
}

fn hint(ty: &FieldType) -> &'static str {
    ty.info()
        .map_or("this type has no defaults: remove it", |row| row.hint)
}

/// The number as it is written, when the column can hold it.
fn decimal(text: &str, precision: u32, scale: u32) -> Option<String> {
    let digits = Digits::parse(text)?;
    let fits = digits.point() <= i64::from(precision - scale)
        && digits.written_places() <= i64::from(scale);
    fits.then(|| text.to_owned())
}
