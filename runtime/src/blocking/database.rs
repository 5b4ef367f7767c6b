//! The database, from a worker thread.

use std::marker::PhantomData;
use std::sync::Arc;

use rusqlite::Connection;

use super::{Repository, Tx};
use crate::adapter::Limits;
use crate::caller::Caller;
use crate::keyset::Keyset;
use crate::listing::Pagination;
use crate::query::Select;
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
    /// For calls that run nothing of the user's.
    commits: Workers,
    /// For handlers that wait for their client.
    streams: Workers,
    sort_memory: Arc<SortMemory>,
    limits: Limits,
}

impl Database {
    /// Opens the database of the configuration and applies the migrations it lacks.
    pub fn open(config: &Config, migrations: &[Migration]) -> Result<Self, StartupError> {
        let sqlite = Sqlite::open(config, migrations)?;
        let inner = Inner {
            workers: Workers::new("socio-worker", config.workers, config.queue)
                .map_err(StartupError::threads)?,
            commits: sqlite
                .commits(config.queue)
                .map_err(StartupError::threads)?,
            streams: Workers::on_demand("socio-stream", config.stream_threads),
            sqlite,
            sort_memory: SortMemory::new(config.sort_memory),
            limits: config.limits(),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// A transaction, which takes the connection with its first statement. What is not committed
    /// is rolled back. INTERNAL where this thread has another one already.
    pub fn begin(&self) -> Result<Tx> {
        self.transaction(Transaction::default())
    }

    pub(super) fn transaction(&self, transaction: Transaction) -> Result<Tx> {
        thread_local! {
            static CALLER: Caller = Caller::default();
        }
        let sqlite = self.inner.sqlite.clone();
        Ok(Tx {
            open: CALLER.with(|caller| caller.begin(sqlite.address()))?,
            sqlite,
            transaction,
            on_commit: Vec::new(),
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
        let memory = &self.inner.sort_memory;
        self.read(|db| keyset.next(db, rows, Some(memory)))
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

    pub(super) fn keys_of(
        &self,
        meta: &'static ModelMeta,
        link: &'static LinkMeta,
        key: Value,
    ) -> Result<Vec<Value>> {
        self.read(|db| sqlite::keys_of(db, meta, link, key))
    }

    /// Runs a read on this thread.
    pub(super) fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
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

    pub(crate) fn sqlite(&self) -> Arc<Sqlite> {
        self.inner.sqlite.clone()
    }

    pub(crate) fn limits(&self) -> Limits {
        self.inner.limits
    }
}
