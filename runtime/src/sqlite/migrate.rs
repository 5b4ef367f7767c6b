//! Brings a database's schema up to date.

use rusqlite::{Connection, TransactionBehavior};

use crate::StartupError;

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
    for migration in migrations
        .iter()
        .filter(|m| !applied.iter().any(|name| name == m.name))
    {
        let step = |db: &mut Connection| {
            let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            // Another process may have applied it since the look above.
            if names(&tx)?.iter().any(|name| name == migration.name) {
                return Ok(());
            }
            tx.execute_batch(migration.up)?;
            let sql = "INSERT INTO socio_migrations VALUES (?, strftime('%Y-%m-%dT%H:%M:%SZ'))";
            tx.execute(sql, [migration.name])?;
            tx.commit()
        };
        step(db).map_err(|e| failed(&format!("migration {}", migration.name), e))?;
        tracing::info!(migration = migration.name, "applied");
    }
    Ok(())
}

fn names(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut query = db.prepare("SELECT name FROM socio_migrations")?;
    query.query_map([], |row| row.get(0))?.collect()
}
