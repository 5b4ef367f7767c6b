//! What is not done before somebody agrees to it: to lose data, or to break clients.

use std::ops::Range;

use super::Failure;
use super::places;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::Project;
use crate::plan::compat::{Impact, WireChange};
use crate::plan::migration::{self, Refusal, Refused};
use crate::spec::{self, FILE as SPEC};

use super::update::{How, Outcome};

/// Refusals, each shown where the spec says what it is about.
struct Found<'a> {
    project: &'a Project,
    spec: Option<spec::Spec>,
    found: Diagnostics,
}

impl<'a> Found<'a> {
    fn new(project: &'a Project, spec_text: &str) -> Self {
        Self {
            project,
            spec: spec::load(SPEC, spec_text).ok(),
            found: Diagnostics::new(SPEC, spec_text),
        }
    }

    fn add(&mut self, code: Code, path: &[String], message: String, help: &str) {
        let place: Range<usize> = match &self.spec {
            Some(spec) => places::span(&spec.root, path),
            None => 0..0,
        };
        let help = format!("{help}; nothing was written");
        self.found
            .push(Diagnostic::new(code, place, message).help(help));
    }

    fn schema(&mut self, what: &str, change: &Refused) {
        let path = places::of_table(self.project, &change.table, change.column.as_deref());
        let message = format!("{what}: {}", change.what);
        self.add(Code::SchemaChange, &path, message, &change.instead);
    }

    fn wire(&mut self, change: &WireChange) {
        let Some(rule) = change.rule else { return };
        let clients = match rule.impact() {
            Impact::Safe => return,
            Impact::BreaksJson => "this breaks clients that speak JSON or name fields",
            Impact::BreaksWire => "this breaks clients that exist",
        };
        let message = format!("{clients}: {} ({})", change.what, rule.name());
        let help = format!("{}; `--allow-breaking` accepts it", rule.fix());
        self.add(Code::BreakingChange, &change.place, message, &help);
    }
}

/// Changes of the schema that are not migrated, each at its place, with what is possible.
pub fn impossible(project: &Project, spec_text: &str, refusal: &Refusal) -> Failure {
    let mut found = Found::new(project, spec_text);
    for change in &refusal.changes {
        found.schema("this change of the schema cannot be migrated", change);
    }
    found.found.into()
}

/// Nothing is lost and nobody is left behind without consent. All that needs it is named at once.
pub fn refuse(
    project: &Project,
    spec_text: &str,
    outcome: &Outcome,
    how: &How,
) -> Result<(), Failure> {
    let mut found = Found::new(project, spec_text);
    if !how.allow_breaking {
        for change in &outcome.wire_changes {
            found.wire(change);
        }
    }
    if !how.allow_lossy {
        for change in &migration::losses(&outcome.changes) {
            found.schema("this change of the schema loses data", change);
        }
    }
    match found.found.is_empty() {
        true => Ok(()),
        false => Err(found.found.into()),
    }
}
