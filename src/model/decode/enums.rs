//! Enums: `PostStatus: [draft, published]`, or in the long form
//! `PostStatus: { values: { DRAFT: d, PUBLISHED: { value: p, comment: … } }, comment: … }`.
//! Whole numbers, unless they are quoted, are stored as integers.

use std::mem::discriminant;
use std::ops::Range;

use super::Build;
use super::listing::named;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::grammar::{ENUM, MEMBER};
use crate::model::ident::rust_ident;
use crate::model::{Enum, EnumPlacement, Member, MemberValue, Name};
use crate::spec::{Key, Node, NodeKind};

pub(super) fn enums(build: &mut Build, root: &Node) -> Vec<Enum> {
    let entries = build.entries(root, "enums");
    let placement = placement(build, root, "enum_placement").unwrap_or_default();
    entries
        .iter()
        .map(|(key, node)| {
            build.type_name(key, entries);
            one(build, key, node, placement)
        })
        .collect()
}

fn one(build: &mut Build, key: &Key, node: &Node, above: EnumPlacement) -> Enum {
    // A long form has `values`, unless that is a member with a value of its own.
    let values = node
        .get("values")
        .filter(|values| values.scalar().is_none());
    if values.is_some() {
        build.keys(node, &ENUM);
    }
    let comment = values.and_then(|_| build.comment(node));
    let placed = values.and_then(|_| placement(build, node, "placement"));
    let values = values.unwrap_or(node);
    let mut members: Vec<Member> = Vec::new();
    for item in values.items().unwrap_or_default() {
        let name = item.scalar().unwrap_or_default();
        let stored = MemberValue::Text(name.to_owned());
        add(build, &mut members, name, stored, None, &item.span);
    }
    let mut mixed = false;
    for (name, node) in values.entries().unwrap_or_default() {
        let (value, comment) = match node.entries() {
            None => (Some(node), None),
            Some(_) => {
                build.keys(node, &MEMBER);
                (node.get("value"), build.comment(node))
            }
        };
        let stored = match value {
            Some(value) => stored(build, value),
            None => MemberValue::Text(name.text.clone()),
        };
        if let Some(first) = members.first()
            && discriminant(&first.stored) != discriminant(&stored)
            && !mixed
        {
            mixed = true;
            let span = value.map_or(&name.span, |value| &value.span);
            let message = format!(
                "`{}` is stored as {}, but `{}` as {}",
                name.text,
                kind(&stored),
                first.proto,
                kind(&first.stored)
            );
            let help = "give every member a whole number, or quote the numbers: `'1'`";
            build.error(Code::MemberValue, span, message, help);
        }
        add(build, &mut members, &name.text, stored, comment, &name.span);
    }
    if members.is_empty() {
        let help = "write `[draft, published]`, or `{ DRAFT: d, PUBLISHED: p }`";
        build.error(Code::NoMembers, &node.span, "an enum needs members", help);
    }
    Enum {
        name: Name::new(key.text.clone()),
        comment,
        placement: placed.unwrap_or(above),
        members,
    }
}

fn placement(build: &mut Build, node: &Node, key: &str) -> Option<EnumPlacement> {
    let below = node.get(key)?;
    named(build, key, below, &EnumPlacement::NAMES)
}

/// The value of a member: an integer where YAML has one, else text.
fn stored(build: &mut Build, node: &Node) -> MemberValue {
    let NodeKind::Scalar(text, quoted) = &node.kind else {
        let help = "write text or a whole number: `DRAFT: d`, `DRAFT: 1`";
        build.error(
            Code::MemberValue,
            &node.span,
            "this is no value of a member",
            help,
        );
        return MemberValue::Text(String::new());
    };
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if *quoted || !whole {
        return MemberValue::Text(text.clone());
    }
    match text.parse() {
        Ok(number) => MemberValue::Integer(number),
        Err(_) => {
            let message = format!("`{text}` is larger than an integer can be");
            build.error(
                Code::MemberValue,
                &node.span,
                message,
                "quote it, to store it as text",
            );
            MemberValue::Integer(0)
        }
    }
}

fn kind(stored: &MemberValue) -> &'static str {
    match stored {
        MemberValue::Text(_) => "text",
        MemberValue::Integer(_) => "an integer",
    }
}

/// Why a name is no member, and one that is.
fn unsound(name: &str, proto: &str, span: &Range<usize>) -> Diagnostic {
    let found = |reason: &str| {
        let what = match name {
            "" => String::from("this"),
            name => format!("`{name}`"),
        };
        Diagnostic::new(
            Code::InvalidName,
            span.clone(),
            format!("{what} is no enum member{reason}"),
        )
    };
    let ascii = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if ascii(proto) && proto.starts_with(|c: char| c.is_ascii_digit()) {
        let word = format!("no_{}", proto.to_lowercase());
        return found(": it begins with a digit").replacement(word);
    }
    found("").help("letters of ASCII, digits and `_`, beginning with a letter: `draft`")
}

fn add(
    build: &mut Build,
    members: &mut Vec<Member>,
    name: &str,
    stored: MemberValue,
    comment: Option<String>,
    span: &Range<usize>,
) {
    let name = Name::new(name);
    let proto = name.shouty();
    let sound = proto.starts_with(|c: char| c.is_ascii_alphabetic())
        && proto.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !sound {
        build.report(unsound(name.as_typed(), &proto, span));
    }
    members.push(Member {
        proto,
        variant: rust_ident(&name.pascal()),
        stored,
        comment,
    });
}
