//! A proto that clients have already: its names and numbers, to go on from.

use std::collections::BTreeMap;
use std::ops::Range;

use prost_types::field_descriptor_proto::Label;
use prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto,
};

use super::lock::{Numbers, WireLock};
use crate::diagnostic::{Code, Diagnostics};
use crate::model::api::{Api, Message};
use crate::model::unspecified;

/// What protos of one package declare.
#[derive(Debug, Default)]
pub struct Published {
    pub package: String,
    pub wire: WireLock,
    /// Message → field → label and type, as they are written.
    pub types: BTreeMap<String, BTreeMap<String, String>>,
    /// What a proto says that cannot be gone on from.
    refused: Vec<String>,
}

impl Published {
    /// Reads a proto in addition to those before.
    pub fn read(&mut self, path: &str, text: &str) -> Result<(), Diagnostics> {
        let mut found = Diagnostics::new(path, text);
        match protox_parse::parse(path, text) {
            Ok(file) => self.add(path, &file),
            Err(error) => {
                let span: Range<usize> = error.span().unwrap_or(0..0);
                found.error(
                    Code::ProtoRefused,
                    span,
                    error.to_string(),
                    "name a proto that protoc accepts",
                );
            }
        }
        for message in self.refused.drain(..) {
            found.error(Code::ProtoRefused, 0..0, message, "nothing was written");
        }
        if found.is_empty() { Ok(()) } else { Err(found) }
    }

    fn add(&mut self, path: &str, file: &FileDescriptorProto) {
        if file.syntax() != "proto3" {
            self.refused.push(format!("{path} is not proto3"));
        }
        if self.package.is_empty() {
            file.package().clone_into(&mut self.package);
        } else if self.package != file.package() {
            let other = format!("{path} is of the package `{}`", file.package());
            self.refused
                .push(format!("{other}, and another one of `{}`", self.package));
        }
        for message in &file.message_type {
            self.message("", message);
        }
        for of_file in &file.enum_type {
            self.members(of_file.name(), of_file);
        }
        for service in &file.service {
            let rpcs = service.method.iter().map(|rpc| rpc.name().to_owned());
            let rpcs = rpcs.collect();
            self.wire.services.insert(service.name().to_owned(), rpcs);
        }
    }

    fn message(&mut self, outer: &str, message: &DescriptorProto) {
        let name = match outer {
            "" => message.name().to_owned(),
            outer => format!("{outer}.{}", message.name()),
        };
        let fields = message.field.iter();
        let used = fields.map(|field| (field.name().to_owned(), field.number()));
        let ranges = message.reserved_range.iter();
        let ranges = ranges.map(|range| range.start()..range.end());
        let numbers = self.numbers(&name, used.collect(), ranges, &message.reserved_name);
        if !numbers.used.is_empty() || !numbers.reserved.is_empty() {
            let typed = |field: &FieldDescriptorProto| {
                let ty = self.written_type(message, field);
                (field.name().to_owned(), ty)
            };
            let types = message.field.iter().map(typed).collect();
            self.types.insert(name.clone(), types);
            self.wire.messages.insert(name.clone(), numbers);
        }
        for inner in &message.enum_type {
            // An enum stands in a message of its name.
            let known = match inner.name() {
                "Enum" => message.name(),
                name => name,
            };
            self.members(known, inner);
        }
        let is_entry = |inner: &&DescriptorProto| {
            let options = inner.options.as_ref();
            !options.is_some_and(prost_types::MessageOptions::map_entry)
        };
        for inner in message.nested_type.iter().filter(is_entry) {
            self.message(&name, inner);
        }
    }

    fn members(&mut self, name: &str, of: &EnumDescriptorProto) {
        let (zero, members): (Vec<_>, Vec<_>) =
            of.value.iter().partition(|member| member.number() == 0);
        let unspecified = unspecified(of.name());
        if zero.iter().any(|member| member.name() != unspecified) {
            let message = format!("member 0 of the enum {name} is not {unspecified}");
            self.refused.push(message);
        }
        let used = members.iter();
        let used = used.map(|member| (member.name().to_owned(), member.number()));
        let ranges = of.reserved_range.iter();
        // The end of an enum's range belongs to it.
        let ranges = ranges.map(|range| range.start()..range.end().saturating_add(1));
        let numbers = self.numbers(name, used.collect(), ranges, &of.reserved_name);
        match self.wire.enums.get(name) {
            Some(known) if *known != numbers => {
                let message = format!("the enum {name} is declared twice, with other numbers");
                self.refused.push(message);
            }
            _ => {
                self.wire.enums.insert(name.to_owned(), numbers);
            }
        }
    }

