//! The database, from async code.

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;

use super::hop;
use crate::query::{Select, key_value};
use crate::sqlite::{self, Lease, Sqlite};
use crate::workers::Workers;
use crate::{Changes, Config, Error, Link, Migration, QuerySet, Record, Result, StartupError};

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
        let lease = self.inner.sqlite.lease(hop::holder()).await?;
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

    /// Carries a transaction, from `begin` to `commit`, to the thread that writes, in one hop.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        transaction: impl Future<Output = Result<T>> + Send + 'static,
    ) -> impl Future<Output = Result<T>> + Send {
        hop::once(&self.inner.writer, transaction)
    }

    /// A transaction that waits for nothing: it may share its commit with others.
    pub(crate) async fn write_shared<T: Send + 'static>(
        &self,
        write: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let sqlite = self.inner.sqlite.clone();
        // Over there it would be the thread that waits, not the call.
        sqlite.is_not_held_by(hop::holder())?;
        let transaction = move || {
            let mut writing = sqlite.begin()?;
            let written = writing.run(write)?;
            writing.commit()?;
            Ok(written)
        };
        self.inner.commits.run_admitted(transaction).await
    }

    /// A read that is short whatever the data: it runs right here.
    pub(crate) fn read_inline<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.inner.sqlite.read(read)
    }

    /// Any other read.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let sqlite = self.inner.sqlite.clone();
        hop::blocking(&self.inner.workers, move || sqlite.read(read)).await
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
        let (lease, result) = hop::blocking(&self.workers, job).await?;
        self.lease = Some(lease);
        result
    }

    /// Stores a record and answers it as stored.
    pub async fn insert<M: Record>(&mut self, changes: Changes<M>) -> Result<M> {
        self.run(move |db| sqlite::insert(db, &changes)).await
    }

    /// Writes columns of the record; `None` when it is gone.
    pub async fn update<M: Record>(
        &mut self,
        record: &M,
        changes: Changes<M>,
    ) -> Result<Option<M>> {
        let (key, set) = (key_value(record), QuerySet::<M>::all().keyed(record.key()));
        self.run(move |db| sqlite::update(db, &set.select, key, &changes))
            .await
    }

    /// Deletes the record; `false` when it was gone.
    pub async fn delete<M: Record>(&mut self, record: &M) -> Result<bool> {
        let record = record.clone();
        self.run(move |db| sqlite::delete(db, &record)).await
    }

    /// The record with this key, as this transaction sees it.
    pub async fn get<M: Record>(&mut self, key: M::Key) -> Result<Option<M>> {
        let set = QuerySet::<M>::all().keyed(key);
        Ok(self.fetch(set).await?.pop())
    }

    pub async fn fetch<M: Record>(&mut self, set: QuerySet<M>) -> Result<Vec<M>> {
        self.run(move |db| sqlite::fetch(db, &set.select)).await
    }

    pub async fn count<M: Record>(&mut self, set: QuerySet<M>) -> Result<i64> {
        self.run(move |db| sqlite::count::<M>(db, &set.select))
            .await
    }

    /// The keys that a many-to-many relation of the record points to.
    pub async fn linked<M: Record, N: Record>(
        &mut self,
        record: &M,
        link: Link<M, N>,
    ) -> Result<Vec<N::Key>> {
        let record = record.clone();
        self.run(move |db| sqlite::keys_of::<M, N>(db, link.meta(), &record))
            .await
    }

    pub async fn commit(mut self) -> Result<()> {
        let lease = self.lease.take().ok_or_else(lost)?;
        hop::blocking(&self.workers, move || lease.commit()).await
    }

    /// Undoes everything, as dropping does.
    pub async fn rollback(mut self) -> Result<()> {
        let lease = self.lease.take();
        hop::blocking(&self.workers, move || {
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
        let set = QuerySet::<M>::all().keyed(key);
        let mut found = self
            .database
            .read_inline(|db| sqlite::fetch(db, &set.select))?;
        Ok(found.pop())
    }

    pub async fn fetch(&self, set: QuerySet<M>) -> Result<Vec<M>> {
        self.database
            .read(move |db| sqlite::fetch(db, &set.select))
            .await
    }

    pub async fn first(&self, set: QuerySet<M>) -> Result<Option<M>> {
        let select = Select {
            limit: Some(1),
            ..set.select
        };
        let mut found = self
            .database
            .read(move |db| sqlite::fetch(db, &select))
            .await?;
        Ok(found.pop())
    }

    pub async fn count(&self, set: QuerySet<M>) -> Result<i64> {
        self.database
            .read(move |db| sqlite::count::<M>(db, &set.select))
            .await
    }

    /// The keys that a many-to-many relation of the record points to.
    pub async fn linked<N: Record>(&self, record: &M, link: Link<M, N>) -> Result<Vec<N::Key>> {
        let record = record.clone();
        self.database
            .read(move |db| sqlite::keys_of::<M, N>(db, link.meta(), &record))
            .await
    }

    pub async fn insert(&self, changes: Changes<M>) -> Result<M> {
        let insert = move |db: &Connection| sqlite::insert(db, &changes);
        self.database.write_shared(insert).await
    }

    pub async fn update(&self, record: &M, changes: Changes<M>) -> Result<Option<M>> {
        let (key, set) = (key_value(record), QuerySet::<M>::all().keyed(record.key()));
        let update = move |db: &Connection| sqlite::update(db, &set.select, key, &changes);
        self.database.write_shared(update).await
    }

    pub async fn delete(&self, record: &M) -> Result<bool> {
        let record = record.clone();
        let delete = move |db: &Connection| sqlite::delete(db, &record);
        self.database.write_shared(delete).await
    }
}
