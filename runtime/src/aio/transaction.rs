//! Transactions, from async code.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use rusqlite::Connection;
use tokio::runtime::Handle;
use tracing::Instrument;

use super::{Savepoint, offload};
use crate::caller::OpenTransaction;
use crate::query::{Assigned, Select, key_value};
use crate::rows::Rows;
use crate::sqlite::{self, Sqlite, Transaction};
use crate::workers::Workers;
use crate::{Changes, Error, Link, LinkMeta, ModelMeta, QuerySet, Record, Result, Stored, Value};

/// A transaction: all that is written through it is stored, or nothing.
///
/// It takes the connection with its first statement; from then on whoever else writes waits, five
/// seconds at most (UNAVAILABLE). Until its end, a write of the same call that goes past it is INTERNAL
/// at once, where it would wait for itself. Dropped without a [`commit`](Self::commit), it rolls back.
/// It is owned and `Send`: it may be kept in a struct and handed around.
///
/// Two models, written together:
///
/// ```
/// use socio_runtime::aio::Database;
/// use socio_runtime::{Changes, Error, Record, Result};
///
/// async fn pay<Account: Record, Payment: Record>(
///     database: &Database,
///     payer: &Account,
///     balance: Changes<Account>,
///     payment: Changes<Payment>,
/// ) -> Result<Payment> {
///     let mut tx = database.begin().await?;
///     let payment = tx.insert(payment).await?;
///     if tx.update(payer, balance).await?.is_none() {
///         // Neither is stored: an error drops the transaction.
///         return Err(Error::not_found("Account", payer.key()));
///     }
///     tx.commit().await?;
///     Ok(payment)
/// }
/// ```
pub struct Tx {
    pub(super) sqlite: Arc<Sqlite>,
    /// `None` while a worker has it, and after one lost it.
    pub(super) transaction: Option<Transaction>,
    pub(super) workers: Workers,
    /// What follows the commit.
    pub(super) on_commit: Vec<BoxFuture<'static, ()>>,
    /// Of the call, where this is one.
    pub(super) _open: Option<OpenTransaction>,
}

impl Tx {
    /// Runs statements; the first ones wait for the connection.
    pub(super) async fn run<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        if self.open()?.waits()? {
            let writing = self.sqlite.begin_later().await?;
            self.open()?.take(writing);
        }
        let mut transaction = self.transaction.take().ok_or_else(lost)?;
        let job = move || {
            let result = transaction.run(work);
            Ok((transaction, result))
        };
        let (transaction, result) = offload::blocking(&self.workers, job).await?;
        self.transaction = Some(transaction);
        result
    }

    /// The transaction, where no worker has lost it.
    pub(super) fn open(&mut self) -> Result<&mut Transaction> {
        self.transaction.as_mut().ok_or_else(lost)
    }

    /// Stores a record and answers it as stored.
    pub async fn insert<M: Record>(&mut self, changes: Changes<M>) -> Result<M> {
        let (rows, assigned) = (Rows::of::<M>(), changes.into());
        let stored = self.insert_into(rows, assigned).await?.last()?;
        stored.ok_or_else(|| Error::internal("INSERT returned no row"))
    }

    async fn insert_into(&mut self, rows: Rows, assigned: Assigned) -> Result<Rows> {
        self.run(move |db| sqlite::insert(db, rows, assigned)).await
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
        self.run(move |db| sqlite::update(db, rows, &select, key, assigned))
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

    /// The matching records, with what this transaction has written.
    pub async fn fetch<M: Record>(&mut self, set: QuerySet<M>) -> Result<Vec<M>> {
        self.fetch_into(Rows::of::<M>(), set.select).await?.typed()
    }

    pub(crate) async fn fetch_into(&mut self, rows: Rows, select: Select) -> Result<Rows> {
        self.run(move |db| sqlite::fetch(db, rows, &select)).await
    }

    /// How many records match.
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

    /// A part that may fail alone: what is written through it is undone where it does not end with
    /// [`commit`](Savepoint::commit). It is made with its first statement, and may have others in it.
    ///
    /// ```
    /// # use socio_runtime::{Changes, Record, Result, aio::Tx};
    /// /// Stores what can be stored, and answers how much was refused.
    /// async fn import<M: Record>(tx: &mut Tx, rows: Vec<Changes<M>>) -> Result<usize> {
    ///     let mut refused = 0;
    ///     for row in rows {
    ///         let mut part = tx.savepoint();
    ///         match part.insert(row).await {
    ///             Ok(_) => part.commit().await?,
    ///             Err(_) => refused += 1,
    ///         }
    ///     }
    ///     Ok(refused)
    /// }
    /// ```
    pub fn savepoint(&mut self) -> Savepoint<'_> {
        Savepoint::of(self)
    }

    /// Spawns `work` once the transaction is committed: a mail that must not leave when it rolls
    /// back. The call does not wait for it, and goes on to be answered. What was asked for since
    /// a savepoint goes with it when that is undone. A crash right after the commit loses `work`:
    /// store what must happen in any case in the transaction, too.
    ///
    /// ```
    /// # use socio_runtime::{Changes, Record, Result, aio::Tx};
    /// # async fn send_mail(_to: String) {}
    /// async fn register<User: Record>(tx: &mut Tx, user: Changes<User>) -> Result<User> {
    ///     let user = tx.insert(user).await?;
    ///     let to = user.key().to_string();
    ///     tx.on_commit(async move { send_mail(to).await });
    ///     Ok(user)
    /// }
    /// ```
    pub fn on_commit(&mut self, work: impl Future<Output = ()> + Send + 'static) {
        self.on_commit.push(Box::pin(work.in_current_span()));
    }

    /// Makes what was written last: after `Ok`, it is in the database. An error means that
    /// nothing of it is.
    pub async fn commit(mut self) -> Result<()> {
        let transaction = self.transaction.take().ok_or_else(lost)?;
        let on_commit = std::mem::take(&mut self.on_commit);
        let runtime = Handle::current();
        let commit = move || {
            transaction.commit()?;
            // Here, since the call may have ended meanwhile.
            for work in on_commit {
                runtime.spawn(work);
            }
            Ok(())
        };
        offload::blocking(&self.workers, commit).await
    }

    /// Undoes everything, as dropping does.
    pub async fn rollback(mut self) -> Result<()> {
        let transaction = self.transaction.take();
        offload::blocking(&self.workers, move || {
            drop(transaction);
            Ok(())
        })
        .await
    }
}

fn lost() -> Error {
    Error::internal("the transaction was interrupted")
}
