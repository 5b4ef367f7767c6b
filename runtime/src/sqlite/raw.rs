//! SQL that a user writes, on a connection.

use rusqlite::{CachedStatement, Connection, params_from_iter};

use super::fault;
use super::row::{Layout, Row, place};
use super::storage::{Bind, storage};
use crate::raw_sql::{FromRow, RawSql};
use crate::{Error, Kind, ModelMeta, Record, Result, Value};

/// What a connection that others use next, or whose transaction is ours, is not told by hand.
const OURS: [&str; 9] = [
    "ATTACH",
    "BEGIN",
    "COMMIT",
    "DETACH",
    "END",
    "PRAGMA",
    "RELEASE",
    "ROLLBACK",
    "SAVEPOINT",
];

/// Whether a connection that cannot write can run it.
pub(crate) fn is_read(db: &Connection, sql: &RawSql) -> Result<bool> {
    prepare(db, sql).map(|statement| statement.readonly())
}

/// Runs a statement and reads its rows, `most` at most.
pub(crate) fn fetch<T: FromRow>(db: &Connection, sql: &RawSql, most: usize) -> Result<Vec<T>> {
    let mut found = Vec::new();
    run(db, sql, None, &mut |row| {
        found.push(T::from_row(row)?);
        Ok(found.len() < most)
    })?;
    Ok(found)
}

/// The same of the records of a model, whose columns are found by their names.
pub(crate) fn records<M: Record>(db: &Connection, sql: &RawSql, most: usize) -> Result<Vec<M>> {
    let mut found = Vec::new();
    run(db, sql, Some(M::meta()), &mut |row| {
        found.push(M::read(row)?);
        Ok(found.len() < most)
    })?;
    Ok(found)
}

/// Runs a statement to its end, and answers how many rows it has written.
pub(crate) fn execute(db: &Connection, sql: &RawSql) -> Result<u64> {
    let before = db.total_changes();
    run(db, sql, None, &mut |_| Ok(true))?;
    // Of a statement that writes no row, SQLite says what the one before has written.
    Ok(if db.total_changes() == before {
        0
    } else {
        db.changes()
    })
}

/// Compiled once, not for each type. `each` says whether more rows are wanted.
fn run(
    db: &Connection,
    sql: &RawSql,
    model: Option<&'static ModelMeta>,
    each: &mut dyn FnMut(&mut Row<'_>) -> Result<bool>,
) -> Result<()> {
    let mut statement = prepare(db, sql)?;
    let places = match model {
        Some(meta) => {
            let fields = meta.fields.iter();
            let places = fields.map(|field| place(&statement, field.column));
            places.collect::<Result<Vec<_>>>()?
        }
        None => Vec::new(),
    };
    let layout = match model {
        Some(meta) => Layout::Found(meta, &places),
        None => Layout::Named,
    };
    let values = bound(sql)?;
    let failed = |error| failed(sql, error);
    let mut rows = statement
        .query(params_from_iter(values.iter().map(Bind)))
        .map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        if !each(&mut Row::laid_out(row, layout))? {
            break;
        }
    }
    Ok(())
}

fn prepare<'c>(db: &'c Connection, sql: &RawSql) -> Result<CachedStatement<'c>> {
    let words = sql.text.split(|c: char| !c.is_ascii_alphabetic());
    let first = words.into_iter().find(|word| !word.is_empty());
    let ours = |word: &str| OURS.iter().any(|ours| ours.eq_ignore_ascii_case(word));
    if let Some(word) = first.filter(|word| ours(word)) {
        return Err(Error::internal(format!(
            "{word} is not run as raw SQL: the runtime begins and ends transactions, and sets connections up"
        )));
    }
    let statement = db
        .prepare_cached(&sql.text)
        .map_err(|error| failed(sql, error))?;
    let (wanted, given) = (statement.parameter_count(), sql.values.len());
    if wanted == given {
        return Ok(statement);
    }
    Err(Error::internal(format!(
        "{given} values are bound to {wanted} placeholders in {}",
        sql.text
    )))
}

fn bound(sql: &RawSql) -> Result<Vec<sea_query::Value>> {
    let values = sql.values.iter().map(|(value, kind)| match (value, kind) {
        (Value::Decimal(_), None) => Err(Error::internal(format!(
            "a decimal is stored as its digits alone: bind_as binds it as its column has it, in {}",
            sql.text
        ))),
        (value, kind) => Ok(storage(value, kind.unwrap_or(Kind::Text))),
    });
    values.collect()
}

/// For the log: no client sees it.
fn failed(sql: &RawSql, error: rusqlite::Error) -> Error {
    match error {
        // It has the text in it.
        rusqlite::Error::SqlInputError { .. } => fault::failed(error),
        error => fault::failed(error).within(format!("running {}", sql.text)),
    }
}
