//! A record as a hook was shown it, and whether it still is so when the hook writes.

use std::hash::{BuildHasher, Hash, Hasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::ops::run;
use super::{claims, fault, row::Row};
use crate::query::Select;
use crate::rows::Rows;
use crate::{Error, ModelMeta, Result, Value, sql};

/// What a selection of one record had.
pub(crate) struct Seen {
    meta: &'static ModelMeta,
    select: Select,
    key: Value,
    /// Of the cells, with keys that nobody knows: no copy of them is held.
    hash: Option<u64>,
    keys: RandomState,
    changed: Changed,
}

/// Whether the record was found to be another than the hooks were shown.
#[derive(Debug, Clone, Default)]
pub(crate) struct Changed(Arc<AtomicBool>);

impl Changed {
    pub(crate) fn get(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Reads the record with this key, where the selection holds it.
pub(crate) fn fetch_seen(
    db: &Connection,
    rows: Rows,
    select: Select,
    key: Value,
) -> Result<(Rows, Seen)> {
    claims::check(db, &select)?;
    let (keys, mut rows) = (RandomState::new(), rows);
    let meta = rows.meta;
    let hash = hashed(db, meta, &select, &keys, |row| {
        rows.read(&mut Row::new(row, meta))
    })?;
    let seen = Seen {
        meta,
        select,
        key,
        hash,
        keys,
        changed: Changed::default(),
    };
    Ok((rows, seen))
}

impl Seen {
    pub(crate) fn changed(&self) -> Changed {
        self.changed.clone()
    }

    /// An error, and a mark, where the record is not what it was.
    pub(super) fn check(&self, db: &Connection) -> Result<()> {
        let hash = hashed(db, self.meta, &self.select, &self.keys, |_| Ok(()))?;
        if hash == self.hash {
            return Ok(());
        }
        self.changed.0.store(true, Ordering::Relaxed);
        Err(self.refused())
    }

    fn refused(&self) -> Error {
        let (name, key) = (self.meta.name, self.key.key_text());
        let text = format!("{name}: {key} was changed by another call meanwhile. Try again.");
        Error::new(tonic::Code::Aborted, text, "aborted")
    }

    /// The error of every later statement of the transaction.
    pub(super) fn still(&self) -> Result<()> {
        match self.changed.get() {
            true => Err(self.refused()),
            false => Ok(()),
        }
    }
}

/// The hash of the row of a selection, which `each` sees; `None` where there is none.
fn hashed(
    db: &Connection,
    meta: &'static ModelMeta,
    select: &Select,
    keys: &RandomState,
    mut each: impl FnMut(&rusqlite::Row<'_>) -> Result<()>,
) -> Result<Option<u64>> {
    let statement = sql::rows(meta, select);
    let mut hash = None;
    let ran = run(db, &statement, &mut |row| {
        let mut cells = keys.build_hasher();
        for at in 0..meta.fields.len() {
            put(row.get_ref(at).map_err(fault::failed)?, &mut cells);
        }
        hash = Some(cells.finish());
        each(row)
    })?;
    ran.map_err(fault::failed)?;
    Ok(hash)
}

fn put(cell: ValueRef<'_>, hash: &mut impl Hasher) {
    match cell {
        ValueRef::Null => 0_u8.hash(hash),
        ValueRef::Integer(value) => (1_u8, value).hash(hash),
        ValueRef::Real(value) => (2_u8, value.to_bits()).hash(hash),
        ValueRef::Text(value) => (3_u8, value).hash(hash),
        ValueRef::Blob(value) => (4_u8, value).hash(hash),
    }
}
