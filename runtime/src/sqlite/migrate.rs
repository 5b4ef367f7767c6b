//! Brings a database's schema up to date.

pub(crate) mod command;

use std::error::Error;

use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::{Batch, Connection, OptionalExtension, TransactionBehavior};

use crate::StartupError;

/// Letters of a statement in a message.
const LONGEST: usize = 200;

/// One step of the schema. Generated from the `migrations` folder.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// The folder's name, `0001_initial`. Names sort in the order of the steps.
    pub name: &'static str,
    /// The SQL that takes the step.
    pub up: &'static str,
    /// The SQL that takes it back.
    pub down: &'static str,
}

/// A step that the database has taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Applied {
    pub name: String,
    pub at: String,
    /// Of its SQL; none where it was applied before checksums were kept.
    checksum: Option<String>,
}

impl Migration {
    /// Of the SQL that takes the step, whatever the ends of its lines: FNV-1a, by which a change is seen that
    /// nobody means to hide.
    fn checksum(&self) -> String {
        let bytes = self.up.bytes().filter(|byte| *byte != b'\r');
        let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        format!("{hash:016x}")
    }

    /// Whether it is not as it was when it was applied.
    pub(super) fn is_changed(&self, applied: &Applied) -> bool {
        let known = applied.checksum.as_ref();
        known.is_some_and(|checksum| *checksum != self.checksum())
    }
}

/// Applies what is missing of the first `count`, each step in its own transaction, and says what it was.
pub(super) fn run(
    db: &mut Connection,
    migrations: &[Migration],
    count: usize,
) -> Result<Vec<&'static str>, StartupError> {
    let wanted = |one: &&Migration| {
        migrations[..count]
            .iter()
            .any(|wanted| wanted.name == one.name)
    };
    let missing: Vec<_> = pending(db, migrations)?
        .into_iter()
        .filter(wanted)
        .collect();
    without_foreign_keys(db, |db| {
        let mut done = Vec::new();
        for migration in missing {
            if step(db, migration).map_err(|error| failed(migration, &*error))? {
                done.push(migration.name);
            }
        }
        Ok(done)
    })
}

/// The steps that a database lacks. One that has others, or has taken a step that is another one now, is refused.
pub(super) fn pending<'m>(
    db: &Connection,
    migrations: &'m [Migration],
) -> Result<Vec<&'m Migration>, StartupError> {
    let applied = applied(db)?;
    all_known(&applied, migrations)?;
    for migration in migrations {
        let taken = applied.iter().find(|taken| taken.name == migration.name);
        if taken.is_some_and(|taken| migration.is_changed(taken)) {
            return Err(StartupError::new(format!(
                "the migration {} was changed after it was applied to this database: take the change back, and \
                 make a new migration of it",
                migration.name
            )));
        }
    }
    let is_missing = |one: &&Migration| applied.iter().all(|taken| taken.name != one.name);
    Ok(migrations.iter().filter(is_missing).collect())
}

/// A database with steps that the program does not have is another one's, or is ahead of it.
pub(super) fn all_known(applied: &[Applied], migrations: &[Migration]) -> Result<(), StartupError> {
    let is_unknown = |taken: &&Applied| migrations.iter().all(|one| one.name != taken.name);
    match applied.iter().find(is_unknown) {
        Some(unknown) => Err(StartupError::new(format!(
            "the database has the migration {}, which this program does not know: \
             it was written by a newer version",
            unknown.name
        ))),
        None => Ok(()),
    }
}

/// The steps that a database has taken, oldest first.
pub(super) fn applied(db: &Connection) -> Result<Vec<Applied>, StartupError> {
    let read = || -> rusqlite::Result<Vec<Applied>> {
        db.execute_batch(
            "CREATE TABLE IF NOT EXISTS socio_migrations (name TEXT PRIMARY KEY, applied_at TEXT NOT NULL, checksum TEXT)",
        )?;
        // Databases of before have no such column; who adds it at the same time does no harm.
        if !db.column_exists(None, "socio_migrations", "checksum")? {
            db.execute_batch("ALTER TABLE socio_migrations ADD COLUMN checksum TEXT")?;
        }
        let mut query =
            db.prepare("SELECT name, applied_at, checksum FROM socio_migrations ORDER BY name")?;
        let rows = query.query_map([], |row| {
            Ok(Applied {
                name: row.get(0)?,
                at: row.get(1)?,
                checksum: row.get(2)?,
            })
        })?;
        rows.collect()
    };
    read().map_err(|error| StartupError::new(format!("the table of migrations: {error}")))
}

