//! The names of enums and of their members, in the place where the protos define them.

use std::collections::HashSet;
use std::ops::Range;

use heck::ToUpperCamelCase;

use super::declare::{declare, module, refusal};
use crate::model::api::Api;
use crate::model::decode::Build;
use crate::model::ident::rust_ident;
use crate::model::scope::Scope;
use crate::model::{Enum, EnumPlacement, defined_in};
use crate::spec::{Key, Node};

/// What stands in the proto package for enums: their definitions and, where nothing is around
/// these, their members, too.
pub(super) fn in_package(
    build: &mut Build,
    scope: &mut Scope,
    entries: &[(Key, Node)],
    enums: &[Enum],
) {
    for ((key, node), e) in entries.iter().zip(enums) {
        let name = &key.text;
        // The message around the enum, and the module that prost puts the enum in. An enum in a
        // message keeps its name free, too: there it would hide what is called so in the package.
        let spellings = [
            name.clone(),
            rust_ident(&name.to_upper_camel_case()),
            module(name, ""),
        ];
        let what = format!("the enum `{name}`");
        declare(build, scope, &spellings, &what, &key.span, refusal);
        if e.placement == EnumPlacement::GlobalScope {
            plain_members(build, scope, key, node, e);
        }
    }
}

/// Protobuf has the members of an enum beside it, and not in it.
fn plain_members(build: &mut Build, scope: &mut Scope, key: &Key, node: &Node, e: &Enum) {
    let what = format!("a member of `{}`", key.text);
    let refusal = |name: &str, holder: &str| {
        let message = format!("`{name}` is the name of {holder} already");
        let help = "rename one of them, or set `placement: global_scope_wrapped`: plain enums share the names of their members";
        (message, help.to_owned())
    };
    let members = e.members.iter().zip(written_members(node));
    let members = members.map(|(member, (_, span))| (member.proto.clone(), span));
    let zero = (e.unspecified(), key.span.clone());
    let mut own = HashSet::new();
    for (proto, span) in std::iter::once(zero).chain(members) {
        // Its own members are told apart by themselves.
        if own.insert(proto.clone()) {
            declare(build, scope, &[proto], &what, &span, refusal);
        }
    }
}

/// What a message defines itself: enums of its fields and, where nothing is around these, their members.
pub(super) fn in_messages(build: &mut Build, entries: &[(Key, Node)], enums: &[Enum], api: &Api) {
    let mut seen: HashSet<Vec<usize>> = HashSet::new();
    let mut told = HashSet::new();
    for message in &api.messages {
        let defined = defined_in(enums, message);
        // Several messages of a model have the same.
        if !seen.insert(defined.clone()) {
            continue;
        }
        let mut scope = Scope::exact();
        for at in defined
            .into_iter()
            .filter(|at| !told.contains(at))
            .collect::<Vec<_>>()
        {
            let (key, node) = &entries[at];
            let before = build.diagnostics.len();
            let what = format!("the enum `{}`", key.text);
            let name = [key.text.clone()];
            declare(build, &mut scope, &name, &what, &key.span, refusal);
            if !enums[at].placement.is_wrapped() {
                plain_members(build, &mut scope, key, node, &enums[at]);
            }
            if build.diagnostics.len() > before {
                told.insert(at);
            }
        }
    }
}

/// The members of each enum: in the proto, as variants of prost's and of our own, and as stored.
pub(super) fn members(build: &mut Build, entries: &[(Key, Node)], enums: &[Enum]) {
    for ((key, node), e) in entries.iter().zip(enums) {
        members_of(build, key, node, e);
    }
}

fn members_of(build: &mut Build, key: &Key, node: &Node, e: &Enum) {
    let mut names = Scope::exact();
    let mut values = Scope::exact();
    for spelling in proto_names(e, &e.unspecified()) {
        names.reserve(&spelling, "the one that every enum has for \"not said\"");
    }
    for (member, (typed, span)) in e.members.iter().zip(written_members(node)) {
        let refusal = |_: &str, holder: &str| {
            let message = format!("`{typed}` is the same member as {holder}");
            (message, String::from("remove or rename one of them"))
        };
        let what = format!("`{}`", member.proto);
        let before = build.diagnostics.len();
        let mut spellings = proto_names(e, &member.proto).to_vec();
        spellings.push(format!("our {}", member.variant));
        declare(build, &mut names, &spellings, &what, &span, refusal);
        if build.diagnostics.len() > before {
            continue;
        }
        let stored = format!("{:?}", member.stored);
        declare(build, &mut values, &[stored], &what, &span, |_, holder| {
            let message = format!("`{typed}` stores the same value as {holder}");
            (
                message,
                format!("give each member of `{}` a value of its own", key.text),
            )
        });
    }
}

/// A member as the proto and as prost have it, which names variants without the enum's name.
fn proto_names(e: &Enum, proto: &str) -> [String; 2] {
    let variant = proto.to_upper_camel_case();
    let short = variant
        .strip_prefix(&e.proto_name().to_upper_camel_case())
        .filter(|rest| rest.starts_with(char::is_uppercase));
    let variant = rust_ident(short.unwrap_or(&variant));
    [proto.to_owned(), format!("prost's {variant}")]
}

/// Each member as it is written.
fn written_members(node: &Node) -> Vec<(&str, Range<usize>)> {
    let values = node.get("values").filter(|node| node.scalar().is_none());
    let values = values.unwrap_or(node);
    let items = values.items().unwrap_or_default().iter();
    let items = items.map(|item| (item.scalar().unwrap_or_default(), item.span.clone()));
    let entries = values.entries().unwrap_or_default().iter();
    let entries = entries.map(|(key, _)| (key.text.as_str(), key.span.clone()));
    items.chain(entries).collect()
}
