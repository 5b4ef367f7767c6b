//! The statements of a repository, on a connection.

use rusqlite::{Connection, params_from_iter};

use super::row::Row;
use super::storage::{Bind, storable};
use super::violation;
use super::{claims, fault, link};
use crate::query::{Assigned, Select};
use crate::rows::Rows;
use crate::sql::{self, Statement};
use crate::{Error, ModelMeta, Result, Value, made};

pub(super) fn query<T>(
    db: &Connection,
    statement: &Statement,
    mut each: impl FnMut(&rusqlite::Row<'_>) -> Result<T>,
) -> Result<rusqlite::Result<Vec<T>>> {
    let mut out = Vec::new();
    let ran = run(db, statement, &mut |row| {
        out.push(each(row)?);
        Ok(())
    })?;
    Ok(ran.map(|()| out))
}

/// Compiled once, not for each model.
pub(super) fn run(
    db: &Connection,
    (text, values): &Statement,
    each: &mut dyn FnMut(&rusqlite::Row<'_>) -> Result<()>,
) -> Result<rusqlite::Result<()>> {
    let mut run = || -> rusqlite::Result<Result<()>> {
        let mut statement = db.prepare_cached(text)?;
        let mut rows = statement.query(params_from_iter(values.0.iter().map(Bind)))?;
        while let Some(row) = rows.next()? {
            if let Err(error) = each(row) {
                return Ok(Err(error));
            }
        }
        Ok(Ok(()))
    };
    match run() {
        Ok(Ok(())) => Ok(Ok(())),
        Ok(Err(error)) => Err(error),
        Err(error) => Ok(Err(error)),
    }
}

/// Reads the matching records.
pub(crate) fn fetch(db: &Connection, rows: Rows, select: &Select) -> Result<Rows> {
    claims::check(db, select)?;
    let statement = sql::rows(rows.meta, select);
    read(db, &statement, rows)?.map_err(fault::failed)
}

/// Adds the rows that a statement brings.
fn read(db: &Connection, statement: &Statement, mut rows: Rows) -> Result<rusqlite::Result<Rows>> {
    let meta = rows.meta;
    let ran = run(db, statement, &mut |row| {
        rows.read(&mut Row::new(row, meta))
    })?;
    Ok(ran.map(|()| rows))
}

/// The primary keys of the matching records, in order.
pub(crate) fn keys(
    db: &Connection,
    meta: &'static ModelMeta,
    select: &Select,
    each: &mut dyn FnMut(Value),
) -> Result<()> {
    claims::check(db, select)?;
    let statement = sql::keys(meta, select);
    let kind = meta.key().kind.stored();
    let ran = run(db, &statement, &mut |row| {
        // The only column stands for the key; a key is never scaled, so position 0 does no harm.
        each(link::key(kind, &mut Row::new(row, meta))?);
        Ok(())
    })?;
    ran.map_err(fault::failed)
}

/// Whether an index brings the matching rows in their order, so that a part of them is read without the rest.
pub(crate) fn is_in_order(
    db: &Connection,
    meta: &'static ModelMeta,
    select: &Select,
) -> Result<bool> {
    let (text, values) = sql::rows(meta, select);
    let plan = (format!("EXPLAIN QUERY PLAN {text}").into(), values);
    let steps = query(db, &plan, |row| row.get(3).map_err(fault::failed))?;
    let steps: Vec<String> = steps.map_err(fault::failed)?;
    Ok(steps
        .iter()
        .all(|step| !step.starts_with("USE TEMP B-TREE")))
}

/// Runs reads that see the same state.
pub(crate) fn at_once<T>(db: &Connection, reads: impl FnOnce() -> Result<T>) -> Result<T> {
    // Within a transaction they do so anyhow; a read has nothing to commit.
    let _one_state = match db.is_autocommit() {
        true => Some(db.unchecked_transaction().map_err(fault::failed)?),
        false => None,
    };
    reads()
}

/// How many match.
pub(crate) fn count(db: &Connection, meta: &'static ModelMeta, select: &Select) -> Result<i64> {
    claims::check(db, select)?;
    let statement = sql::count(meta, select);
    let rows = query(db, &statement, |row| row.get(0).map_err(fault::failed))?;
    Ok(rows.map_err(fault::failed)?.pop().unwrap_or_default())
}

/// What a write is about: it says whether a unique value may be the row's own.
pub(crate) struct Written<'a> {
    pub meta: &'static ModelMeta,
    pub values: &'a [(usize, Value)],
    pub links: &'a [(usize, Vec<Value>)],
    pub key: Option<Value>,
}

impl<'a> Written<'a> {
    pub(super) fn new(
        meta: &'static ModelMeta,
        assigned: &'a Assigned,
        key: Option<Value>,
    ) -> Self {
        Self {
            meta,
            values: &assigned.values,
            links: &assigned.links,
            key,
        }
    }
}

/// Stores a record.
pub(crate) fn insert(db: &Connection, rows: Rows, mut assigned: Assigned) -> Result<Rows> {
    made::complete_insert(rows.meta, &mut assigned.values);
    let mut written = Written::new(rows.meta, &assigned, None);
    storable(rows.meta, written.values)?;
    let statement = sql::insert(rows.meta, written.values);
    let rows = read(db, &statement, rows)?;
    let rows = rows.map_err(|error| violation::explain(db, &written, error))?;
    let key = rows.last_key();
    let key = key.ok_or_else(|| Error::internal("INSERT returned no row"))?;
    // The row is there by now: what it has is no other's.
    written.key = Some(key.clone());
    for (position, keys) in written.links {
        link::add(db, &written, *position, &key, keys)?;
    }
    Ok(rows)
}

/// Writes columns of one record; there is none when the selection does not hold it.
pub(crate) fn update(
    db: &Connection,
    rows: Rows,
    select: &Select,
    key: Value,
    mut assigned: Assigned,
) -> Result<Rows> {
    if !assigned.is_empty() {
        made::complete_update(rows.meta, &mut assigned.values);
    }
    let written = Written::new(rows.meta, &assigned, Some(key.clone()));
    let rows = if written.values.is_empty() {
        fetch(db, rows, select)?
    } else {
        claims::check(db, select)?;
        storable(rows.meta, written.values)?;
        let statement = sql::update(rows.meta, select, written.values);
        let rows = read(db, &statement, rows)?;
        rows.map_err(|error| violation::explain(db, &written, error))?
    };
    if !rows.is_empty() {
        for (position, keys) in written.links {
            link::replace(db, &written, *position, &key, keys)?;
        }
    }
    Ok(rows)
}

/// Removes the record that the selection holds, whose key this is; a reference that restricts
/// is FAILED_PRECONDITION.
pub(crate) fn delete(
    db: &Connection,
    meta: &'static ModelMeta,
    select: &Select,
    key: &Value,
) -> Result<bool> {
    let statement = sql::delete(meta, select);
    query(db, &statement, |_| Ok(()))?
        .map_err(|error| violation::restricted(meta, Some(key), error))?;
    Ok(db.changes() > 0)
}

/// Whether a query has a row at all; a query that fails has none.
pub(super) fn any(db: &Connection, text: &str, values: &sea_query::Values) -> bool {
    let run = || {
        db.prepare_cached(text)?
            .exists(params_from_iter(values.0.iter().map(Bind)))
    };
    run().unwrap_or(false)
}
