//! `migrate`, beside the server: the steps of a database's schema, one by one where that is asked for.

use std::fmt::Write as _;

use rusqlite::Connection;

use super::{Applied, Migration, all_known, applied, run, undo};
use crate::StartupError;
use crate::config::SqliteUrl;
use crate::sqlite::file::DatabaseFile;

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Request {
    /// Take every step that is missing.
    All,
    /// Take or take back, so that this is the last one: its name, or the number that it begins with; 0 is none.
    To(String),
    /// Take back so many.
    Down(usize),
    /// Say which steps are taken.
    Status,
}

/// Does it, and says what was done, a line each.
pub(crate) fn run_command(
    url: &str,
    migrations: &[Migration],
    request: &Request,
) -> Result<String, StartupError> {
    let url = SqliteUrl::parse(url)?;
    if *request == Request::Status && !url.file.exists() {
        // Nobody who looks wants a new file.
        return status(
            &Connection::open_in_memory().map_err(cannot_open)?,
            migrations,
        );
    }
    let (_, mut db) = DatabaseFile::open(url).map_err(cannot_open)?;
    let said = match request {
        Request::Status => status(&db, migrations),
        Request::All => move_to(&mut db, migrations, migrations.len()),
        Request::To(target) => {
            let last = position(migrations, target)?;
            move_to(&mut db, migrations, last)
        }
        Request::Down(count) => {
            let taken = applied(&db)?;
            all_known(&taken, migrations)?;
            // The last ones in the order of the program, whenever they were taken.
            let places = (0..migrations.len()).filter(|at| is_taken(&taken, &migrations[*at]));
            let places: Vec<usize> = places.collect();
            let first = places.len().saturating_sub(*count);
            let count = places.get(first).copied().unwrap_or(migrations.len());
            back_to(&mut db, migrations, count)
        }
    }?;
    Ok(match said.is_empty() {
        true => String::from("nothing to do\n"),
        false => said,
    })
}

/// How many steps are taken when this is the last one.
fn position(migrations: &[Migration], target: &str) -> Result<usize, StartupError> {
    let number = target.parse::<u32>().ok();
    let begins = |name: &str| name.split('_').next()?.parse::<u32>().ok();
    let is_meant =
        |one: &Migration| one.name == target || number.is_some() && begins(one.name) == number;
    match migrations.iter().position(is_meant) {
        Some(position) => Ok(position + 1),
        None if number == Some(0) => Ok(0),
        None => {
            let names: Vec<_> = migrations.iter().map(|one| one.name).collect();
            let names = names.join(", ");
            Err(StartupError::new(format!(
                "there is no migration {target}, but there are: {names}"
            )))
        }
    }
}

/// Takes and takes back steps until the first `count` are taken, and no others.
fn move_to(
    db: &mut Connection,
    migrations: &[Migration],
    count: usize,
) -> Result<String, StartupError> {
    let mut said = back_to(db, migrations, count)?;
    for name in run(db, migrations, count)? {
        let _ = writeln!(said, "applied {name}");
    }
    Ok(said)
}

/// Takes back all but the first `count` steps, the last one first.
fn back_to(
    db: &mut Connection,
    migrations: &[Migration],
    count: usize,
) -> Result<String, StartupError> {
    let taken = applied(db)?;
    all_known(&taken, migrations)?;
    let mut said = String::new();
    // They may have been changed since they were taken: their files are about to be others.
    for migration in migrations[count..].iter().rev() {
        if is_taken(&taken, migration) {
            undo(db, migration)?;
            let _ = writeln!(said, "took back {}", migration.name);
        }
    }
    Ok(said)
}

fn is_taken(taken: &[Applied], migration: &Migration) -> bool {
    taken.iter().any(|taken| taken.name == migration.name)
}

fn status(db: &Connection, migrations: &[Migration]) -> Result<String, StartupError> {
    let taken = applied(db)?;
    let mut said = String::new();
    for migration in migrations {
        let found = taken.iter().find(|taken| taken.name == migration.name);
        let state = match found {
            None => String::from("pending"),
            Some(taken) if migration.is_changed(taken) => {
                format!("applied {}, changed since", taken.at)
            }
            Some(taken) => format!("applied {}", taken.at),
        };
        let _ = writeln!(said, "{}  {state}", migration.name);
    }
    let is_unknown = |name: &str| migrations.iter().all(|one| one.name != name);
    for unknown in taken.iter().filter(|taken| is_unknown(&taken.name)) {
        let _ = writeln!(
            said,
            "{}  applied {}, unknown to this program",
            unknown.name, unknown.at
        );
    }
    Ok(said)
}

fn cannot_open(error: rusqlite::Error) -> StartupError {
    StartupError::new(format!("cannot open the database: {error}"))
}
