//! The database, from async code.

use std::marker::PhantomData;
use std::sync::Arc;

use rusqlite::Connection;

use super::offload;
use super::{Repository, Tx};
use crate::adapter::Limits;
use crate::keyset::Keyset;
use crate::listing::Pagination;
use crate::query::{Assigned, Select};
use crate::rows::Rows;
use crate::sort_memory::SortMemory;
use crate::sqlite::{self, Sqlite, Transaction};
use crate::sqlite::{Cut, Listed};
use crate::validate::{Write, validate};
use crate::workers::Workers;
use crate::{
    Config, Input, LinkMeta, Linked, Migration, ModelMeta, Query, Raw, Record, Result,
    StartupError, Value,
};

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
    sort_memory: Arc<SortMemory>,
    limits: Limits,
}

impl Database {
    /// Opens the database of the configuration and applies the migrations it lacks.
    pub async fn open(config: &Config, migrations: &[Migration]) -> Result<Self, StartupError> {
        let threads =
            |name, number| Workers::new(name, number, config.queue).map_err(StartupError::threads);
        let sqlite = Sqlite::open(config, migrations)?;
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
            sort_memory: SortMemory::new(config.sort_memory),
            limits: config.limits(),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// A transaction, which takes the connection with its first statement. What is not committed
    /// is rolled back. INTERNAL where this call has another one already.
    pub async fn begin(&self) -> Result<Tx> {
        self.transaction(Transaction::default())
    }

    pub(super) fn transaction(&self, transaction: Transaction) -> Result<Tx> {
        let sqlite = self.inner.sqlite.clone();
        let caller = offload::caller();
        let open = caller.map(|caller| caller.begin(sqlite.address()));
        Ok(Tx {
            _open: open.transpose()?,
            sqlite,
            transaction: Some(transaction),
            // Not behind reads: others wait for the connection meanwhile.
            workers: self.inner.writer.clone(),
            on_commit: Vec::new(),
        })
    }

    /// The thread of transactions.
    pub(super) fn writer(&self) -> &Workers {
        &self.inner.writer
    }

    /// Reads and writes one model, each call on its own.
    pub fn repository<M: Record>(&self) -> Repository<M> {
        Repository {
            database: self.clone(),
            of: PhantomData,
        }
    }

    /// Stores a record; nothing of it is the user's.
    pub(crate) async fn insert(&self, rows: Rows, assigned: Assigned) -> Result<Rows> {
        self.write_shared(move |db| sqlite::insert(db, rows, assigned))
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
        self.write_shared(move |db| sqlite::update(db, rows, &select, key, assigned))
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
        if let Some(caller) = offload::caller() {
            caller.may_write(sqlite.address())?;
        }
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
        let memory = self.inner.sort_memory.clone();
        let next = move |db: &Connection| {
            let rows = keyset.next(db, rows, Some(&memory))?;
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

    pub(super) async fn keys_of(
        &self,
        meta: &'static ModelMeta,
        link: &'static LinkMeta,
        key: Value,
    ) -> Result<Vec<Value>> {
        self.read(move |db| sqlite::keys_of(db, meta, link, key))
            .await
    }

    pub(super) fn read_here<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.inner.sqlite.read(read)
    }

    /// Any other read.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let sqlite = self.inner.sqlite.clone();
        offload::blocking(&self.inner.workers, move || sqlite.read(read)).await
    }

    pub(crate) fn sqlite(&self) -> Arc<Sqlite> {
        self.inner.sqlite.clone()
    }

    pub(crate) fn limits(&self) -> Limits {
        self.inner.limits
    }
}
