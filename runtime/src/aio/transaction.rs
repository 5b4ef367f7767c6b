//! Transactions, from async code.

use rusqlite::Connection;

use super::offload;
use crate::query::{Select, key_value};
use crate::rows::Rows;
use crate::sqlite::{self, Assigned, Lease};
use crate::workers::Workers;
use crate::{Changes, Error, Link, LinkMeta, ModelMeta, QuerySet, Record, Result, Stored, Value};

/// A transaction. It owns its connection, so it may be handed around; dropped, it rolls back.
pub struct Tx {
    /// `None` while a worker has it, and after one lost it.
    pub(super) lease: Option<Lease>,
    pub(super) workers: Workers,
}

impl Tx {
    pub(super) async fn run<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let mut lease = self.lease.take().ok_or_else(lost)?;
        let job = move || {
            let result = lease.run(work);
            Ok((lease, result))
        };
        let (lease, result) = offload::blocking(&self.workers, job).await?;
        self.lease = Some(lease);
        result
    }

    /// Stores a record and answers it as stored.
    pub async fn insert<M: Record>(&mut self, changes: Changes<M>) -> Result<M> {
        let (rows, assigned) = (Rows::of::<M>(), changes.into());
        let stored = self.insert_into(rows, assigned).await?.last()?;
        stored.ok_or_else(|| Error::internal("INSERT returned no row"))
    }

    async fn insert_into(&mut self, rows: Rows, assigned: Assigned) -> Result<Rows> {
        self.run(move |db| sqlite::insert(db, rows, &assigned))
            .await
    }

    /// Writes columns of the record; `None` when it is gone.
    pub async fn update<M: Record>(
        &mut self,
        record: &M,
        changes: Changes<M>,
    ) -> Result<Option<M>> {
        let (rows, key) = (Rows::of::<M>(), key_value(record));
        self.update_in(rows, key, changes.into()).await?.last()
    }

    async fn update_in(&mut self, rows: Rows, key: Value, assigned: Assigned) -> Result<Rows> {
        let select = Select::default().keyed(rows.meta, key.clone());
        self.run(move |db| sqlite::update(db, rows, &select, key, &assigned))
            .await
    }

    /// Deletes the record; `false` when it was gone.
    pub async fn delete<M: Record>(&mut self, record: &M) -> Result<bool> {
        self.delete_from(M::meta(), key_value(record)).await
    }

    async fn delete_from(&mut self, meta: &'static ModelMeta, key: Value) -> Result<bool> {
        let select = Select::default().keyed(meta, key.clone());
        self.run(move |db| sqlite::delete(db, meta, &select, &key))
            .await
    }

    /// The record with this key, as this transaction sees it.
    pub async fn get<M: Record>(&mut self, key: M::Key) -> Result<Option<M>> {
        let select = Select::default().keyed(M::meta(), key.into_value());
        self.fetch_into(Rows::of::<M>(), select).await?.last()
    }

    pub async fn fetch<M: Record>(&mut self, set: QuerySet<M>) -> Result<Vec<M>> {
        self.fetch_into(Rows::of::<M>(), set.select).await?.typed()
    }

    pub(crate) async fn fetch_into(&mut self, rows: Rows, select: Select) -> Result<Rows> {
        self.run(move |db| sqlite::fetch(db, rows, &select)).await
    }

    pub async fn count<M: Record>(&mut self, set: QuerySet<M>) -> Result<i64> {
        self.count_of(M::meta(), set.select).await
    }

    async fn count_of(&mut self, meta: &'static ModelMeta, select: Select) -> Result<i64> {
        self.run(move |db| sqlite::count(db, meta, &select)).await
    }

    /// The keys that a many-to-many relation of the record points to.
    pub async fn linked<M: Record, N: Record>(
        &mut self,
        record: &M,
        link: Link<M, N>,
    ) -> Result<Vec<N::Key>> {
        let keys = self.keys_of(M::meta(), link.meta(), key_value(record));
        keys.await?.into_iter().map(N::Key::from_value).collect()
    }

    async fn keys_of(
        &mut self,
        meta: &'static ModelMeta,
        link: &'static LinkMeta,
        key: Value,
    ) -> Result<Vec<Value>> {
        self.run(move |db| sqlite::keys_of(db, meta, link, key))
            .await
    }

    pub async fn commit(mut self) -> Result<()> {
        let lease = self.lease.take().ok_or_else(lost)?;
        offload::blocking(&self.workers, move || lease.commit()).await
    }

    /// Undoes everything, as dropping does.
    pub async fn rollback(mut self) -> Result<()> {
        let lease = self.lease.take();
        offload::blocking(&self.workers, move || {
            drop(lease);
            Ok(())
        })
        .await
    }
}

fn lost() -> Error {
    Error::internal("the transaction was interrupted")
}
