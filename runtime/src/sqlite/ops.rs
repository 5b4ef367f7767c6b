//! The statements of a repository, on a connection.

use rusqlite::{Connection, params_from_iter};

use super::link;
use super::row::Row;
use super::storage::{Bind, storable};
use super::violation;
use crate::query::{Select, key_value};
use crate::sql::{self, Statement};
use crate::{Changes, Error, ModelMeta, Record, Result, Value};

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
fn run(
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

/// The matching records.
pub(crate) fn fetch<M: Record>(db: &Connection, select: &Select) -> Result<Vec<M>> {
    let statement = sql::rows(M::meta(), select);
    query(db, &statement, |row| M::read(&mut Row::new(row, M::meta())))?.map_err(Error::internal)
}

/// The primary keys of the matching records, in order.
pub(crate) fn keys<M: Record>(db: &Connection, select: &Select) -> Result<Vec<M::Key>> {
    let statement = sql::keys(M::meta(), select);
    // The only column stands for the key; a key is never scaled, so position 0 does no harm.
    let read = |row: &rusqlite::Row<'_>| Row::new(row, M::meta()).next();
    query(db, &statement, read)?.map_err(Error::internal)
}

/// How many match.
pub(crate) fn count<M: Record>(db: &Connection, select: &Select) -> Result<i64> {
    let statement = sql::count(M::meta(), select);
    let rows = query(db, &statement, |row| row.get(0).map_err(Error::internal))?;
    Ok(rows.map_err(Error::internal)?.pop().unwrap_or_default())
}

/// What a write is about: it says whether a unique value may be the row's own.
pub(crate) struct Written<'a> {
    pub meta: &'static ModelMeta,
    pub values: &'a [(usize, Value)],
    pub links: &'a [(usize, Vec<Value>)],
    pub key: Option<Value>,
}

/// Stores a record.
pub(crate) fn insert<M: Record>(db: &Connection, changes: &Changes<M>) -> Result<M> {
    storable(M::meta(), &changes.values)?;
    let statement = sql::insert(M::meta(), &changes.values);
    let rows = query(db, &statement, |row| M::read(&mut Row::new(row, M::meta())))?;
    let mut written = Written {
        meta: M::meta(),
        values: &changes.values,
        links: &changes.links,
        key: None,
    };
    let mut rows = rows.map_err(|error| violation::explain(db, &written, error))?;
    let record = rows
        .pop()
        .ok_or_else(|| Error::internal("INSERT returned no row"))?;
    if !changes.links.is_empty() {
        // The row is there by now: what it has is no other's.
        let key = key_value(&record);
        written.key = Some(key.clone());
        for (position, keys) in &changes.links {
            link::add(db, &written, *position, &key, keys)?;
        }
    }
    Ok(record)
}

/// Writes columns of one record; `None` when the selection does not hold it.
pub(crate) fn update<M: Record>(
    db: &Connection,
    select: &Select,
    key: Value,
    changes: &Changes<M>,
) -> Result<Option<M>> {
    let written = Written {
        meta: M::meta(),
        values: &changes.values,
        links: &changes.links,
        key: Some(key.clone()),
    };
    let record = if changes.values.is_empty() {
        fetch(db, select)?.pop()
    } else {
        storable(M::meta(), &changes.values)?;
        let statement = sql::update(M::meta(), select, &changes.values);
        let rows = query(db, &statement, |row| M::read(&mut Row::new(row, M::meta())))?;
        rows.map_err(|error| violation::explain(db, &written, error))?
            .pop()
    };
    if record.is_some() {
        for (position, keys) in &changes.links {
            link::replace(db, &written, *position, &key, keys)?;
        }
    }
    Ok(record)
}

/// Removes one record; a reference that restricts is FAILED_PRECONDITION.
pub(crate) fn delete<M: Record>(db: &Connection, record: &M) -> Result<bool> {
    let select = crate::QuerySet::<M>::all().keyed(record.key()).select;
    let statement = sql::delete(M::meta(), &select);
    query(db, &statement, |_| Ok(()))?
        .map_err(|error| violation::restricted(M::meta(), &key_value(record), error))?;
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