/// Takes back a step that was taken.
pub(super) fn undo(db: &mut Connection, migration: &Migration) -> Result<(), StartupError> {
    without_foreign_keys(db, |db| {
        let mut undo = || -> Result<(), Box<dyn Error>> {
            let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            apply(&tx, migration.down)?;
            nothing_dangles(&tx)?;
            tx.execute(
                "DELETE FROM socio_migrations WHERE name = ?",
                [migration.name],
            )?;
            Ok(tx.commit()?)
        };
        undo().map_err(|error| failed(migration, &*error))
    })
}

fn failed(migration: &Migration, error: &dyn Error) -> StartupError {
    StartupError::new(format!("migration {}: {error}", migration.name))
}

/// SQLite changes a table by making it anew, and dropping the old one would
/// cascade; the references are checked before each commit instead.
fn without_foreign_keys<T>(
    db: &mut Connection,
    work: impl FnOnce(&mut Connection) -> Result<T, StartupError>,
) -> Result<T, StartupError> {
    let foreign_keys = |db: &Connection, on: bool| {
        let set = db.pragma_update(None, "foreign_keys", on);
        set.map_err(|error| StartupError::new(format!("foreign keys: {error}")))
    };
    foreign_keys(db, false)?;
    let done = work(db);
    foreign_keys(db, true)?;
    done
}

/// Takes a step; `false` where another process has taken it since it was missing.
fn step(db: &mut Connection, migration: &Migration) -> Result<bool, Box<dyn Error>> {
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let taken = "SELECT 1 FROM socio_migrations WHERE name = ?";
    if tx.prepare(taken)?.exists([migration.name])? {
        return Ok(false);
    }
    apply(&tx, migration.up)?;
    nothing_dangles(&tx)?;
    let sql = "INSERT INTO socio_migrations (name, applied_at, checksum) VALUES (?, strftime('%Y-%m-%dT%H:%M:%SZ'), ?)";
    tx.execute(sql, (migration.name, migration.checksum()))?;
    tx.commit()?;
    tracing::info!(migration = migration.name, "applied");
    Ok(true)
}

fn nothing_dangles(db: &Connection) -> Result<(), Box<dyn Error>> {
    let dangling = "SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1";
    let broken: Option<String> = db.query_row(dangling, [], |row| row.get(0)).optional()?;
    match broken {
        Some(table) => Err(format!("rows of {table} refer to rows that do not exist").into()),
        None => Ok(()),
    }
}

/// Runs the statements one by one, so that the one which fails can be shown alone.
fn apply(db: &Connection, sql: &str) -> Result<(), Box<dyn Error>> {
    let mut statements = Batch::new(db, sql);
    loop {
        let statement = statements.next().map_err(|error| match error {
            rusqlite::Error::SqlInputError { msg, sql, .. } => format!("{msg} in {}", first(&sql)),
            error => error.to_string(),
        })?;
        let Some(mut statement) = statement else {
            return Ok(());
        };
        let mut run = || {
            let mut rows = statement.query([])?;
            while rows.next()?.is_some() {}
            Ok(())
        };
        let ran: rusqlite::Result<()> = run();
        if let Err(error) = ran {
            let text = statement.expanded_sql().unwrap_or_default();
            return Err(format!("{error} in {}", first(&text)).into());
        }
    }
}

/// The first statement of a text, in one line that is not too long.
fn first(sql: &str) -> String {
    let statement = sql.split(';').next().unwrap_or_default();
    let words: Vec<_> = statement.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests;
