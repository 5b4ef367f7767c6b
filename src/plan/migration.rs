//! The next migration: what leads from the last schema to the new one, and back.
//!
//! What has no SQL, or needs a decision, is refused by name, so that nothing is written.

use super::ddl;
use super::evolve::effect::{self, Effect};
use super::evolve::renames::{Mapping, Renamed};
use super::evolve::{self, Change, Guess};
use super::lock::SchemaLock;

/// One numbered step, in both directions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    pub name: String,
    pub up: String,
    pub down: String,
    /// What it does, each with what that does to rows.
    pub changes: Vec<(Change, Effect)>,
    /// What is new in it, and may be an old thing under a new name.
    pub guesses: Vec<Guess>,
}

/// Schema changes that are not migrated, each named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub changes: Vec<Refused>,
}

/// A change that is not migrated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub table: String,
    pub column: Option<String>,
    /// What it is: "table `post`: column `title` changes from json to date".
    pub what: String,
    /// What is possible.
    pub instead: String,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let changes: Vec<_> = self
            .changes
            .iter()
            .map(|change| change.what.as_str())
            .collect();
        f.write_str(&changes.join("\n"))
    }
}

impl std::error::Error for Refusal {}

/// The migration from the schema that was, under its new names, to `after`, if there is anything to do.
pub fn next(before: Renamed, after: &SchemaLock) -> Result<Option<Migration>, Refusal> {
    let Renamed {
        schema: before,
        steps: renames,
        members,
        refused,
    } = before;
    let changes = evolve::diff(&before, after, &members);
    let judged: Vec<(Change, Effect)> = changes
        .iter()
        .map(|change| (change.clone(), effect::of(change, &before, after)))
        .collect();
    let guesses = evolve::guesses(&changes, &before, after);
    let impossible = judged.iter().filter_map(|judged| refusal(judged, &guesses));
    let refused: Vec<Refused> = refused.into_iter().chain(impossible).collect();
    if !refused.is_empty() {
        return Err(Refusal { changes: refused });
    }
    if changes.is_empty() && renames.is_empty() {
        return Ok(None);
    }
    let mut up: Vec<String> = renames.iter().filter_map(renaming).collect();
    up.extend(evolve::script(&changes, &before, after));
    let back: Vec<Mapping> = members.into_iter().map(Mapping::reversed).collect();
    let back = evolve::diff(after, &before, &back);
    let mut down = evolve::script(&back, after, &before);
    down.extend(
        renames
            .iter()
            .rev()
            .filter_map(|step| renaming(&step.clone().reversed()?)),
    );
    let renames = renames.into_iter().map(|step| (step, Effect::Safe));
    let changes: Vec<_> = renames.chain(judged).collect();
    let slug = match before.migrations.is_empty() {
        true => String::from("initial"),
        false => slug(&changes),
    };
    Ok(Some(Migration {
        name: format!("{:04}_{slug}", next_number(&before.migrations)),
        up: script(&up),
        down: remark(&evolve::invented(&back, after, &before)) + &script(&down),
        changes,
        guesses,
    }))
}

/// The first migration of a new project.
pub fn first(schema: &SchemaLock) -> Result<Option<Migration>, Refusal> {
    next(Renamed::default(), schema)
}

fn refusal((change, effect): &(Change, Effect), guesses: &[Guess]) -> Option<Refused> {
    let Effect::Impossible(reason, instead) = effect else {
        return None;
    };
    let (table, column) = (change.table(), change.column());
    let is_it = |guess: &&Guess| guess.table == table && guess.column.as_deref() == column;
    let instead = match guesses.iter().find(is_it) {
        Some(Guess { was, .. }) => {
            format!("where it is `{was}` under another name, say `was: {was}`; else {instead}")
        }
        None => (*instead).to_owned(),
    };
    Some(Refused {
        table: table.to_owned(),
        column: column.map(str::to_owned),
        what: format!("{change}: {reason}"),
        instead,
    })
}

/// What is gone after a migration.
pub fn losses(changes: &[(Change, Effect)]) -> Vec<Refused> {
    let lossy = changes.iter().filter_map(|(change, effect)| match effect {
        Effect::Loses { what, .. } => Some(Refused {
            table: change.table().to_owned(),
            column: change.column().map(str::to_owned),
            what: format!("{change}, and loses {what}"),
            instead: String::from(
                "`--allow-lossy` accepts it; where it has another name now, say `was: OLD_NAME` at the new one",
            ),
        }),
        _ => None,
    });
    lossy.collect()
}

fn renaming(step: &Change) -> Option<String> {
    match step {
        Change::RenameTable { from, to } => Some(ddl::rename_table(from, to)),
        Change::RenameColumn { table, from, to } => Some(ddl::rename_column(table, from, to)),
        _ => None,
    }
}

/// An empty migration that the user writes, in its turn among those of the generator.
pub fn of_the_user(schema: &SchemaLock, slug: &str) -> Migration {
    Migration {
        name: format!("{:04}_{slug}", next_number(&schema.migrations)),
        up: String::from("-- Runs once, after all migrations before it, inside a transaction.\n"),
        down: String::from("-- Undoes up.sql.\n"),
        changes: Vec::new(),
        guesses: Vec::new(),
    }
}

fn next_number(migrations: &[String]) -> u32 {
    let numbers = migrations
        .iter()
        .filter_map(|name| name.split('_').next()?.parse::<u32>().ok());
    numbers.max().unwrap_or(0) + 1
}

fn slug(changes: &[(Change, Effect)]) -> String {
    let first = changes.first().map(|(change, _)| change.slug());
    let first: String = first.unwrap_or_default().chars().take(50).collect();
    if changes.len() > 1 {
        format!("{first}_and_more")
    } else {
        first
    }
}

/// What somebody should know before the way back is gone.
fn remark(invented: &[String]) -> String {
    match invented {
        [] => String::new(),
        columns => format!(
            "-- The values of {} are gone: each row gets one that means nothing, as an empty text.\n",
            columns.join(", ")
        ),
    }
}

fn script(statements: &[String]) -> String {
    statements.iter().map(|sql| format!("{sql};\n")).collect()
}
