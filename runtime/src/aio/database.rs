//! The database, from async code.

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;

use super::offload;
use crate::adapter::Later;
use crate::keyset::Keyset;
use crate::listing::Pagination;
use crate::query::{Select, key_value};
use crate::rows::Rows;
use crate::sqlite::{self, Assigned, Lease, Sqlite};
use crate::sqlite::{Cut, Listed};
use crate::validate::{Write, validate};
use crate::workers::Workers;
use crate::{
    Changes, Config, Error, Input, Link, LinkMeta, Linked, Migration, ModelMeta, Query, QuerySet,
    Raw, Record, Result, StartupError, Stored, Value,
};

/// What a transaction does with the rows that it is about.
pub(crate) type Work = Box<dyn FnOnce(Tx, Rows) -> Later<(Tx, Rows)> + Send>;

/// An open database. Cheap to clone.
#[derive(Clone)]
pub struct Database {
    /// One pointer: a service is cloned for each call, with its database.
    inner: Arc<Inner>,
}

struct Inner {
    sqlite: Arc<Sqlite>,
    workers: Workers,
    /// One thread: writes wait for each other in any case, and there each begins
    /// as soon as the one before has ended.
    writer: Workers,
    /// For transactions that run nothing of the user's.
    commits: Workers,
    request_timeout: Duration,
}

