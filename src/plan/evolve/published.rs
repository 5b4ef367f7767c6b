//! Numbers and files under new names: what was called otherwise keeps them.

use std::collections::BTreeMap;

use crate::model::api::{Api, Message, MessageId, Payload, Source};
use crate::model::{Model, Name, Old, Project};
use crate::plan::lock::{Numbers, WireLock};
use crate::plan::names::NamesLock;

/// The files that models have: one that is renamed keeps its own, since the user works in them.
pub fn names(project: &Project, before: &NamesLock) -> NamesLock {
    let mut names = before.clone();
    for (new, old) in &project.renames.models {
        moved(&mut names.files, old, new);
    }
    names
}

/// What was published, under the names of today.
#[derive(Debug, Default)]
pub struct Moved {
    pub wire: WireLock,
    /// The messages and enums that have another name now, by their old ones.
    pub types: BTreeMap<String, String>,
}

/// What was published, with the numbers of fields and members at their names of today.
pub fn wire(project: &Project, api: &Api, before: &WireLock) -> Moved {
    let mut wire = before.clone();
    let mut types = BTreeMap::new();
    for message in &api.messages {
        let Some(model) = message.of.and_then(|at| project.models.get(at)) else {
            continue;
        };
        if let Some(old) = old_message(project, model, message)
            && moved(&mut wire.messages, &old, &message.name)
        {
            types.insert(old, message.name.clone());
        }
        if let Some(numbers) = wire.messages.get_mut(&message.name) {
            fields(project, model, message, numbers);
        }
    }
    spoken(project, api, &mut wire);
    for one in &project.enums {
        let name = one.name.as_typed();
        if let Some(old) = project.renames.enums.get(name) {
            let (old, new) = (Name::new(old.as_str()).pascal(), one.name.pascal());
            if moved(&mut wire.enums, &old, &new) {
                types.insert(old, new);
            }
        }
        let numbers = wire.enums.get_mut(&one.name.pascal());
        let members = project.renames.members.get(name);
        for (numbers, members) in numbers.into_iter().zip(members) {
            for (new, old) in members {
                let [old, new] = [old, new].map(|name| Name::new(name.as_str()).shouty());
                moved(&mut numbers.used, &old, &new);
            }
        }
    }
    Moved { wire, types }
}

/// The fields of messages of no model, and of those that are written with an action.
fn spoken(project: &Project, api: &Api, wire: &mut WireLock) {
    let renames = &project.renames;
    let mut rename = |id: Option<MessageId>, olds: &Old| {
        let numbers = id.and_then(|id| wire.messages.get_mut(&api.message(id).name));
        if let Some(numbers) = numbers {
            for (new, old) in olds {
                moved(&mut numbers.used, old, new);
            }
        }
    };
    for (name, olds) in &renames.given {
        let name = Name::new(name.as_str()).pascal();
        for plain in api.plain.iter().filter(|plain| plain.name == name) {
            rename(plain.request, olds);
            rename(plain.response, olds);
        }
    }
    let of_action = |(service, action): &(String, String)| {
        let service = format!("{}Controller", Name::new(service.as_str()).pascal());
        let action = Name::new(action.as_str()).pascal();
        let service = api.services.iter().find(|one| one.name == service)?;
        service.rpcs.iter().find(|rpc| rpc.name == action)
    };
    let id = |payload: Payload| match payload {
        Payload::Message(id) => Some(id),
        Payload::External(_) => None,
    };
    for (action, olds) in &renames.asked {
        rename(of_action(action).and_then(|rpc| id(rpc.request)), olds);
    }
    for (action, olds) in &renames.answered {
        rename(of_action(action).and_then(|rpc| id(rpc.response)), olds);
    }
}

/// `PostRequest`, where the model of `ArticleRequest` was a `Post`.
fn old_message(project: &Project, model: &Model, message: &Message) -> Option<String> {
    let old = project.renames.models.get(model.name.as_typed())?;
    let rest = message.name.strip_prefix(&model.name.pascal())?;
    Some(format!("{}{rest}", Name::new(old.as_str()).pascal()))
}

fn fields(project: &Project, model: &Model, message: &Message, numbers: &mut Numbers) {
    let Some(olds) = project.renames.fields.get(model.name.as_typed()) else {
        return;
    };
    for field in &message.fields {
        let of = match field.source {
            Source::Column(at) => &model.fields[at].name,
            Source::Link(at) => &model.links[at].name,
            Source::Path(_)
            | Source::Slug(..)
            | Source::Nested(_)
            | Source::Reverse(_)
            | Source::Computed
            | Source::Given
            | Source::Key
            | Source::Mask
            | Source::Results
            | Source::Count
            | Source::Filters
            | Source::Pagination => continue,
        };
        let rest = field.name.strip_prefix(of.as_typed());
        if let Some((old, rest)) = olds.get(of.as_typed()).zip(rest) {
            moved(&mut numbers.used, &format!("{old}{rest}"), &field.name);
        }
    }
}

/// Moves what stands under an old name, unless the new one has something already. Whether it did.
fn moved<T>(all: &mut BTreeMap<String, T>, old: &str, new: &str) -> bool {
    if all.contains_key(new) {
        return false;
    }
    let known = all.remove(old);
    let found = known.map(|known| all.insert(new.to_owned(), known));
    found.is_some()
}
