//! Numbers of messages and enums, going on from what was published.

use std::collections::BTreeMap;

use super::lock::{Numbers, WireLock};
use super::numbers;
use crate::model::Enum;
use crate::model::api::{Api, Message};

/// The numbers of every field and member, in the order of the API and of the enums.
#[derive(Debug, Default)]
pub struct Numbered {
    pub messages: Vec<Given>,
    pub enums: Vec<Given>,
}

/// The numbers of one message or enum.
#[derive(Debug, Default, Clone)]
pub struct Given {
    /// In the order of its fields or members.
    pub numbers: Vec<i32>,
    /// What was published once, by number.
    pub reserved: Vec<(i32, String)>,
}

/// Numbers everything, and returns what is published from now on.
pub fn number(api: &Api, enums: &[Enum], before: &WireLock) -> (Numbered, WireLock) {
    let mut next = WireLock::default();
    let mut numbered = Numbered::default();
    for e in enums {
        let name = e.name.pascal();
        let members = e.members.iter().map(|member| member.proto.as_str());
        let assigned = numbers::assign(before.enums.get(&name), members.clone());
        numbered.enums.push(given(&assigned, members));
        next.enums.insert(name, assigned);
    }
    for message in &api.messages {
        let known = before.messages.get(&message.name);
        numbered.messages.push(fields(message, known, &mut next));
    }
    for service in &api.services {
        let rpcs = service.rpcs.iter().map(|rpc| rpc.name.clone());
        next.services.insert(service.name.clone(), rpcs.collect());
    }
    keep_tombstones(&mut next.messages, &before.messages);
    keep_tombstones(&mut next.enums, &before.enums);
    keep_rpcs(&mut next, before);
    (numbered, next)
}

fn fields(message: &Message, known: Option<&Numbers>, next: &mut WireLock) -> Given {
    // A key that a call looks up is number 1 whatever it is called.
    if message
        .fields
        .iter()
        .any(|field| field.source.has_fixed_number())
    {
        let numbers = (1..).take(message.fields.len()).collect();
        return Given {
            numbers,
            reserved: Vec::new(),
        };
    }
    let names = message.fields.iter().map(|field| field.name.as_str());
    let assigned = numbers::assign(known, names.clone());
    let given = given(&assigned, names);
    if !message.fields.is_empty() || known.is_some() {
        next.messages.insert(message.name.clone(), assigned);
    }
    given
}

fn given<'a>(assigned: &Numbers, names: impl Iterator<Item = &'a str>) -> Given {
    let reserved = assigned.reserved.iter();
    let mut reserved: Vec<_> = reserved
        .map(|(name, number)| (*number, name.clone()))
        .collect();
    reserved.sort_unstable();
    Given {
        numbers: names.map(|name| assigned.used[name]).collect(),
        reserved,
    }
}

fn keep_tombstones(next: &mut BTreeMap<String, Numbers>, before: &BTreeMap<String, Numbers>) {
    for (name, numbers) in before {
        if !next.contains_key(name) {
            next.insert(name.clone(), numbers::bury(numbers));
        }
    }
}

fn keep_rpcs(next: &mut WireLock, before: &WireLock) {
    for (service, rpcs) in &before.services {
        let published = next.services.entry(service.clone()).or_default();
        for rpc in rpcs {
            if !published.contains(rpc) {
                published.push(rpc.clone());
            }
        }
    }
}
