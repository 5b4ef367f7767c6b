//! `actions:` of a service.

use std::time::Duration;

use super::members::{Sender, members};
use super::{Build, Known, listed};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::edit::Edit;
use crate::model::api::{EMPTY, Flow, STRUCT};
use crate::model::grammar::ACTION;
use crate::model::naming::TYPE;
use crate::model::{Action, Name, Payload, STREAMS, Shape, short};
use crate::spec::{Key, Node};

/// The hook that stands beside the RPCs in the trait of a service over a model.
const HOOK: &str = "present";

/// The actions of a service; one over a model has the standard RPCs' names already.
pub(super) fn actions(
    build: &mut Build,
    service: &Node,
    known: &Known<'_>,
    has_model: bool,
) -> Vec<Action> {
    let entries = build.entries(service, "actions");
    let mut actions = Vec::with_capacity(entries.len());
    for (key, node) in entries {
        build.type_name(key, entries);
        if has_model {
            standard(build, key, entries);
        }
        if node.is_null() {
            let found = Diagnostic::new(
                Code::WrongShape,
                key.span.clone(),
                format!("`{}` has no value", key.text),
            );
            let space = if node.span.is_empty() { " " } else { "" };
            let fix = Edit::replace(node.span.clone(), format!("{space}{{}}"));
            build.report(found.help(format!("write `{}: {{}}`", key.text)).fix(fix));
            continue;
        }
        build.keys(node, &ACTION);
        actions.push(action(build, key, node, known));
    }
    actions
}

/// Refuses the name of an RPC that a service over a model has or may have some day.
fn standard(build: &mut Build, key: &Key, entries: &[(Key, Node)]) {
    let own = Name::new(key.text.clone()).snake();
    let is_hook = own == HOOK;
    let mut rpcs = crate::model::service::MIXINS.iter();
    if !is_hook && !rpcs.any(|(name, ..)| *name == own) {
        return;
    }
    let what = match is_hook {
        true => "the hook that makes answers of records",
        false => "a standard RPC",
    };
    let message = format!("`{}` is the name of {what}", key.text);
    let found = Diagnostic::new(Code::ActionName, key.span.clone(), message);
    let near = format!("{}Own", key.text);
    let free = entries.iter().all(|(twin, _)| twin.text != near);
    let help = match is_hook {
        true => format!("call it otherwise, as `{near}`"),
        false => format!("call it otherwise, as `{near}`, or take the mixin `{own}`"),
    };
    build.report(
        found
            .help(help)
            .fix(free.then(|| Edit::replace(key.span.clone(), near))),
    );
}

fn action(build: &mut Build, key: &Key, node: &Node, known: &Known<'_>) -> Action {
    let flow = flow(build, node);
    let reads = Side {
        key: "request",
        name_key: "request_name",
        sender: Sender::Client,
        streams: flow.client_streams(),
    };
    let answers = Side {
        key: "response",
        name_key: "response_name",
        sender: Sender::Server,
        streams: flow.server_streams(),
    };
    Action {
        name: Name::new(key.text.clone()),
        comment: build.comment(node),
        request: payload(build, node, &reads, known),
        response: payload(build, node, &answers, known),
        flow,
        time_limit: time_limit(build, node),
    }
}

fn flow(build: &mut Build, node: &Node) -> Flow {
    let Some(below) = node.get("stream") else {
        return Flow::Unary;
    };
    let Some(text) = below.scalar() else {
        let message = "`stream` is one word";
        let found = Diagnostic::new(Code::WrongShape, below.span.clone(), message);
        let found = found.help("write `both` where both sides stream");
        build.report(found.fix(Edit::replace(below.span.clone(), "both")));
        return Flow::Unary;
    };
    if let Some((_, flow)) = STREAMS.iter().find(|(name, _)| *name == text) {
        return *flow;
    }
    let near = match text {
        "duplex" | "bidi" | "bidirectional" => Some("both"),
        "request" => Some("client"),
        "response" => Some("server"),
        text => nearest(text, STREAMS.map(|(name, _)| name)),
    };
    let message = format!("unknown side of a stream `{text}`");
    let found = Diagnostic::new(Code::UnknownValue, below.span.clone(), message);
    build.report(match near {
        Some(near) => {
            let found = found.help(format!("did you mean `{near}`?"));
            found.replacement(near)
        }
        None => found.help("`client`, `server` or `both`; without `stream`, neither is one"),
    });
    Flow::Unary
}

/// One side of an action.
struct Side {
    key: &'static str,
    name_key: &'static str,
    sender: Sender,
    streams: bool,
}

