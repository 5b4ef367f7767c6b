//! The rows of a model, from async code.

use std::marker::PhantomData;

use super::Database;
use crate::query::{Select, key_value};
use crate::rows::Rows;
use crate::{Changes, Error, Link, QuerySet, Record, Result, Stored};

/// The rows of one model. Each write is a transaction of its own.
pub struct Repository<M> {
    pub(super) database: Database,
    pub(super) of: PhantomData<fn() -> M>,
}

impl<M: Record> Repository<M> {
    pub async fn get(&self, key: M::Key) -> Result<Option<M>> {
        let select = Select::default().keyed(M::meta(), key.into_value());
        self.database.fetch_here(Rows::of::<M>(), &select)?.last()
    }

    pub async fn fetch(&self, set: QuerySet<M>) -> Result<Vec<M>> {
        let rows = self.database.fetch(Rows::of::<M>(), set.select);
        rows.await?.typed()
    }

    pub async fn first(&self, set: QuerySet<M>) -> Result<Option<M>> {
        let select = set.at_most(1).select;
        self.database.fetch(Rows::of::<M>(), select).await?.last()
    }

    pub async fn count(&self, set: QuerySet<M>) -> Result<i64> {
        self.database.count(M::meta(), set.select).await
    }

    /// The keys that a many-to-many relation of the record points to.
    pub async fn linked<N: Record>(&self, record: &M, link: Link<M, N>) -> Result<Vec<N::Key>> {
        let database = &self.database;
        let keys = database.keys_of(M::meta(), link.meta(), key_value(record));
        keys.await?.into_iter().map(N::Key::from_value).collect()
    }

    pub async fn insert(&self, changes: Changes<M>) -> Result<M> {
        let rows = self.database.insert(Rows::of::<M>(), changes.into());
        let stored = rows.await?.last()?;
        stored.ok_or_else(|| Error::internal("INSERT returned no row"))
    }

    pub async fn update(&self, record: &M, changes: Changes<M>) -> Result<Option<M>> {
        let (rows, key) = (Rows::of::<M>(), key_value(record));
        let select = Select::default().keyed(M::meta(), key.clone());
        let rows = self.database.update(rows, select, key, changes.into());
        rows.await?.last()
    }

    pub async fn delete(&self, record: &M) -> Result<bool> {
        let (meta, key) = (M::meta(), key_value(record));
        let select = Select::default().keyed(meta, key.clone());
        self.database.delete(meta, select, key).await
    }
}
