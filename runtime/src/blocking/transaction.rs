//! Transactions, from a worker thread.

use std::sync::Arc;

use rusqlite::Connection;

use super::Savepoint;
use crate::caller::OpenTransaction;
use crate::query::{Assigned, Select, key_value};
use crate::rows::Rows;
use crate::sqlite::{self, Sqlite, Transaction};
use crate::workers::guarded;
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
/// use socio_runtime::blocking::Database;
/// use socio_runtime::{Changes, Error, Record, Result};
///
/// fn pay<Account: Record, Payment: Record>(
///     database: &Database,
///     payer: &Account,
///     balance: Changes<Account>,
///     payment: Changes<Payment>,
/// ) -> Result<Payment> {
///     let mut tx = database.begin()?;
///     let payment = tx.insert(payment)?;
///     if tx.update(payer, balance)?.is_none() {
///         // Neither is stored: an error drops the transaction.
///         return Err(Error::not_found("Account", payer.key()));
///     }
///     tx.commit()?;
///     Ok(payment)
/// }
/// ```
pub struct Tx {
    pub(super) sqlite: Arc<Sqlite>,
    pub(super) transaction: Transaction,
    /// What follows the commit.
    pub(super) on_commit: Vec<Box<dyn FnOnce() + Send>>,
    /// Of the thread.
    pub(super) open: OpenTransaction,
}

impl Tx {
    /// Runs statements; the first ones wait for the connection.
    pub(super) fn run<T>(&mut self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        if self.transaction.waits()? {
            self.transaction.take(self.sqlite.begin()?);
        }
        self.transaction.run(work)
    }

    /// Stores a record and answers it as stored.
    pub fn insert<M: Record>(&mut self, changes: Changes<M>) -> Result<M> {
        let stored = self.insert_into(Rows::of::<M>(), changes.into())?.last()?;
        stored.ok_or_else(|| Error::internal("INSERT returned no row"))
    }

    fn insert_into(&mut self, rows: Rows, assigned: Assigned) -> Result<Rows> {
        self.run(|db| sqlite::insert(db, rows, assigned))
    }

    /// Writes columns of the record; `None` when it is gone.
    pub fn update<M: Record>(&mut self, record: &M, changes: Changes<M>) -> Result<Option<M>> {
        let (rows, key) = (Rows::of::<M>(), key_value(record));
        let select = Select::default().keyed(rows.meta, key.clone());
        self.update_in(rows, &select, key, changes.into())?.last()
    }

    /// Writes columns of the record with this key, where the selection has it.
    pub(crate) fn update_in(
        &mut self,
        rows: Rows,
        select: &Select,
        key: Value,
        assigned: Assigned,
    ) -> Result<Rows> {
        self.run(|db| sqlite::update(db, rows, select, key, assigned))
    }

    /// Deletes the record; `false` when it was gone.
    pub fn delete<M: Record>(&mut self, record: &M) -> Result<bool> {
        let (meta, key) = (M::meta(), key_value(record));
        let select = Select::default().keyed(meta, key.clone());
        self.delete_from(meta, &select, &key)
    }

    /// Deletes the record with this key, where the selection has it.
    pub(crate) fn delete_from(
        &mut self,
        meta: &'static ModelMeta,
        select: &Select,
        key: &Value,
    ) -> Result<bool> {
        self.run(|db| sqlite::delete(db, meta, select, key))
    }

    /// The record with this key, as this transaction sees it.
    pub fn get<M: Record>(&mut self, key: M::Key) -> Result<Option<M>> {
        let select = Select::default().keyed(M::meta(), key.into_value());
        self.fetch_into(Rows::of::<M>(), &select)?.last()
    }

    /// The matching records, with what this transaction has written.
    pub fn fetch<M: Record>(&mut self, set: QuerySet<M>) -> Result<Vec<M>> {
        self.fetch_into(Rows::of::<M>(), &set.select)?.typed()
    }

    pub(crate) fn fetch_into(&mut self, rows: Rows, select: &Select) -> Result<Rows> {
        self.run(|db| sqlite::fetch(db, rows, select))
    }

    /// How many records match.
    pub fn count<M: Record>(&mut self, set: QuerySet<M>) -> Result<i64> {
        self.count_of(M::meta(), &set.select)
    }

    fn count_of(&mut self, meta: &'static ModelMeta, select: &Select) -> Result<i64> {
        self.run(|db| sqlite::count(db, meta, select))
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
        self.run(|db| sqlite::keys_of(db, meta, link, key))
    }

    /// A part that may fail alone: what is written through it is undone where it does not end with
    /// [`commit`](Savepoint::commit). It is made with its first statement, and may have others in it.
    ///
    /// ```
    /// # use socio_runtime::{Changes, Record, Result, blocking::Tx};
    /// /// Stores what can be stored, and answers how much was refused.
    /// fn import<M: Record>(tx: &mut Tx, rows: Vec<Changes<M>>) -> Result<usize> {
    ///     let mut refused = 0;
    ///     for row in rows {
    ///         let mut part = tx.savepoint();
    ///         match part.insert(row) {
    ///             Ok(_) => part.commit()?,
    ///             Err(_) => refused += 1,
    ///         }
    ///     }
    ///     Ok(refused)
    /// }
    /// ```
    pub fn savepoint(&mut self) -> Savepoint<'_> {
        Savepoint::of(self)
    }

    /// Runs `work` once the transaction is committed: a mail that must not leave when it rolls
    /// back. [`commit`](Self::commit) returns after it, while others can write already; a panic
    /// is logged. What was asked for since a savepoint goes with it when that is undone. A crash
    /// right after the commit loses `work`: store what must happen in any case in the
    /// transaction, too.
    ///
    /// ```
    /// # use socio_runtime::{Changes, Record, Result, blocking::Tx};
    /// # fn send_mail(_to: String) {}
    /// fn register<User: Record>(tx: &mut Tx, user: Changes<User>) -> Result<User> {
    ///     let user = tx.insert(user)?;
    ///     let to = user.key().to_string();
    ///     tx.on_commit(move || send_mail(to));
    ///     Ok(user)
    /// }
    /// ```
    pub fn on_commit(&mut self, work: impl FnOnce() + Send + 'static) {
        self.on_commit.push(Box::new(work));
    }

    /// Makes what was written last: after `Ok`, it is in the database. An error means that
    /// nothing of it is.
    pub fn commit(self) -> Result<()> {
        let Self {
            transaction,
            on_commit,
            open,
            ..
        } = self;
        transaction.commit()?;
        // What follows may write for itself.
        drop(open);
        for work in on_commit {
            if let Err(panic) = guarded(work) {
                tracing::error!(%panic, "what was to follow a commit panicked");
            }
        }
        Ok(())
    }

    /// Undoes everything, as dropping does.
    pub fn rollback(self) -> Result<()> {
        drop(self);
        Ok(())
    }
}
