//! The database, from a worker thread.

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;

use crate::query::{Select, key_value};
use crate::sqlite::{self, Sqlite, Writing};
use crate::workers::Workers;
use crate::{Changes, Config, Link, Migration, QuerySet, Record, Result, StartupError, Value};

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

    /// Runs a read on this thread.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
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
        self.writing.run(|db| sqlite::insert(db, &changes))
    }

    /// Writes columns of the record; `None` when it is gone.
    pub fn update<M: Record>(&mut self, record: &M, changes: Changes<M>) -> Result<Option<M>> {
        let set = QuerySet::<M>::all().keyed(record.key());
        self.update_in(set, key_value(record), changes)
    }

    /// Writes columns of the record with this key, where the set has it.
    pub(crate) fn update_in<M: Record>(
        &mut self,
        set: QuerySet<M>,
        key: Value,
        changes: Changes<M>,
    ) -> Result<Option<M>> {
        self.writing
            .run(|db| sqlite::update(db, &set.select, key, &changes))
    }

    /// Deletes the record; `false` when it was gone.
    pub fn delete<M: Record>(&mut self, record: &M) -> Result<bool> {
        self.writing.run(|db| sqlite::delete(db, record))
    }

    /// The record with this key, as this transaction sees it.
    pub fn get<M: Record>(&mut self, key: M::Key) -> Result<Option<M>> {
        let set = QuerySet::<M>::all().keyed(key);
        Ok(self.fetch(set)?.pop())
    }

    pub fn fetch<M: Record>(&mut self, set: QuerySet<M>) -> Result<Vec<M>> {
        self.writing.run(|db| sqlite::fetch(db, &set.select))
    }

    pub fn count<M: Record>(&mut self, set: QuerySet<M>) -> Result<i64> {
        self.writing.run(|db| sqlite::count::<M>(db, &set.select))
    }

    /// The keys that a many-to-many relation of the record points to.
    pub fn linked<M: Record, N: Record>(
        &mut self,
        record: &M,
        link: Link<M, N>,
    ) -> Result<Vec<N::Key>> {
        let record = record.clone();
        self.writing
            .run(move |db| sqlite::keys_of::<M, N>(db, link.meta(), &record))
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
        let set = QuerySet::<M>::all().keyed(key);
        let mut found = self.database.read(|db| sqlite::fetch(db, &set.select))?;
        Ok(found.pop())
    }

    pub fn fetch(&self, set: QuerySet<M>) -> Result<Vec<M>> {
        self.database.read(|db| sqlite::fetch(db, &set.select))
    }

    pub fn first(&self, set: QuerySet<M>) -> Result<Option<M>> {
        let select = Select {
            limit: Some(1),
            ..set.select
        };
        let mut found = self.database.read(|db| sqlite::fetch(db, &select))?;
        Ok(found.pop())
    }

    pub fn count(&self, set: QuerySet<M>) -> Result<i64> {
        self.database.read(|db| sqlite::count::<M>(db, &set.select))
    }

    /// The keys that a many-to-many relation of the record points to.
    pub fn linked<N: Record>(&self, record: &M, link: Link<M, N>) -> Result<Vec<N::Key>> {
        let record = record.clone();
        self.database
            .read(move |db| sqlite::keys_of::<M, N>(db, link.meta(), &record))
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
