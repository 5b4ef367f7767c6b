//! Fields of messages and members of enums, each known by its number.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Published, Rule, WireChange, listed, path};
use crate::model::Name;
use crate::model::api::{Home, Message};
use crate::plan::lock::Numbers;

/// What has numbers, and the rules that keep them.
struct Kind {
    word: &'static str,
    gone: Rule,
    renamed: Rule,
}

const FIELD: Kind = Kind {
    word: "field",
    gone: Rule::FieldGone,
    renamed: Rule::FieldName,
};

const MEMBER: Kind = Kind {
    word: "member",
    gone: Rule::MemberGone,
    renamed: Rule::MemberName,
};

/// The same change of one field in all messages that have it.
#[derive(PartialEq, Eq)]
struct Difference {
    rule: Option<Rule>,
    /// "field `title`".
    subject: String,
    /// "is removed".
    what: String,
    place: Vec<String>,
}

/// Differences, each with the messages that it is in.
#[derive(Default)]
struct Found(Vec<(Difference, Vec<String>)>);

impl Found {
    fn add(&mut self, difference: Difference, message: &str) {
        let known = self.0.iter_mut().find(|(known, _)| *known == difference);
        match known {
            Some((_, messages)) => messages.push(message.to_owned()),
            None => self.0.push((difference, vec![message.to_owned()])),
        }
    }

    fn changes(self) -> impl Iterator<Item = WireChange> {
        self.0.into_iter().map(|(found, messages)| WireChange {
            rule: found.rule,
            what: format!("{} of {} {}", found.subject, listed(&messages), found.what),
            place: found.place,
        })
    }
}

impl Published<'_> {
    pub(super) fn fields(&self, changes: &mut Vec<WireChange>) {
        let spoken = self.api.messages.iter();
        let spoken: HashMap<&str, &Message> = spoken
            .map(|message| (message.name.as_str(), message))
            .collect();
        // Those of one place together, so that a model with many messages is searched alone.
        let mut found: BTreeMap<Vec<String>, Found> = BTreeMap::new();
        for (old, before) in &self.before.messages {
            let name = self.name(old);
            // What nobody speaks any more went with the RPCs that did.
            let known = spoken.get(name).zip(self.after.messages.get(name));
            let Some((message, after)) = known.filter(|_| !before.used.is_empty()) else {
                continue;
            };
            let place = self.place(message);
            let found = found.entry(place.clone()).or_default();
            self.numbers(before, after, &FIELD, &place, &mut |difference| {
                found.add(difference, name);
            });
        }
        changes.extend(found.into_values().flat_map(Found::changes));
    }

    pub(super) fn members(&self, changes: &mut Vec<WireChange>) {
        for one in &self.project.enums {
            let name = one.name.pascal();
            let mut olds = self.before.enums.iter();
            let old = olds.find(|(old, _)| self.name(old) == name);
            let Some(((_, before), after)) = old.zip(self.after.enums.get(&name)) else {
                continue;
            };
            let mut found = Found::default();
            let place = path(&["enums", one.name.as_typed(), "values"]);
            self.numbers(before, after, &MEMBER, &place, &mut |difference| {
                found.add(difference, &name);
            });
            changes.extend(found.changes());
        }
    }

    fn numbers(
        &self,
        before: &Numbers,
        after: &Numbers,
        kind: &Kind,
        place: &[String],
        add: &mut impl FnMut(Difference),
    ) {
        let by_number: BTreeMap<i32, &String> =
            after.used.iter().map(|(name, n)| (*n, name)).collect();
        let mut one = |rule, subject: &str, what: String, at: &str| {
            let at = std::iter::once(at.to_owned());
            add(Difference {
                rule,
                subject: format!("{} `{subject}`", kind.word),
                what,
                place: place.iter().cloned().chain(at).collect(),
            });
        };
        for (name, number) in &before.used {
            let Some(now) = by_number.get(number) else {
                one(Some(kind.gone), name, String::from("is removed"), name);
                continue;
            };
            if *now != name {
                one(Some(kind.renamed), name, format!("becomes `{now}`"), now);
            }
            let types = before.types.get(name).zip(after.types.get(*now));
            if let Some((was, is)) = types
                && let Some((rule, what)) = self.types(was, is)
            {
                one(Some(rule), name, what, now);
            }
        }
        let before: HashSet<i32> = before.used.values().copied().collect();
        for (number, name) in by_number {
            if !before.contains(&number) {
                one(None, name, String::from("is new"), name);
            }
        }
    }

    /// What a change of a field's label and type means, if anything.
    fn types(&self, was: &str, is: &str) -> Option<(Rule, String)> {
        let (was, is) = (Written::of(was), Written::of(is));
        let moved = self.moved_type(was.ty);
        let changes = |was: &str, is: &str| format!("changes from `{was}` to `{is}`");
        if was.label != is.label {
            return Some((Rule::FieldLabel, changes(was.whole, is.whole)));
        }
        if was.group != is.group {
            return Some((Rule::FieldOneOf, changes(was.whole, is.whole)));
        }
        if moved == is.ty {
            return None;
        }
        let rule = match are_whole(was.ty) && are_whole(is.ty) {
            true => Rule::FieldWidth,
            false => Rule::FieldType,
        };
        Some((rule, changes(was.ty, is.ty)))
    }

    /// The type with the names of today: `Status.Enum` is `State.Enum` where the enum was renamed.
    fn moved_type(&self, ty: &str) -> String {
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let mut moved = String::new();
        let mut rest = ty;
        while let Some(c) = rest.chars().next() {
            let end = match word(c) {
                true => rest.find(|c| !word(c)).unwrap_or(rest.len()),
                false => c.len_utf8(),
            };
            moved.push_str(self.name(&rest[..end]));
            rest = &rest[end..];
        }
        moved
    }

    /// Where the fields of a message are said.
    fn place(&self, message: &Message) -> Vec<String> {
        let name = |name: &Name| name.as_typed().to_owned();
        match message.home {
            Home::Model(at) => path(&["models", &name(&self.project.models[at].name), "fields"]),
            Home::Service(at) => path(&["services", &name(&self.project.services[at].name)]),
            Home::Messages => {
                let mut messages = self.project.messages.iter();
                let its = messages.find(|one| message.name.starts_with(&one.name.pascal()));
                let its = its.map(|one| name(&one.name)).unwrap_or_default();
                path(&["messages", &its, "fields"])
            }
        }
    }
}

/// A label and a type, apart.
struct Written<'a> {
    whole: &'a str,
    /// Whether there is one or many: a field that may be absent is still one.
    label: &'a str,
    ty: &'a str,
    /// The `oneof` that it is in.
    group: Option<&'a str>,
}

impl<'a> Written<'a> {
    fn of(whole: &'a str) -> Self {
        let (rest, group) = match whole.rsplit_once(" in ") {
            Some((rest, group)) => (rest, Some(group)),
            None => (whole, None),
        };
        let (label, ty) = match rest.split_once(' ') {
            Some(("repeated", ty)) => ("repeated", ty),
            Some(("optional", ty)) => ("", ty),
            _ if rest.starts_with("map<") => ("map", rest),
            _ => ("", rest),
        };
        Self {
            whole,
            label,
            ty,
            group,
        }
    }
}

/// Numbers that protobuf writes alike.
fn are_whole(ty: &str) -> bool {
    ["int32", "int64", "bool"].contains(&ty)
}
