//! Transactions, from a worker thread.

use rusqlite::Connection;

use crate::query::{Select, key_value};
use crate::rows::Rows;
use crate::sqlite::{self, Assigned, Writing};
use crate::{Changes, Error, Link, LinkMeta, ModelMeta, QuerySet, Record, Result, Stored, Value};

/// A transaction. It owns its connection, so it may be handed around; dropped, it rolls back.
pub struct Tx {
    pub(super) writing: Writing,
}

impl Tx {
    pub(super) fn run<T>(&mut self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.writing.run(work)
    }

    /// Stores a record and answers it as stored.
    pub fn insert<M: Record>(&mut self, changes: Changes<M>) -> Result<M> {
        let stored = self.insert_into(Rows::of::<M>(), &changes.into())?.last()?;
        stored.ok_or_else(|| Error::internal("INSERT returned no row"))
    }

    fn insert_into(&mut self, rows: Rows, assigned: &Assigned) -> Result<Rows> {
        self.writing.run(|db| sqlite::insert(db, rows, assigned))
    }

    /// Writes columns of the record; `None` when it is gone.
    pub fn update<M: Record>(&mut self, record: &M, changes: Changes<M>) -> Result<Option<M>> {
        let (rows, key) = (Rows::of::<M>(), key_value(record));
        let select = Select::default().keyed(rows.meta, key.clone());
        self.update_in(rows, &select, key, &changes.into())?.last()
    }

    /// Writes columns of the record with this key, where the selection has it.
    pub(crate) fn update_in(
        &mut self,
        rows: Rows,
        select: &Select,
        key: Value,
        assigned: &Assigned,
    ) -> Result<Rows> {
        self.writing
            .run(|db| sqlite::update(db, rows, select, key, assigned))
    }

    /// Deletes the record; `false` when it was gone.
    pub fn delete<M: Record>(&mut self, record: &M) -> Result<bool> {
        self.delete_from(M::meta(), &key_value(record))
    }

    fn delete_from(&mut self, meta: &'static ModelMeta, key: &Value) -> Result<bool> {
        let select = Select::default().keyed(meta, key.clone());
        self.writing
            .run(|db| sqlite::delete(db, meta, &select, key))
    }

    /// The record with this key, as this transaction sees it.
    pub fn get<M: Record>(&mut self, key: M::Key) -> Result<Option<M>> {
        let select = Select::default().keyed(M::meta(), key.into_value());
        self.fetch_into(Rows::of::<M>(), &select)?.last()
    }

    pub fn fetch<M: Record>(&mut self, set: QuerySet<M>) -> Result<Vec<M>> {
        self.fetch_into(Rows::of::<M>(), &set.select)?.typed()
    }

    pub(crate) fn fetch_into(&mut self, rows: Rows, select: &Select) -> Result<Rows> {
        self.writing.run(|db| sqlite::fetch(db, rows, select))
    }

    pub fn count<M: Record>(&mut self, set: QuerySet<M>) -> Result<i64> {
        self.count_of(M::meta(), &set.select)
    }

    fn count_of(&mut self, meta: &'static ModelMeta, select: &Select) -> Result<i64> {
        self.writing.run(|db| sqlite::count(db, meta, select))
    }

    /// The keys that a many-to-many relation of the record points to.
    pub fn linked<M: Record, N: Record>(
        &mut self,
        record: &M,
        link: Link<M, N>,
    ) -> Result<Vec<N::Key>> {
        let keys = self.keys_of(M::meta(), link.meta(), key_value(record))?;
        keys.into_iter().map(N::Key::from_value).collect()
    }

    fn keys_of(
        &mut self,
        meta: &'static ModelMeta,
        link: &'static LinkMeta,
        key: Value,
    ) -> Result<Vec<Value>> {
        self.writing.run(|db| sqlite::keys_of(db, meta, link, key))
    }

    pub fn commit(self) -> Result<()> {
        self.writing.commit()
    }

    /// Undoes everything, as dropping does.
    pub fn rollback(self) -> Result<()> {
        drop(self);
        Ok(())
    }
}
