//! What a change of the API does to clients that exist.
//!
//! ```text
//! socio.lock: numbers, types, calls ─moves─▶ by the names of today ─▶ WireChange, each with its rule
//! ```
//!
//! Only what was published counts, so that a new project may be anything. A field is known by its
//! number. A message or an enum that is gone is named by the RPCs and the fields that spoke it.

mod calls;
mod numbers;
mod rule;
pub mod spoken;

use std::collections::BTreeMap;

pub use rule::{Impact, Rule};

use super::lock::WireLock;
use crate::model::Project;
use crate::model::api::Api;

/// A change of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WireChange {
    /// Nothing where no client notices.
    pub rule: Option<Rule>,
    /// "field `title` of PostRequest and PostResponse is removed".
    pub what: String,
    /// Where the spec says it, key by key; some of the last ones may be gone.
    pub place: Vec<String>,
}

impl WireChange {
    pub fn impact(&self) -> Impact {
        self.rule.map_or(Impact::Safe, Rule::impact)
    }
}

/// Both states of what is published, and how one becomes the other.
pub struct Published<'a> {
    pub project: &'a Project,
    pub api: &'a Api,
    pub before: &'a WireLock,
    pub after: &'a WireLock,
    /// The messages and enums that have another name now, by their old ones.
    pub moved: &'a BTreeMap<String, String>,
}

impl Published<'_> {
    /// Everything that differs, the package and its services first.
    pub fn changes(&self) -> Vec<WireChange> {
        // Of a new project nobody knows anything yet.
        if self.before.messages.is_empty() && self.before.services.is_empty() {
            return Vec::new();
        }
        let mut changes = Vec::new();
        self.package(&mut changes);
        self.calls(&mut changes);
        self.fields(&mut changes);
        self.members(&mut changes);
        changes
    }

    /// The name of today of a message or an enum.
    fn name<'n>(&'n self, old: &'n str) -> &'n str {
        self.moved.get(old).map_or(old, String::as_str)
    }

    fn package(&self, changes: &mut Vec<WireChange>) {
        let (before, after) = (&self.before.package, &self.after.package);
        if !before.is_empty() && before != after {
            let services = self.before.calls.keys();
            let services: Vec<_> = services.map(|name| format!("{before}.{name}")).collect();
            changes.push(WireChange {
                rule: Some(Rule::Package),
                what: format!(
                    "the package `{before}` becomes `{after}`, and with it {}",
                    listed(&services)
                ),
                place: vec![String::from("package")],
            });
        }
    }
}

/// `a`, `a and b`, `a, b and c`.
fn listed(names: &[String]) -> String {
    match names {
        [] => String::from("nothing"),
        [one] => one.clone(),
        [firsts @ .., last] => format!("{} and {last}", firsts.join(", ")),
    }
}

fn path(keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| (*key).to_owned()).collect()
}
