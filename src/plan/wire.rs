//! Numbers of messages and enums, going on from what was published.

use std::collections::BTreeMap;

use super::lock::{Numbers, WireLock};
use super::numbers;
use super::view::{ModelView, ProjectView};

/// Numbers everything in `view` and returns what is published from now on.
pub fn number(view: &mut ProjectView, before: &WireLock) -> WireLock {
    let mut next = WireLock::default();
    for each in &mut view.enums {
        let members = each.members.iter().map(|member| member.proto.as_str());
        let assigned = numbers::assign(before.enums.get(&each.name), members);
        for member in &mut each.members {
            member.number = assigned.used[&member.proto];
        }
        each.reserved = reserved(&assigned, "    ");
        next.enums.insert(each.name.clone(), assigned);
    }
    for model in view.models.iter_mut().filter(|model| model.service) {
        number_messages(model, before, &mut next);
        let controller = format!("{}Controller", model.name);
        let rpcs = model.rpcs.iter().map(|rpc| (*rpc).to_owned()).collect();
        next.services.insert(controller, rpcs);
    }
    keep_tombstones(&mut next.messages, &before.messages);
    keep_tombstones(&mut next.enums, &before.enums);
    for (service, rpcs) in &before.services {
        let published = next.services.entry(service.clone()).or_default();
        for rpc in rpcs {
            if !published.contains(rpc) {
                published.push(rpc.clone());
            }
        }
    }
    next
}

fn number_messages(model: &mut ModelView, before: &WireLock, next: &mut WireLock) {
    let base = model.name.clone();
    let mut assign = |suffix: &'static str, offered: bool, names: &[String]| {
        let message = format!("{base}{suffix}");
        let known = before.messages.get(&message);
        let assigned = numbers::assign(known, names.iter().map(String::as_str));
        let text = reserved(&assigned, "  ");
        if offered {
            next.messages.insert(message, assigned.clone());
        }
        (assigned, (suffix, text))
    };
    let offers = |rpc: &str| model.rpcs.contains(&rpc);
    let mut texts = BTreeMap::new();
    let lists = [
        ("Request", model.has_request, &mut model.request),
        (
            "PartialUpdateRequest",
            model.has_partial,
            &mut model.partial,
        ),
        ("Response", model.has_response, &mut model.response),
    ];
    for (suffix, offered, fields) in lists {
        let names: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
        let (assigned, text) = assign(suffix, offered, &names);
        for field in fields {
            field.number = assigned.used[&field.name];
        }
        texts.extend([text]);
    }
    let key = [model.lookup.name.clone()];
    let list = ["results".to_owned(), "count".to_owned()];
    let list = &list[..1 + usize::from(model.counted)];
    // A lookup's only field is number 1 by contract, so its numbers are not kept.
    for (suffix, offered, names) in [
        ("ListResponse", offers("List"), list),
        ("ListRequest", false, &[]),
        ("StreamRequest", false, &[]),
        ("RetrieveRequest", false, &key),
        ("DestroyRequest", false, &key),
    ] {
        texts.extend([assign(suffix, offered, names).1]);
    }
    model.reserved = texts;
}

fn keep_tombstones(next: &mut BTreeMap<String, Numbers>, before: &BTreeMap<String, Numbers>) {
    for (name, numbers) in before {
        if !next.contains_key(name) {
            next.insert(name.clone(), numbers::bury(numbers));
        }
    }
}

/// The `reserved` statements, each on a line of its own; nothing when all is in use.
fn reserved(numbers: &Numbers, indent: &str) -> String {
    let mut gone: Vec<_> = numbers.reserved.iter().collect();
    gone.sort_by_key(|(_, number)| **number);
    if gone.is_empty() {
        return String::new();
    }
    let numbers: Vec<_> = gone.iter().map(|(_, number)| number.to_string()).collect();
    let names: Vec<_> = gone.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    format!(
        "{indent}reserved {};\n{indent}reserved {};",
        numbers.join(", "),
        names.join(", ")
    )
}
