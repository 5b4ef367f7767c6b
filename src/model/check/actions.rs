//! Names of actions and of their messages, by the places they stand in.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use heck::ToUpperCamelCase;

use super::declare::{declare, module, refusal, service_names};
use super::names::{field_names, message_names};
use crate::diagnostic::{Code, Diagnostic};
use crate::edit::Edit;
use crate::model::api::{Api, Home, Label, Message, MessageId, Payload as Spoken, Service};
use crate::model::decode::Build;
use crate::model::scope::Scope;
use crate::model::{Action, Enum, MessageMember, Payload, Project, Rpc, Shape};
use crate::spec::{Key, Node};

/// The actions of a service, and where they are written.
struct Site<'a> {
    /// As messages call the service: `Post`.
    service: &'a str,
    actions: &'a [Action],
    entries: &'a [(Key, Node)],
    home: Home,
}

/// Those of the models, then those of services beside them.
fn sites<'a>(root: &'a Node, project: &'a Project) -> Vec<Site<'a>> {
    let below = |key| root.get(key).and_then(Node::entries).unwrap_or_default();
    let entries = |node: &'a Node| node.get("actions").and_then(Node::entries);
    let models = project.models.iter().zip(below("models")).enumerate();
    let models = models.filter_map(|(position, (model, (key, node)))| {
        Some(Site {
            service: &key.text,
            actions: &model.service.as_ref()?.actions,
            entries: node.get("service").and_then(entries)?,
            home: Home::Model(position),
        })
    });
    let own = project.services.iter().zip(below("services")).enumerate();
    let own = own.filter_map(|(position, (service, (key, node)))| {
        Some(Site {
            service: &key.text,
            actions: &service.actions,
            entries: entries(node)?,
            home: Home::Service(position),
        })
    });
    models.chain(own).collect()
}

impl<'a> Site<'a> {
    /// Each action with where it is written.
    fn written(&self) -> impl Iterator<Item = (&'a Action, &'a Key, &'a Node)> {
        let named = |action: &&Action| {
            let mut entries = self.entries.iter();
            entries.find(|(key, _)| key.text == action.name.as_typed())
        };
        let actions = self.actions.iter();
        let written = actions.filter_map(|action| Some((action, named(&action)?)));
        written
            .map(|(action, (key, node))| (action, key, node))
            .collect::<Vec<_>>()
            .into_iter()
    }

    fn served<'s>(&self, api: &'s Api) -> Option<&'s Service> {
        api.services
            .iter()
            .find(|service| service.home == self.home)
    }
}

/// What actions add to the proto package, and to the module of messages in Rust.
pub(super) fn package(
    build: &mut Build,
    scope: &mut Scope,
    root: &Node,
    project: &Project,
    api: &Api,
) {
    plain(build, scope, root, &project.enums, api);
    let own = root.get("services").and_then(Node::entries);
    for (key, _) in own.unwrap_or_default() {
        let name = format!("{}Controller", key.text.to_upper_camel_case());
        let what = format!("the service `{}`", key.text);
        declare(
            build,
            scope,
            &service_names(&name),
            &what,
            &key.span,
            refusal,
        );
    }
    let mut declared: HashSet<MessageId> =
        api.messages_at(Home::Messages).map(|(id, _)| id).collect();
    for site in sites(root, project) {
        let Some(service) = site.served(api) else {
            continue;
        };
        for (action, key, node) in site.written() {
            lists(build, project, action, node);
            let mut rpcs = service.rpcs.iter();
            let Some(rpc) = rpcs.find(|rpc| rpc.name == action.name.pascal()) else {
                continue;
            };
            for (side, spoken) in [("request", rpc.request), ("response", rpc.response)] {
                let Spoken::Message(id) = spoken else {
                    continue;
                };
                let message = api.message(id);
                if message.of.is_some() || !declared.insert(id) {
                    continue;
                }
                let name = node.get(&format!("{side}_name"));
                let span = name.map_or(&key.span, |name| &name.span);
                let what = format!("the {side} of `{}.{}`", site.service, key.text);
                declare(
                    build,
                    scope,
                    &all_names(message, &project.enums),
                    &what,
                    span,
                    refusal,
                );
            }
        }
    }
}

