//! The database, from a worker thread.

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;

use crate::keyset::Keyset;
use crate::listing::Pagination;
use crate::query::{Select, key_value};
use crate::rows::Rows;
use crate::sqlite::{self, Assigned, Sqlite, Writing};
use crate::sqlite::{Cut, Listed};
use crate::validate::{Write, validate};
use crate::workers::Workers;
use crate::{
    Changes, Config, Error, Input, Link, LinkMeta, Linked, Migration, ModelMeta, Query, QuerySet,
    Raw, Record, Result, StartupError, Stored, Value,
};

/// Handlers that wait for their client, at most: each has a thread of its own.
const STREAM_THREADS: usize = 1024;

/// An open database. Cheap to clone.
#[derive(Clone)]
pub struct Database {
    /// One pointer: a service is cloned for each call, with its database.
    inner: Arc<Inner>,
}

struct Inner {
    sqlite: Arc<Sqlite>,
    workers: Workers,
    /// For calls that run nothing of the user's.
    commits: Workers,
    /// For handlers that wait for their client; their number is what one process bears.
    streams: Workers,
    request_timeout: Duration,
}

impl Database {
    /// Opens the database of the configuration and applies the migrations it lacks.
    pub fn open(config: &Config, migrations: &[Migration]) -> Result<Self, StartupError> {
        let sqlite = Sqlite::open(&config.database_url, migrations)?;
        let inner = Inner {
            workers: Workers::new("socio-worker", config.workers, config.queue)
                .map_err(StartupError::threads)?,
            commits: sqlite
                .commits(config.queue)
                .map_err(StartupError::threads)?,
            streams: Workers::on_demand("socio-stream", STREAM_THREADS),
            sqlite,
            request_timeout: config.request_timeout,
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Waits for the turn to write. What is not committed is rolled back.
    pub fn begin(&self) -> Result<Tx> {
        Ok(Tx {
            writing: self.inner.sqlite.begin()?,
        })
    }

    /// Reads and writes one model, each call on its own.
    pub fn repository<M: Record>(&self) -> Repository<M> {
        Repository {
            database: self.clone(),
            of: PhantomData,
        }
    }

    pub(crate) fn fetch(&self, rows: Rows, select: &Select) -> Result<Rows> {
        self.read(|db| sqlite::fetch(db, rows, select))
    }

    pub(crate) fn count(&self, meta: &'static ModelMeta, select: &Select) -> Result<i64> {
        self.read(|db| sqlite::count(db, meta, select))
    }

    /// The rows of the page asked for, and how many match.
    pub(crate) fn list(
        &self,
        rows: Rows,
        select: Select,
        query: &Query,
        pagination: Option<Pagination>,
    ) -> Result<Listed> {
        self.read(|db| sqlite::list(db, rows, select, query, pagination))
    }

    /// The selection cut down to the page asked for.
    pub(crate) fn page(
        &self,
        meta: &'static ModelMeta,
        select: Select,
        query: &Query,
        pagination: Pagination,
    ) -> Result<Cut> {
        self.read(|db| sqlite::page(db, meta, select, query, &pagination))
    }

    /// The next rows of a stream.
    pub(crate) fn chunk(&self, keyset: &mut Keyset, rows: Rows) -> Result<Rows> {
        self.read(|db| keyset.next(db, rows))
    }

    /// What many-to-many relations of each row point to.
    pub(crate) fn linked(&self, meta: &'static ModelMeta, keys: &[Value]) -> Result<Vec<Linked>> {
        self.read(|db| sqlite::linked_all(db, meta, keys))
    }

    /// Validates a draft. Where it is invalid, the fields are named, too, that only the database
    /// knows to be wrong; `current` is the record to be changed.
    pub(crate) fn validated(
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
        let refused = self.read(|db| Ok(sqlite::refuse(db, meta, current, invalid)));
        Err(refused.unwrap_or_else(|error| error))
    }

    fn keys_of(
        &self,
        meta: &'static ModelMeta,
        link: &'static LinkMeta,
        key: Value,
    ) -> Result<Vec<Value>> {
        self.read(|db| sqlite::keys_of(db, meta, link, key))
    }

    /// Runs a read on this thread.
    fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.inner.sqlite.read(read)
    }

    pub(crate) fn workers(&self) -> &Workers {
        &self.inner.workers
    }

    pub(crate) fn commits(&self) -> &Workers {
        &self.inner.commits
    }

    pub(crate) fn streams(&self) -> &Workers {
        &self.inner.streams
    }

    pub(crate) fn request_timeout(&self) -> Duration {
        self.inner.request_timeout
    }
}

/// A transaction. It owns its connection, so it may be handed around; dropped, it rolls back.
pub struct Tx {
    writing: Writing,
}

impl Tx {
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

/// The rows of one model. Each write is a transaction of its own.
pub struct Repository<M> {
    database: Database,
    of: PhantomData<fn() -> M>,
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
        let select = Select {
            limit: Some(1),
            ..set.select
        };
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
