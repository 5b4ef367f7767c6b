//! Enums: `PostStatus: [draft, published]`, or in the long form
//! `PostStatus: { values: { DRAFT: d, PUBLISHED: { value: p, comment: … } }, comment: … }`.

use std::ops::Range;

use super::Build;
use crate::model::{Enum, Member, Name};
use crate::spec::{Key, Node};

pub(super) fn enums(build: &mut Build, root: &Node) -> Vec<Enum> {
    let entries = build.entries(root, "enums");
    entries
        .iter()
        .map(|(key, node)| {
            build.type_name(key);
            one(build, key, node)
        })
        .collect()
}

fn one(build: &mut Build, key: &Key, node: &Node) -> Enum {
    // A long form has `values`, unless that is a member with a value of its own.
    let values = node
        .get("values")
        .filter(|values| values.scalar().is_none());
    if values.is_some() {
        build.keys(node, &["values", "comment"]);
    }
    let comment = values.and_then(|_| build.comment(node));
    let values = values.unwrap_or(node);
    let mut members: Vec<Member> = Vec::new();
    for item in values.items().unwrap_or_default() {
        let stored = item.scalar().unwrap_or_default();
        add(build, &mut members, stored, stored, None, &item.span);
    }
    for (name, value) in values.entries().unwrap_or_default() {
        let (stored, comment) = match value.scalar() {
            Some(stored) => (Some(stored), None),
            None => {
                build.keys(value, &["value", "comment"]);
                let stored = value.get("value").and_then(Node::scalar);
                (stored, build.comment(value))
            }
        };
        let stored = stored.unwrap_or(&name.text);
        add(build, &mut members, &name.text, stored, comment, &name.span);
    }
    if members.is_empty() {
        let help = "write `[draft, published]`, or `{ DRAFT: d, PUBLISHED: p }`";
        build.error(&node.span, "an enum needs members", help);
    }
    Enum {
        name: Name::new(key.text.clone()),
        comment,
        members,
    }
}

fn add(
    build: &mut Build,
    members: &mut Vec<Member>,
    name: &str,
    stored: &str,
    comment: Option<String>,
    span: &Range<usize>,
) {
    let name = Name::new(name);
    let proto = name.shouty();
    // prost names variants without the enum's name, and ENUM_UNSPECIFIED is there already.
    let short = |proto: &str| proto.strip_prefix("ENUM_").unwrap_or(proto).to_owned();
    let sound = proto.starts_with(|c: char| c.is_ascii_alphabetic())
        && proto.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !["UNSPECIFIED", "SELF"].contains(&short(&proto).as_str());
    // prost's variants are without underscores too: `a_1` and `a1` are both `A1`.
    let camel = |proto: &str| Name::new(short(proto).to_lowercase()).pascal();
    let twin = |member: &&Member| camel(&member.proto) == camel(&proto) || member.stored == stored;
    if !sound {
        let message = match name.as_typed() {
            "" => String::from("this is no enum member"),
            name => format!("`{name}` is no enum member"),
        };
        build.error(
            span,
            message,
            "write a word, as `draft`; ENUM_UNSPECIFIED is there by itself",
        );
    } else if let Some(twin) = members.iter().find(twin) {
        let message = format!(
            "`{}` is the same member as `{}`",
            name.as_typed(),
            twin.proto
        );
        build.error(
            span,
            message,
            "remove one of them, or give it another value",
        );
    }
    members.push(Member {
        proto,
        variant: name.pascal(),
        stored: stored.to_owned(),
        comment,
    });
}
