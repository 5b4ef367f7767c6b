//! `cargo socio plan`: what an edited spec would change, for clients, for the rows and on disk.

use std::process::ExitCode;

use serde::Serialize;

use super::update::{Also, Existing, How, Outcome, changes};
use super::{Failure, places};
use crate::model::{Name, Project};
use crate::plan::compat::{Impact, WireChange};
use crate::plan::evolve::Guess;
use crate::plan::names::NamesLock;
use crate::spec::{FILE as SPEC, Spec};
use crate::write::lock;
use crate::write::reconcile::{Step, Verb};

/// Say what an edited socio.yaml would change
#[derive(clap::Args)]
#[command(after_help = "\
Nothing is written. `generate` does what is said here, but for what breaks clients or loses data:
that needs --allow-breaking or --allow-lossy.

Examples:
  cargo socio plan                   # clients, rows and files, in tables
  cargo socio plan --format json     # for a script or a bot in a review
  cargo socio plan --check           # exits with 2 when anything is pending, as `generate --check`")]
pub struct Plan {
    /// Exit with 2 when anything is pending
    #[arg(long)]
    check: bool,
    /// How to say it, on standard output
    #[arg(long, default_value = "table")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Table,
    Json,
}

/// One line of the report.
#[derive(Serialize)]
struct Entry {
    /// What it does: to clients, to rows, to a file.
    effect: &'static str,
    /// The rule of buf's that is broken.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'static str>,
    what: String,
    /// What avoids it, or answers the question.
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<String>,
    /// `socio.yaml:7:7`.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
}

/// Everything that would change.
#[derive(Serialize)]
struct Report {
    pending: bool,
    wire: Vec<Entry>,
    data: Vec<Entry>,
    files: Vec<Entry>,
    questions: Vec<Entry>,
}

impl Plan {
    pub fn run(self) -> Result<ExitCode, Failure> {
        let how = How::only_looks(self.check);
        let existing = Existing::find(&how)?;
        let spec = super::read(&existing.spec_path())?;
        let (before, names) = (existing.lock.text().ok(), existing.lock.names.clone());
        let (project, outcome, _guard) = existing.planned(&spec, &how, &Also::default())?;
        let mut report = Report::new(&project, &spec, &names, &outcome);
        let written = changes(outcome, before.as_ref())?;
        report.pending = !written.is_empty();
        let lock = written.writes.iter().any(|(path, _)| path == lock::FILE);
        report
            .files
            .extend(lock.then(|| file(Verb::Update, lock::FILE)));
        super::print(&match self.format {
            Format::Table => report.table(),
            Format::Json => report.json()?,
        })?;
        Ok(how.exit_code(report.pending))
    }
}

impl Report {
    fn new(project: &Project, spec: &Spec, names: &NamesLock, outcome: &Outcome) -> Self {
        let of_table = |table: &str, column: Option<&str>| {
            Some(place(spec, &places::of_table(project, table, column)))
        };
        let wire = outcome.wire_changes.iter();
        let wire = wire.map(|change| on_the_wire(change, Some(place(spec, &change.place))));
        let data = outcome.changes.iter().map(|(change, effect)| Entry {
            what: match effect.detail() {
                Some(detail) => format!("{change} ({detail})"),
                None => change.to_string(),
            },
            place: of_table(change.table(), change.column()),
            ..Entry::new(effect.as_str())
        });
        let files = outcome.steps.iter().filter(|step| is_pending(step));
        let files = files.map(|step| file(step.verb, &step.path));
        let questions = outcome.guesses.iter().map(|guess| {
            let place = of_table(&guess.table, guess.column.as_deref());
            question(guess, names, place)
        });
        Self {
            pending: false,
            wire: wire.collect(),
            data: data.collect(),
            files: files.collect(),
            questions: questions.collect(),
        }
    }

    fn json(&self) -> Result<String, Failure> {
        let text = serde_json::to_string_pretty(self);
        let text = text.map_err(|error| Failure::new(error.to_string(), "please report it"))?;
        Ok(text + "\n")
    }

    fn table(&self) -> String {
        if !self.pending {
            return String::from("Nothing would change.\n");
        }
        let mut text = String::new();
        for (name, entries) in [
            ("wire", &self.wire),
            ("data", &self.data),
            ("files", &self.files),
            ("questions", &self.questions),
        ] {
            if !entries.is_empty() {
                text += &format!("{name}\n");
            }
            let effects = entries.iter().map(|entry| entry.effect.len());
            let width = effects.max().unwrap_or_default();
            text.extend(entries.iter().map(|entry| entry.lines(width)));
        }
        text
    }
}

impl Entry {
    fn new(effect: &'static str) -> Self {
        Self {
            effect,
            rule: None,
            what: String::new(),
            fix: None,
            place: None,
        }
    }

    fn lines(&self, width: usize) -> String {
        let rule = self.rule.map(|rule| format!(" [{rule}]"));
        let place = self.place.as_ref().map(|place| format!(" ({place})"));
        let [rule, place] = [rule, place].map(Option::unwrap_or_default);
        let mut lines = format!("  {:width$}  {}{rule}{place}\n", self.effect, self.what);
        if let Some(fix) = &self.fix {
            lines += &format!("  {:width$}  = {fix}\n", "");
        }
        lines
    }
}

fn on_the_wire(change: &WireChange, place: Option<String>) -> Entry {
    let breaks = change.rule.filter(|rule| rule.impact() > Impact::Safe);
    Entry {
        rule: breaks.map(|rule| rule.name()),
        what: change.what.clone(),
        fix: breaks.map(|rule| rule.fix().to_owned()),
        place,
        ..Entry::new(change.impact().as_str())
    }
}

fn is_pending(step: &Step) -> bool {
    !matches!(step.verb, Verb::Identical | Verb::Yours | Verb::Missing)
}

fn file(verb: Verb, path: &str) -> Entry {
    Entry {
        what: path.to_owned(),
        ..Entry::new(verb.as_str())
    }
}

/// Whether something new has another name only. Nobody but the user knows.
fn question(guess: &Guess, names: &NamesLock, place: Option<String>) -> Entry {
    let (new, was) = match &guess.column {
        Some(column) => (column, guess.was.clone()),
        None => {
            // A table has the name of its model, unless the spec says otherwise.
            let mut models = names.files.keys();
            let model = models.find(|model| Name::new(model.as_str()).snake() == guess.was);
            let model = model.cloned().unwrap_or_else(|| guess.was.clone());
            (&guess.table, model)
        }
    };
    Entry {
        what: format!("is `{new}` what `{was}` was?"),
        fix: Some(format!(
            "if so, write `was: {was}` at it: its number and its rows stay"
        )),
        place,
        ..Entry::new("rename?")
    }
}

/// `socio.yaml:7:7`.
fn place(spec: &Spec, path: &[String]) -> String {
    let start = places::span(&spec.root, path).start;
    let before = spec.text.get(..start).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let last = before.rsplit('\n').next().unwrap_or_default();
    format!("{SPEC}:{line}:{}", last.chars().count() + 1)
}
