//! Brings a database's schema up to date.

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
}

/// Applies what is missing, each step in its own transaction.
pub(super) fn run(db: &mut Connection, migrations: &[Migration]) -> Result<(), StartupError> {
    let failed = |what: &str, e: rusqlite::Error| StartupError::new(format!("{what}: {e}"));
    db.execute_batch(
        "CREATE TABLE IF NOT EXISTS socio_migrations (name TEXT PRIMARY KEY, applied_at TEXT NOT NULL)",
    )
    .map_err(|e| failed("the table of migrations", e))?;
    let applied = names(db).map_err(|e| failed("the table of migrations", e))?;
    if let Some(unknown) = applied
        .iter()
        .find(|name| migrations.iter().all(|m| m.name != **name))
    {
        return Err(StartupError::new(format!(
            "the database has the migration {unknown}, which this program does not know: \
             it was written by a newer version"
        )));
    }
    // SQLite changes a table by making it anew, and dropping the old one would
    // cascade; the references are checked before each commit instead.
    let foreign_keys = |db: &Connection, on: bool| {
        db.pragma_update(None, "foreign_keys", on)
            .map_err(|e| failed("foreign keys", e))
    };
    foreign_keys(db, false)?;
    let done = migrations
        .iter()
        .filter(|m| !applied.iter().any(|name| name == m.name))
        .try_for_each(|migration| {
            step(db, migration)
                .map_err(|e| StartupError::new(format!("migration {}: {e}", migration.name)))
        });
    foreign_keys(db, true)?;
    done
}

fn step(db: &mut Connection, migration: &Migration) -> Result<(), Box<dyn Error>> {
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have applied it since the look above.
    if names(&tx)?.iter().any(|name| name == migration.name) {
        return Ok(());
    }
    apply(&tx, migration.up)?;
    let dangling = "SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1";
    let broken: Option<String> = tx.query_row(dangling, [], |row| row.get(0)).optional()?;
    if let Some(table) = broken {
        return Err(format!("rows of {table} refer to rows that do not exist").into());
    }
    let sql = "INSERT INTO socio_migrations VALUES (?, strftime('%Y-%m-%dT%H:%M:%SZ'))";
    tx.execute(sql, [migration.name])?;
    tx.commit()?;
    tracing::info!(migration = migration.name, "applied");
    Ok(())
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

fn names(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut query = db.prepare("SELECT name FROM socio_migrations")?;
    query.query_map([], |row| row.get(0))?.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Migration = Migration {
        name: "0001_a",
        up: "CREATE TABLE a (id INTEGER PRIMARY KEY); INSERT INTO a VALUES (1);
             CREATE TABLE b (a_id INTEGER REFERENCES a (id) ON DELETE CASCADE); INSERT INTO b VALUES (1);",
    };
    const REBUILD: Migration = Migration {
        name: "0002_rebuild",
        up: "CREATE TABLE a_new (id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO a_new (id) SELECT id FROM a;
             DROP TABLE a; ALTER TABLE a_new RENAME TO a;",
    };
    const DANGLING: Migration = Migration {
        name: "0003_dangling",
        up: "DELETE FROM a;",
    };
    const BROKEN: Migration = Migration {
        name: "0003_broken",
        up: "CREATE TABLE c (n); NONSENSE;",
    };

    fn database() -> Connection {
        let db = Connection::open_in_memory().unwrap();
        db.pragma_update(None, "foreign_keys", true).unwrap();
        db
    }

    fn rows(db: &Connection) -> i64 {
        db.query_row("SELECT count(*) FROM b", [], |row| row.get(0))
            .unwrap()
    }

    #[test]
    fn a_table_made_anew_loses_nothing() {
        let mut db = database();
        run(&mut db, &[ONE]).unwrap();
        run(&mut db, &[ONE, REBUILD]).unwrap();
        assert_eq!(rows(&db), 1);
        let on: bool = db
            .query_row("PRAGMA foreign_keys", [], |row| row.get(0))
            .unwrap();
        assert!(on);
    }

    #[test]
    fn a_failed_step_leaves_nothing_and_is_named() {
        for failing in [DANGLING, BROKEN] {
            let mut db = database();
            let error = run(&mut db, &[ONE, failing]).unwrap_err().to_string();
            assert!(error.contains(failing.name), "{error}");
            assert_eq!(names(&db).unwrap(), ["0001_a"]);
            assert!(db.prepare("SELECT * FROM c").is_err());
        }
    }

    #[test]
    fn the_statement_that_fails_is_shown_and_no_other() {
        for (up, shown) in [
            (
                "CREATE TABLE c (n); NONSENSE\n  HERE; CREATE TABLE d (n);",
                "syntax error in NONSENSE HERE",
            ),
            (
                "CREATE TABLE c (n UNIQUE); INSERT INTO c VALUES (1), (1); CREATE TABLE d (n);",
                "UNIQUE constraint failed: c.n in INSERT INTO c VALUES (1), (1)",
            ),
        ] {
            let failing = Migration { name: "0001_c", up };
            let error = run(&mut database(), &[failing]).unwrap_err().to_string();
            assert!(
                error.contains(shown) && error.starts_with("migration 0001_c: "),
                "{error}"
            );
            assert!(!error.contains("CREATE TABLE"), "{error}");
        }
    }

    #[test]
    fn a_newer_database_is_refused() {
        let mut db = database();
        run(&mut db, &[ONE, REBUILD]).unwrap();
        let error = run(&mut db, &[ONE]).unwrap_err().to_string();
        assert!(error.contains("0002_rebuild"), "{error}");
    }
}