fn payload(build: &mut Build, node: &Node, side: &Side, known: &Known<'_>) -> Payload {
    let name = message_name(build, node, side.name_key);
    let Some(below) = node.get(side.key) else {
        unneeded_name(build, node, side);
        return Payload::Nothing;
    };
    if below.entries().is_some() {
        return Payload::Inline(members(build, below, side.sender, known), name);
    }
    if let Some(items) = below.items() {
        return list(build, below, items, side, known)
            .map_or(Payload::Nothing, |shape| Payload::List(shape, name));
    }
    unneeded_name(build, node, side);
    match below.scalar().unwrap_or_default() {
        EMPTY => Payload::Nothing,
        STRUCT => Payload::Struct,
        text => shape(build, text, below, side, known).map_or(Payload::Nothing, Payload::One),
    }
}

fn list(
    build: &mut Build,
    node: &Node,
    items: &[Node],
    side: &Side,
    known: &Known<'_>,
) -> Option<Shape> {
    let [item] = items else {
        let help = format!("one model or message in brackets: `{}: [Post]`", side.key);
        build.error(
            Code::UnknownShape,
            &node.span,
            "a list is of one shape",
            help,
        );
        return None;
    };
    let text = item.scalar().unwrap_or_default();
    if side.streams {
        let message = "a stream of lists is not supported: each message is one item";
        let found = Diagnostic::new(Code::StreamOfLists, node.span.clone(), message);
        let one = known.model(text).is_some() || known.message(text).is_some();
        let fix = one.then(|| Edit::replace(node.span.clone(), text));
        build.report(match one {
            true => found.fix(fix),
            false => found.help(format!("write the shape alone: `{}: Post`", side.key)),
        });
        return None;
    }
    shape(build, text, item, side, known)
}

/// A model or a message by its name.
fn shape(
    build: &mut Build,
    text: &str,
    node: &Node,
    side: &Side,
    known: &Known<'_>,
) -> Option<Shape> {
    if let Some(model) = known.model(text) {
        return Some(Shape::Model(model));
    }
    if let Some(message) = known.message(text) {
        return Some(Shape::Message(message));
    }
    let found = Diagnostic::new(
        Code::UnknownShape,
        node.span.clone(),
        format!("unknown shape `{text}`"),
    );
    let names = known
        .models
        .iter()
        .chain(known.messages)
        .map(String::as_str);
    let typed = short::name_and_arguments(short::parse(text).ty);
    let is_type = typed.is_some_and(|(name, _)| {
        crate::model::types::named(name).is_some() || known.meaning(name).is_some()
    });
    build.report(match nearest(text, names.clone().chain([STRUCT, EMPTY])) {
        _ if is_type => {
            let key = side.key;
            found.help(format!(
                "a message has fields: `{key}: {{ value: {text} }}`"
            ))
        }
        Some(near) => {
            let found = found.help(format!("did you mean `{near}`?"));
            found.replacement(near)
        }
        None => {
            let help =
                "a model or a message, one of them in brackets, fields as `{ id: int64 }`, or";
            let known: Vec<&str> = names.collect();
            found.help(format!("{help} `{STRUCT}`; known: {}", listed(known)))
        }
    });
    None
}

fn message_name(build: &mut Build, node: &Node, key: &str) -> Option<Name> {
    let below = node.get(key)?;
    let text = build.word(node, key)?;
    if let Some(found) = TYPE.refusal(&text, below.span.clone()) {
        build.report(match TYPE.nearest(&text) {
            Some(near) => found
                .help(format!("write it as `{near}`"))
                .replacement(near),
            None => found,
        });
        return None;
    }
    Some(Name::new(text))
}

/// Refuses the name of a message that has one, or is none.
fn unneeded_name(build: &mut Build, node: &Node, side: &Side) {
    if let Some((key, _)) = node.entry(side.name_key) {
        let name = side.name_key;
        let message = format!("`{name}` is for fields that are written here, and for lists");
        let found = Diagnostic::new(Code::MessageName, key.span.clone(), message);
        build.report(
            found
                .help(format!("remove `{name}`"))
                .fix(node.without(name)),
        );
    }
}

/// `30s`, `5m`, `1h 30m`, or as a duration is written elsewhere: `00:05:00`.
fn time_limit(build: &mut Build, node: &Node) -> Option<Duration> {
    let below = node.get("time_limit")?;
    let text = below.scalar().unwrap_or_default();
    let parsed: Option<jiff::SignedDuration> = text.parse().ok();
    let limit = parsed.and_then(|limit| Duration::try_from(limit).ok());
    let limit = limit.filter(|limit| !limit.is_zero());
    if limit.is_none() {
        let message = format!("`{text}` is no time limit");
        let found = Diagnostic::new(Code::TimeLimit, below.span.clone(), message);
        let seconds = text.parse::<u32>().ok().filter(|seconds| *seconds > 0);
        build.report(match seconds {
            Some(seconds) => found.replacement(format!("{seconds}s")),
            None => found.help("a number and a unit, as `time_limit: 30s` or `time_limit: 1h 30m`"),
        });
    }
    limit
}
