//! Many-to-many relations, on a connection.

use std::collections::HashMap;

use rusqlite::Connection;

use super::ops::{Written, query};
use super::row::Row;
use super::violation;
use crate::{Error, Kind, LinkMeta, Linked, ModelMeta, Record, Result, Stored, Value, sql};

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
    query(db, &statement, |_| Ok(()))?.map_err(Error::internal)?;
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
    for (own, other) in pairs.map_err(Error::internal)? {
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

/// What one record is linked to, in its own types.
pub(crate) fn keys_of<M: Record, N: Record>(
    db: &Connection,
    link: &'static LinkMeta,
    record: &M,
) -> Result<Vec<N::Key>> {
    let own = M::meta().key().kind.stored();
    let found = linked(db, own, link, &[record.key().into_value()])?;
    let keys = found.into_iter().flatten();
    keys.map(N::Key::from_value).collect()
}

fn key(kind: Kind, row: &mut Row<'_>) -> Result<Value> {
    match kind {
        Kind::Int32 | Kind::Int64 => row.next().map(Value::Int),
        Kind::Uuid => row.next().map(Value::Uuid),
        _ => row.next().map(Value::Text),
    }
}
