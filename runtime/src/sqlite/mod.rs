//! SQLite: one writer, as many readers as threads read, and how values are stored.
//!
//! Everything here blocks; the façades decide on which thread.

mod migrate;
mod ops;
mod row;
mod violation;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub use migrate::Migration;
pub(crate) use ops::{count, delete, fetch, insert, keys, storage, update};
pub use row::Row;

use crate::{Error, Result, StartupError};

/// How long a call waits for the writer before it answers UNAVAILABLE.
const WRITER_WAIT: Duration = Duration::from_secs(5);

/// Statements kept prepared on each connection.
const STATEMENTS: usize = 128;

/// An open database file.
pub(crate) struct Sqlite {
    path: PathBuf,
    readers: Mutex<Vec<Connection>>,
    /// `None` while it is leased, or after a broken one was thrown away.
    writer: Mutex<Option<Connection>>,
    turn: Arc<Semaphore>,
    waiting: Mutex<()>,
    freed: Condvar,
}

impl Sqlite {
    /// Opens or makes the file and brings its schema up to date.
    pub(crate) fn open(url: &str, migrations: &[Migration]) -> Result<Arc<Self>, StartupError> {
        let path = file_of(url)?;
        let failed = |error: &dyn std::fmt::Display| {
            StartupError::new(format!(
                "cannot open the database {}: {error}",
                path.display()
            ))
        };
        let mut writer = connect(&path, false).map_err(|e| failed(&e))?;
        migrate::run(&mut writer, migrations)?;
        Ok(Arc::new(Self {
            path: path.clone(),
            readers: Mutex::default(),
            writer: Mutex::new(Some(writer)),
            turn: Arc::new(Semaphore::new(1)),
            waiting: Mutex::default(),
            freed: Condvar::new(),
        }))
    }

    /// Runs a read on a connection that cannot write.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        // Their number is bounded by the threads that read at once: none is held across an await.
        let pooled = lock(&self.readers).pop();
        let connection = match pooled {
            Some(connection) => connection,
            None => connect(&self.path, true).map_err(Error::internal)?,
        };
        let result = read(&connection);
        lock(&self.readers).push(connection);
        result
    }

    /// Waits for the turn to write on this thread.
    pub(crate) fn lease(self: &Arc<Self>) -> Result<Lease> {
        let until = Instant::now() + WRITER_WAIT;
        let mut waiting = lock(&self.waiting);
        loop {
            if let Ok(permit) = self.turn.clone().try_acquire_owned() {
                drop(waiting);
                return self.leased(permit);
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(busy());
            }
            waiting = self
                .freed
                .wait_timeout(waiting, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    /// Waits for the turn to write without holding a thread.
    pub(crate) async fn lease_async(self: &Arc<Self>) -> Result<Lease> {
        let turn = self.turn.clone().acquire_owned();
        let permit = tokio::time::timeout(WRITER_WAIT, turn)
            .await
            .map_err(|_| busy())?;
        self.leased(permit.map_err(Error::internal)?)
    }

    fn leased(self: &Arc<Self>, permit: OwnedSemaphorePermit) -> Result<Lease> {
        let kept = lock(&self.writer).take();
        let connection = match kept {
            Some(connection) => connection,
            None => connect(&self.path, false).map_err(Error::internal)?,
        };
        Ok(Lease {
            connection: Some(connection),
            permit: Some(permit),
            home: self.clone(),
        })
    }
}

/// The writer, held by one transaction. Dropped, it rolls back what is open.
pub(crate) struct Lease {
    connection: Option<Connection>,
    permit: Option<OwnedSemaphorePermit>,
    home: Arc<Sqlite>,
}

impl Lease {
    /// Runs a statement of the transaction; the first one begins it.
    pub(crate) fn run<T>(&mut self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let connection = self.connection.as_ref().ok_or_else(gone)?;
        if connection.is_autocommit() {
            // IMMEDIATE: a deferred transaction that reads first can fail to upgrade.
            execute(connection, "BEGIN IMMEDIATE")?;
        }
        work(connection)
    }

    pub(crate) fn commit(self) -> Result<()> {
        let connection = self.connection.as_ref().ok_or_else(gone)?;
        if connection.is_autocommit() {
            Ok(())
        } else {
            execute(connection, "COMMIT")
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            let clean = connection.is_autocommit() || execute(&connection, "ROLLBACK").is_ok();
            if clean {
                *lock(&self.home.writer) = Some(connection);
            }
        }
        self.permit.take();
        drop(lock(&self.home.waiting));
        self.home.freed.notify_one();
    }
}

fn execute(connection: &Connection, sql: &str) -> Result<()> {
    let run = || connection.prepare_cached(sql)?.execute([]);
    run().map(drop).map_err(Error::internal)
}

fn gone() -> Error {
    Error::internal("the transaction lost its connection")
}

fn busy() -> Error {
    Error::unavailable("The database is busy.")
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn connect(path: &Path, reader: bool) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.busy_timeout(WRITER_WAIT)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "mmap_size", 256 << 20)?;
    connection.pragma_update(None, "query_only", reader)?;
    Ok(connection)
}

fn file_of(url: &str) -> Result<PathBuf, StartupError> {
    let path = url
        .strip_prefix("sqlite://")
        .or_else(|| url.strip_prefix("sqlite:"));
    match path {
        Some(path) if !path.is_empty() && path != ":memory:" => Ok(PathBuf::from(path)),
        _ => Err(StartupError::new(format!(
            "DATABASE_URL: {url:?} is not a SQLite file; write sqlite:FILE, as in sqlite:blog.db"
        ))),
    }
}
