//! The folder `migrations`: what is in it, and what is meant to be.

use std::fs;
use std::ops::Range;
use std::path::Path;

use super::Failure;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::Project;
use crate::plan::lock::SchemaLock;
use crate::plan::migration::{self, Refusal, Refused};
use crate::spec::{self, FILE as SPEC, Node};
use crate::write::reconcile::Step;

const FOLDER: &str = "migrations/sqlite";

/// Adds an empty migration of the user's, which runs after all that are there.
pub fn add(schema: &mut SchemaLock, slug: &str) -> [Step; 2] {
    let migration = migration::of_the_user(schema, slug);
    let file = |name: &str, text: String| {
        Step::create(
            format!("{FOLDER}/{}/{name}", migration.name),
            text.into_bytes(),
        )
    };
    let up = file("up.sql", migration.up.clone());
    let down = file("down.sql", migration.down.clone());
    schema.migrations.push(migration.name);
    [up, down]
}

/// What lies below `migrations` and never runs would be taken for something that does.
pub fn refuse_unknown(root: &Path, schema: &SchemaLock, steps: &[Step]) -> Result<(), Failure> {
    let known = &schema.migrations;
    for entry in fs::read_dir(root.join(FOLDER))
        .into_iter()
        .flatten()
        .flatten()
    {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() && !known.contains(&name) {
            let message = format!("{FOLDER}/{name} is no migration that cargo-socio knows");
            let word = name.trim_start_matches(|c: char| c.is_ascii_digit() || c == '_');
            let word = if word.is_empty() { "NAME" } else { word };
            let help = format!(
                "move the folder away, make one that runs in its turn with `cargo socio migration new {word}`, \
                 and write your SQL there"
            );
            return Err(Failure::new(message, help));
        }
    }
    for name in known {
        let file = format!("{FOLDER}/{name}/up.sql");
        let made = steps.iter().any(|step| step.path == file);
        if !made && !root.join(&file).is_file() {
            let message = format!("{file} is gone");
            let help = "databases were made with it: restore it, as with `git checkout`";
            return Err(Failure::new(message, help));
        }
    }
    Ok(())
}

/// Changes of the schema that are not migrated, each at its place, with what is possible today.
pub fn refused(project: &Project, spec_text: &str, refusal: &Refusal) -> Failure {
    let what = "this change of the schema cannot be migrated";
    at_their_places(project, spec_text, &refusal.changes, what)
}

/// Nothing is lost that nobody has agreed to.
pub fn refuse_losses(
    project: &Project,
    spec_text: &str,
    losses: &[Refused],
) -> Result<(), Failure> {
    if losses.is_empty() {
        return Ok(());
    }
    let what = "this change of the schema loses data";
    Err(at_their_places(project, spec_text, losses, what))
}

fn at_their_places(project: &Project, spec_text: &str, changes: &[Refused], what: &str) -> Failure {
    let mut found = Diagnostics::new(SPEC, spec_text);
    let spec = spec::load(SPEC, spec_text).ok();
    for change in changes {
        let message = format!("{what}: {}", change.what);
        let help = format!("{}; nothing was written", change.instead);
        let place = spec
            .as_ref()
            .and_then(|spec| place(project, &spec.root, change));
        found.push(Diagnostic::new(Code::SchemaChange, place.unwrap_or(0..0), message).help(help));
    }
    found.into()
}

/// Where the spec says it: at the field, at the model, or where the models are.
fn place(project: &Project, root: &Node, change: &Refused) -> Option<Range<usize>> {
    let key = |node: &Node, wanted: &str| {
        let entries = node.entries().unwrap_or_default();
        let found = entries.iter().find(|(key, _)| key.text == wanted);
        found.map(|(key, value)| (key.span.clone(), value.clone()))
    };
    let (models_at, models) = key(root, "models")?;
    let mut tables = project.models.iter();
    let Some(model) = tables.find(|model| model.table == change.table) else {
        return Some(models_at);
    };
    let (model_at, entry) = key(&models, model.name.as_typed())?;
    let column = change.column.as_ref();
    let field = column.and_then(|name| model.fields.iter().find(|field| field.column == *name));
    let at = field.and_then(|field| key(entry.get("fields")?, field.name.as_typed()));
    Some(at.map_or(model_at, |(at, _)| at))
}
