//! Many-to-many relations, on a connection.

use std::collections::HashMap;

use rusqlite::Connection;

use super::fault;
use super::ops::{Written, query};
use super::row::Row;
use super::violation;
use crate::{Kind, LinkMeta, Linked, ModelMeta, Result, Value, sql};

/// Links a row to others.
pub(super) fn add(
    db: &Connection,
    written: &Written<'_>,
    position: usize,
    own: &Value,
    others: &[Value],
) -> Result<()> {
    if others.is_empty() {
        return Ok(());
    }
    let statement = sql::link::add(&written.meta.links[position], own, others);
    query(db, &statement, |_| Ok(()))?
        .map_err(|error| violation::explain(db, written, error))
        .map(|_| ())
}

/// Links a row to others, and to no more than those.
pub(super) fn replace(
    db: &Connection,
    written: &Written<'_>,
    position: usize,
    own: &Value,
    others: &[Value],
) -> Result<()> {
    let statement = sql::link::clear(&written.meta.links[position], own);
    query(db, &statement, |_| Ok(()))?.map_err(fault::failed)?;
    add(db, written, position, own, others)
}

/// What each of the rows is linked to, in the order of `owns`.
fn linked(
    db: &Connection,
    own: Kind,
    link: &'static LinkMeta,
    owns: &[Value],
) -> Result<Vec<Vec<Value>>> {
    let statement = sql::link::pairs(link, owns);
    let pairs = query(db, &statement, |row| {
        let mut row = Row::new(row, link.target);
        Ok((
            key(own, &mut row)?,
            key(link.target.key().kind.stored(), &mut row)?,
        ))
    })?;
    let places: HashMap<_, usize> = owns
        .iter()
        .enumerate()
        .map(|(place, key)| (key.identity(), place))
        .collect();
    let mut found = vec![Vec::new(); owns.len()];
    for (own, other) in pairs.map_err(fault::failed)? {
        if let Some(place) = places.get(&own.identity()) {
            found[*place].push(other);
        }
    }
    Ok(found)
}

/// What each of the rows is linked to, by every relation of the model.
pub(crate) fn linked_all(
    db: &Connection,
    meta: &'static ModelMeta,
    owns: &[Value],
) -> Result<Vec<Linked>> {
    let own = meta.key().kind.stored();
    let mut all = vec![Vec::with_capacity(meta.links.len()); owns.len()];
    for link in meta.links {
        let found = linked(db, own, link, owns)?;
        for (row, keys) in all.iter_mut().zip(found) {
            row.push(keys);
        }
    }
    Ok(all.into_iter().map(Linked::new).collect())
}

/// What one record is linked to.
pub(crate) fn keys_of(
    db: &Connection,
    meta: &'static ModelMeta,
    link: &'static LinkMeta,
    record: Value,
) -> Result<Vec<Value>> {
    let found = linked(db, meta.key().kind.stored(), link, &[record])?;
    Ok(found.into_iter().flatten().collect())
}

/// Reads a key of this kind.
pub(super) fn key(kind: Kind, row: &mut Row<'_>) -> Result<Value> {
    match kind {
        Kind::Int32 | Kind::Int64 => row.read().map(Value::Int),
        Kind::Uuid => row.read().map(Value::Uuid),
        _ => row.read().map(Value::Text),
    }
}
