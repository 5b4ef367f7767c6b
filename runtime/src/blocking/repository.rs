//! The rows of a model, from a worker thread.

use std::marker::PhantomData;

use super::Database;
use crate::query::{Select, key_value};
use crate::rows::Rows;
use crate::{Changes, Link, QuerySet, Record, Result, Stored};

/// The rows of one model. Each write is a transaction of its own.
pub struct Repository<M> {
    pub(super) database: Database,
    pub(super) of: PhantomData<fn() -> M>,
}

impl<M: Record> Repository<M> {
    pub fn get(&self, key: M::Key) -> Result<Option<M>> {
        let select = Select::default().keyed(M::meta(), key.into_value());
        self.database.fetch(Rows::of::<M>(), &select)?.last()
    }

    pub fn fetch(&self, set: QuerySet<M>) -> Result<Vec<M>> {
        self.database.fetch(Rows::of::<M>(), &set.select)?.typed()
    }

    pub fn first(&self, set: QuerySet<M>) -> Result<Option<M>> {
        let select = set.at_most(1).select;
        self.database.fetch(Rows::of::<M>(), &select)?.last()
    }

    pub fn count(&self, set: QuerySet<M>) -> Result<i64> {
        self.database.count(M::meta(), &set.select)
    }

    /// The keys that a many-to-many relation of the record points to.
    pub fn linked<N: Record>(&self, record: &M, link: Link<M, N>) -> Result<Vec<N::Key>> {
        let database = &self.database;
        let keys = database.keys_of(M::meta(), link.meta(), key_value(record))?;
        keys.into_iter().map(N::Key::from_value).collect()
    }

    pub fn insert(&self, changes: Changes<M>) -> Result<M> {
        let mut tx = self.database.begin()?;
        let record = tx.insert(changes)?;
        tx.commit()?;
        Ok(record)
    }

    pub fn update(&self, record: &M, changes: Changes<M>) -> Result<Option<M>> {
        let mut tx = self.database.begin()?;
        let updated = tx.update(record, changes)?;
        tx.commit()?;
        Ok(updated)
    }

    pub fn delete(&self, record: &M) -> Result<bool> {
        let mut tx = self.database.begin()?;
        let deleted = tx.delete(record)?;
        tx.commit()?;
        Ok(deleted)
    }
}