/// Messages of `messages:`; the struct of Rust has the name alone.
fn plain(build: &mut Build, scope: &mut Scope, root: &Node, enums: &[Enum], api: &Api) {
    let below = |key| root.get(key).and_then(Node::entries).unwrap_or_default();
    let others = below("models").iter().chain(below("enums"));
    let others: HashSet<&str> = others.map(|(key, _)| key.text.as_str()).collect();
    let spoken = api.messages_at(Home::Messages);
    let spoken: HashMap<&str, &Message> = spoken
        .map(|(_, message)| (message.name.as_str(), message))
        .collect();
    // What is called as a model or an enum is refused already.
    let entries = below("messages").iter();
    for (key, _) in entries.filter(|(key, _)| !others.contains(key.text.as_str())) {
        let base = key.text.to_upper_camel_case();
        let mut names = vec![base.clone()];
        for suffix in ["Request", "Response", "ListRequest", "ListResponse"] {
            if let Some(message) = spoken.get(format!("{base}{suffix}").as_str()) {
                names.extend(all_names(message, enums));
                names.extend(groups(&base, message));
            }
        }
        let what = format!("the message `{}`", key.text);
        declare(build, scope, &names, &what, &key.span, refusal);
    }
}

/// The message, the module of its oneofs, and what they are called in Rust.
fn all_names(message: &Message, enums: &[Enum]) -> Vec<String> {
    let mut names = message_names(message, enums);
    let groups = groups(&message.name, message);
    if !groups.is_empty() {
        names.push(module(&message.name, ""));
        names.extend(groups);
    }
    names
}

/// `ChatLineBody`, of a oneof `body`.
fn groups(base: &str, message: &Message) -> Vec<String> {
    let groups = message
        .fields
        .iter()
        .filter_map(|field| match &field.label {
            Label::OneOf(group) => Some(format!("{base}{}", group.to_upper_camel_case())),
            _ => None,
        });
    groups.collect()
}

/// A list of what clients write has the name of what List reads.
fn lists(build: &mut Build, project: &Project, action: &Action, node: &Node) {
    let Payload::List(Shape::Model(model), None) = &action.request else {
        return;
    };
    let model = &project.models[*model];
    let offered = model
        .service
        .as_ref()
        .is_some_and(|service| service.offers(Rpc::List));
    let Some((key, below)) = node.entry("request").filter(|_| offered) else {
        return;
    };
    let name = format!("{}{}Request", model.name.pascal(), action.name.pascal());
    let message = format!("`{}ListRequest` is what List reads", model.name.pascal());
    let found = Diagnostic::new(Code::MessageName, below.span.clone(), message);
    let help = format!("give this one a name: `request_name: {name}`");
    let line = build.diagnostics.source()[..key.span.start]
        .rsplit('\n')
        .next();
    let indent = line.unwrap_or_default();
    let between = match indent.trim().is_empty() {
        true => format!("\n{indent}"),
        false => String::from(", "),
    };
    let fix = Edit::insert(key.span.start, format!("request_name: {name}{between}"));
    build.report(found.help(help).fix(fix));
}

/// The fields of each message: in the proto, in JSON, in Rust.
pub(super) fn fields(build: &mut Build, root: &Node, project: &Project) {
    let entries = root.get("messages").and_then(Node::entries);
    for (message, (key, node)) in project.messages.iter().zip(entries.unwrap_or_default()) {
        let node = node.get("fields").unwrap_or(node);
        members(build, &message.members, node, &key.span);
    }
    for site in sites(root, project) {
        for (action, key, node) in site.written() {
            for (payload, side) in [(&action.request, "request"), (&action.response, "response")] {
                if let (Payload::Inline(all, _), Some(node)) = (payload, node.get(side)) {
                    members(build, all, node, &key.span);
                }
            }
        }
    }
}

/// A oneof and its fields stand beside the other fields.
fn members(build: &mut Build, members: &[MessageMember], node: &Node, of: &Range<usize>) {
    let mut scope = Scope::exact();
    for member in members {
        let entry = node.entry(member.name().as_typed());
        let mut names = vec![(member.name(), entry.map_or(of, |(key, _)| &key.span))];
        if let MessageMember::OneOf(group) = member {
            let below = entry.and_then(|(_, node)| node.get("oneof"));
            names.extend(group.fields.iter().map(|field| {
                let key = below.and_then(|node| node.entry(field.name.as_typed()));
                (&field.name, key.map_or(of, |(key, _)| &key.span))
            }));
        }
        for (name, span) in names {
            let name = name.as_typed();
            let what = format!("`{name}`");
            declare(
                build,
                &mut scope,
                &field_names(name),
                &what,
                span,
                |_, holder| {
                    let message = format!("`{name}` collides with {holder}");
                    let help =
                        "rename one of them: Rust, protobuf or JSON would not tell them apart";
                    (message, help.to_owned())
                },
            );
        }
    }
}