impl Database {
    /// Opens the database of the configuration and applies the migrations it lacks.
    pub fn open(config: &Config, migrations: &[Migration]) -> Result<Self, StartupError> {
        let threads =
            |name, number| Workers::new(name, number, config.queue).map_err(StartupError::threads);
        let sqlite = Sqlite::open(&config.database_url, migrations)?;
        let inner = Inner {
            workers: threads("socio-worker", config.workers)?,
            writer: Workers::one("socio-writer", config.queue, |jobs| {
                while let Some(job) = jobs.wait() {
                    job.run().tell();
                }
            })
            .map_err(StartupError::threads)?,
            commits: sqlite
                .commits(config.queue)
                .map_err(StartupError::threads)?,
            sqlite,
            request_timeout: config.request_timeout,
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Waits for the turn to write. What is not committed is rolled back.
    pub async fn begin(&self) -> Result<Tx> {
        let lease = self.inner.sqlite.lease(offload::holder()).await?;
        Ok(Tx {
            lease: Some(lease),
            // Not behind reads: others wait for the connection meanwhile.
            workers: self.inner.writer.clone(),
        })
    }

    /// Reads and writes one model, each call on its own.
    pub fn repository<M: Record>(&self) -> Repository<M> {
        Repository {
            database: self.clone(),
            of: PhantomData,
        }
    }

    /// Carries a transaction, from `begin` to `commit`, to the thread that writes, in one go.
    /// Where it is about a stored record, that is read first, and NOT_FOUND where it is gone.
    pub(crate) async fn write(
        &self,
        rows: Rows,
        current: Option<(Select, Value)>,
        work: Work,
    ) -> Result<Rows> {
        let database = self.clone();
        let transaction = async move {
            let (mut tx, mut rows) = (database.begin().await?, rows);
            if let Some((select, key)) = current {
                rows = tx.fetch_into(rows, select).await?.found(&key)?;
            }
            let (tx, rows) = work(tx, rows).await?;
            tx.commit().await?;
            Ok(rows)
        };
        offload::once(&self.inner.writer, Box::pin(transaction)).await
    }

    /// Stores a record; nothing of it is the user's.
    pub(crate) async fn insert(&self, rows: Rows, assigned: Assigned) -> Result<Rows> {
        self.write_shared(move |db| sqlite::insert(db, rows, &assigned))
            .await
    }

    /// Writes columns of the record that the selection holds, whose key this is.
    pub(crate) async fn update(
        &self,
        rows: Rows,
        select: Select,
        key: Value,
        assigned: Assigned,
    ) -> Result<Rows> {
        self.write_shared(move |db| sqlite::update(db, rows, &select, key, &assigned))
            .await
    }

    /// Deletes the record that the selection holds, whose key this is; `false` where there is none.
    pub(crate) async fn delete(
        &self,
        meta: &'static ModelMeta,
        select: Select,
        key: Value,
    ) -> Result<bool> {
        self.write_shared(move |db| sqlite::delete(db, meta, &select, &key))
            .await
    }

    /// A transaction that waits for nothing: it may share its commit with others.
    async fn write_shared<T: Send + 'static>(
        &self,
        write: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let sqlite = self.inner.sqlite.clone();
        // Over there it would be the thread that waits, not the call.
        sqlite.is_not_held_by(offload::holder())?;
        let transaction = move || {
            let mut writing = sqlite.begin()?;
            let written = writing.run(write)?;
            writing.commit()?;
            Ok(written)
        };
        self.inner.commits.run_admitted(transaction).await
    }

    /// A record by its key. That is short whatever the data, so it runs right here.
    pub(crate) fn fetch_here(&self, rows: Rows, select: &Select) -> Result<Rows> {
        self.read_here(|db| sqlite::fetch(db, rows, select))
    }

    pub(crate) async fn fetch(&self, rows: Rows, select: Select) -> Result<Rows> {
        self.read(move |db| sqlite::fetch(db, rows, &select)).await
    }

    pub(crate) async fn count(&self, meta: &'static ModelMeta, select: Select) -> Result<i64> {
        self.read(move |db| sqlite::count(db, meta, &select)).await
    }

    /// The rows of the page asked for, and how many match.
    pub(crate) async fn list(
        &self,
        rows: Rows,
        select: Select,
        query: Query,
        pagination: Option<Pagination>,
    ) -> Result<Listed> {
        self.read(move |db| sqlite::list(db, rows, select, &query, pagination))
            .await
    }

    /// The selection cut down to the page asked for.
    pub(crate) async fn page(
        &self,
        meta: &'static ModelMeta,
        select: Select,
        query: Query,
        pagination: Pagination,
    ) -> Result<Cut> {
        let page = move |db: &Connection| sqlite::page(db, meta, select, &query, &pagination);
        self.read(page).await
    }

    /// The next rows of a stream.
    pub(crate) async fn chunk(&self, mut keyset: Keyset, rows: Rows) -> Result<(Keyset, Rows)> {
        let indexed = keyset.is_indexed();
        let next = move |db: &Connection| {
            let rows = keyset.next(db, rows)?;
            Ok((keyset, rows))
        };
        if indexed {
            return self.read_here(next);
        }
        self.read(next).await
    }

    /// What many-to-many relations of each row point to.
    pub(crate) async fn linked(
        &self,
        meta: &'static ModelMeta,
        keys: Vec<Value>,
    ) -> Result<Vec<Linked>> {
        self.read(move |db| sqlite::linked_all(db, meta, &keys))
            .await
    }

    /// Validates a draft. Where it is invalid, the fields are named, too, that only the database
    /// knows to be wrong; `current` is the record to be changed.
    pub(crate) async fn validated(
        &self,
        meta: &'static ModelMeta,
        how: Write,
        inputs: Vec<Input<Raw>>,
        current: Option<(&Select, &Value)>,
    ) -> Result<Vec<(usize, Value)>> {
        let invalid = match validate(meta, how, inputs) {
            Ok(values) => return Ok(values),
            Err(invalid) => invalid,
        };
        let current = current.map(|(select, key)| (select.clone(), key.clone()));
        let refuse = move |db: &Connection| Ok(sqlite::refuse(db, meta, current, invalid));
        Err(self.read(refuse).await.unwrap_or_else(|error| error))
    }

    async fn keys_of(
        &self,
        meta: &'static ModelMeta,
        link: &'static LinkMeta,
        key: Value,
    ) -> Result<Vec<Value>> {
        self.read(move |db| sqlite::keys_of(db, meta, link, key))
            .await
    }

    fn read_here<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.inner.sqlite.read(read)
    }

    /// Any other read.
    async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let sqlite = self.inner.sqlite.clone();
        offload::blocking(&self.inner.workers, move || sqlite.read(read)).await
    }

    pub(crate) fn request_timeout(&self) -> Duration {
        self.inner.request_timeout
    }
}

/// A transaction. It owns its connection, so it may be handed around; dropped, it rolls back.
pub struct Tx {
    /// `None` while a worker has it, and after one lost it.
    lease: Option<Lease>,
    workers: Workers,
}

impl Tx {
    async fn run<T: Send + 'static>(
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

/// The rows of one model. Each write is a transaction of its own.
pub struct Repository<M> {
    database: Database,
    of: PhantomData<fn() -> M>,
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
        let select = Select {
            limit: Some(1),
            ..set.select
        };
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
