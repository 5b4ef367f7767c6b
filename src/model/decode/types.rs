//! The type of a field, as it is written.

use super::foreign::{self, Written};
use super::{Build, Known, Meaning};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::edit::Edit;
use crate::model::types::{Mistake, TYPES, named};
use crate::model::{FieldType, OnDelete, short};
use crate::spec::{Node, quote};

/// The longest length in `url(2000)`; a string's is part of its type.
pub(super) fn max_length(ty: &FieldType, short: &short::Short<'_>) -> Option<u32> {
    match ty {
        FieldType::Email | FieldType::Url | FieldType::Slug => {
            let (_, arguments) = short::name_and_arguments(short.ty)?;
            arguments.first()?.parse().ok()
        }
        _ => None,
    }
}

/// The type of a text, `string(200)`; `node` is where that stands.
pub(super) fn field_type(
    build: &mut Build,
    short: &short::Short<'_>,
    node: &Node,
    known: &Known<'_>,
) -> Option<FieldType> {
    let Some((name, arguments)) = short::name_and_arguments(short.ty) else {
        unknown(build, short, node, known);
        return None;
    };
    if let Some(row) = named(name) {
        return match row.of(&arguments) {
            Ok(ty) => Some(ty),
            Err(mistake) => {
                build.report(mistaken(short, node, mistake));
                None
            }
        };
    }
    let named = match known.meaning(name) {
        Some(Meaning::Enum(index)) => FieldType::Enum(index),
        Some(Meaning::Model(model)) => {
            let on_delete = OnDelete::Restrict;
            FieldType::Reference { model, on_delete }
        }
        None => {
            unknown(build, short, node, known);
            return None;
        }
    };
    if !arguments.is_empty() {
        let found = Diagnostic::new(
            Code::TypeArguments,
            node.span.clone(),
            format!("`{name}` takes no arguments"),
        );
        build.report(found.fix(instead(short, node, &Written::One(name.to_owned()))));
        return None;
    }
    Some(named)
}

/// A type whose arguments make no sense.
fn mistaken(short: &short::Short<'_>, node: &Node, mistake: Mistake) -> Diagnostic {
    let message = format!("`{}` {}", short.ty, mistake.reason);
    let written = Written::One(mistake.instead);
    let help = format!("write `{written}`{}", mistake.rule);
    let found = Diagnostic::new(Code::TypeArguments, node.span.clone(), message);
    found.help(help).fix(instead(short, node, &written))
}

/// Refuses a type that there is not, with the one that was meant.
fn unknown(build: &mut Build, short: &short::Short<'_>, node: &Node, known: &Known<'_>) {
    let (code, message) = refusal(short.ty);
    let found = Diagnostic::new(code, node.span.clone(), message);
    if let Some(meant) = foreign::translate(short.ty, known) {
        let mut short = *short;
        short.null |= meant.null;
        let help = format!("write `{}`{}", meant.written, meant.beside);
        let fix = instead(&short, node, &meant.written);
        return build.report(found.help(help).fix(fix));
    }
    build.report(match near(short.ty, known) {
        Some(near) => {
            let near = Written::One(near);
            let found = found.help(format!("did you mean `{near}`?"));
            found.fix(instead(short, node, &near))
        }
        None if short.ty.is_empty() => {
            found.help("write one, as `text`, `string(100)`, `int64?` or `bool = true`")
        }
        None => {
            let names: Vec<_> = TYPES.iter().map(|row| row.example).collect();
            found.help(format!("types: {}, a model or an enum", names.join(", ")))
        }
    });
}

fn refusal(ty: &str) -> (Code, String) {
    let count = |sign| ty.matches(sign).count();
    if ty.is_empty() {
        (Code::MissingType, String::from("there is no type"))
    } else if count('(') > count(')') {
        (Code::TypeArguments, format!("`{ty}`: a `)` is missing"))
    } else if short::is_list(ty) {
        let message = "a list is written without quotes, and is never null";
        (Code::ListElement, String::from(message))
    } else {
        (Code::UnknownType, format!("unknown type `{ty}`"))
    }
}

/// A slip of the pen.
fn near(ty: &str, known: &Known<'_>) -> Option<String> {
    let name = ty.split('(').next().unwrap_or_default().trim_end();
    let types = TYPES.iter().map(|row| row.name);
    let near = nearest(name, types.chain(known.names()))?;
    let arguments = short::name_and_arguments(ty).map(|(_, arguments)| arguments);
    let arguments = arguments.unwrap_or_default();
    let arguments: Vec<String> = arguments.into_iter().map(str::to_owned).collect();
    let row = named(near);
    Some(row.map_or_else(|| near.to_owned(), |row| row.written(&arguments)))
}

/// The edit of a short form after a change.
pub(super) fn rewritten(node: &Node, change: impl Fn(&mut short::Short<'_>)) -> Option<Edit> {
    let mut short = short::parse(node.scalar()?);
    change(&mut short);
    Some(instead(&short, node, &Written::One(short.ty.to_owned())))
}

/// The edit that puts another type in the place of a short form's, its `?` and default kept.
fn instead(short: &short::Short<'_>, node: &Node, written: &Written) -> Edit {
    let text = match written {
        // A list has neither.
        Written::List(_) => written.to_string(),
        Written::One(ty) => {
            let null = if short.null { "?" } else { "" };
            let default = short.default.map(|text| format!(" = {text}"));
            quote::scalar(&format!("{ty}{null}{}", default.unwrap_or_default()))
        }
    };
    Edit::replace(node.span.clone(), text)
}