    /// The numbers of a message or an enum, and which of them are reserved: the first one for the first name.
    fn numbers(
        &mut self,
        of: &str,
        used: Vec<(String, i32)>,
        ranges: impl Iterator<Item = Range<i32>>,
        names: &[String],
    ) -> Numbers {
        let ranges: Vec<_> = ranges.collect();
        let reserved: usize = ranges.iter().map(|range| range.len()).sum();
        if reserved != names.len() {
            let counts = format!("{reserved} numbers and {} names", names.len());
            self.refused.push(format!(
                "{of} reserves {counts}; say both for each field that is gone, in the same order"
            ));
        }
        let mut by_number = BTreeMap::new();
        for (name, number) in &used {
            if let Some(other) = by_number.insert(*number, name) {
                let message = format!("{of} has the number {number} twice: {other}, {name}");
                self.refused.push(message);
            }
        }
        Numbers {
            used: used.into_iter().collect(),
            reserved: names
                .iter()
                .cloned()
                .zip(ranges.into_iter().flatten())
                .collect(),
            types: BTreeMap::new(),
        }
    }

    fn written_type(&self, message: &DescriptorProto, field: &FieldDescriptorProto) -> String {
        let name = field.type_name().trim_start_matches('.');
        let own = name.strip_prefix(self.package.as_str());
        let own = own.and_then(|rest| rest.strip_prefix('.'));
        let ty = match own.unwrap_or(name) {
            "" => {
                let scalar = field.r#type().as_str_name();
                scalar.trim_start_matches("TYPE_").to_lowercase()
            }
            name => name.to_owned(),
        };
        if field.proto3_optional() {
            return format!("optional {ty}");
        }
        let group = field.oneof_index.and_then(|index| {
            let index = usize::try_from(index).ok()?;
            message.oneof_decl.get(index)
        });
        match (field.label(), group) {
            (_, Some(group)) => format!("{ty} in {}", group.name()),
            (Label::Repeated, None) => format!("repeated {ty}"),
            (_, None) => ty,
        }
    }

    /// What a lock remembers when it goes on from here, or what speaks against it.
    ///
    /// A name has the number that was published. What only the lock knows keeps its
    /// number where it is above all that were published: below, a number that is
    /// free now may have been another field's once.
    pub fn pin(&self, api: &Api, lock: &WireLock) -> Result<WireLock, Vec<String>> {
        let mut refused = Vec::new();
        let mut pinned = lock.clone();
        let fixed = |name: &str| {
            let same = |message: &&Message| message.name == name;
            let message = api.messages.iter().find(same);
            message
                .is_some_and(|message| message.fields.iter().any(|f| f.source.has_fixed_number()))
        };
        for (name, theirs) in &self.wire.messages {
            if !fixed(name) {
                merge(&mut pinned.messages, name, theirs, &mut refused);
            } else if theirs.used.values().any(|number| *number != 1) {
                refused.push(format!("the key of {name} is not number 1, as it is here"));
            }
        }
        for (name, theirs) in &self.wire.enums {
            merge(&mut pinned.enums, name, theirs, &mut refused);
        }
        for (service, rpcs) in &self.wire.services {
            let known = pinned.services.entry(service.clone()).or_default();
            let new = rpcs.iter().filter(|rpc| !known.contains(rpc)).cloned();
            let new: Vec<_> = new.collect();
            known.extend(new);
        }
        if refused.is_empty() {
            Ok(pinned)
        } else {
            Err(refused)
        }
    }
}

fn merge(
    lock: &mut BTreeMap<String, Numbers>,
    name: &str,
    theirs: &Numbers,
    refused: &mut Vec<String>,
) {
    let all = || theirs.used.iter().chain(&theirs.reserved);
    let highest = all().map(|(_, number)| *number).max().unwrap_or(0);
    let ours = lock.remove(name).unwrap_or_default();
    let mut pinned = theirs.clone();
    for (gone, number) in ours.reserved {
        let clash = all().find(|(other, taken)| (**other == gone) != (**taken == number));
        match clash {
            Some((other, taken)) => refused.push(format!(
                "{name} has `{other}` as number {taken}, and socio.lock remembers `{gone}` as number {number}"
            )),
            None if theirs.used.contains_key(&gone) => {}
            None => {
                pinned.reserved.insert(gone, number);
            }
        }
    }
    for (field, number) in ours.used {
        if number > highest && !all().any(|(name, _)| *name == field) {
            pinned.used.insert(field, number);
        }
    }
    lock.insert(name.to_owned(), pinned);
}
