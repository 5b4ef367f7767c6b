//! The folder `migrations`: what is in it, and what is meant to be.

use std::fs;
use std::path::Path;

use super::Failure;
use crate::plan::lock::SchemaLock;
use crate::plan::migration;
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
