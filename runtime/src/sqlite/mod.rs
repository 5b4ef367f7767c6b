//! SQLite: one writer, as many readers as threads read, and how values are stored.
//!
//! Everything here blocks; the façades decide on which thread.

mod claims;
mod fault;
mod file;
mod group;
mod interrupt;
mod lease;
mod link;
mod migrate;
mod ops;
mod paginate;
#[cfg(test)]
mod queries;
pub(crate) mod raw;
pub(crate) mod regexp;
mod row;
mod savepoints;
mod seen;
pub(crate) mod sets;
mod storage;
mod transaction;
mod violation;
mod writer;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use file::DatabaseFile;
pub(crate) use group::Writing;
use lease::Lease;
pub(crate) use link::{keys_of, linked_all};
pub use migrate::Migration;
pub(crate) use migrate::command::{Request as MigrateRequest, run_command as migrate_command};
pub(crate) use ops::{at_once, count, delete, fetch, insert, is_in_order, keys, update};
pub(crate) use paginate::{Cut, Listed, Neighbours, list, page, place};
pub use row::{Cell, Row};
pub(crate) use seen::{Changed, Seen, fetch_seen};
pub(crate) use storage::{Units, scaled, storage};
pub(crate) use transaction::Transaction;
pub(crate) use violation::refuse;
use writer::Writer;

use group::Joined;

use crate::config::SqliteUrl;
use crate::sync::lock;
use crate::workers::{Reading, Workers};
use crate::{Config, Error, Result, StartupError};

/// How long a call waits for the writer before it answers UNAVAILABLE.
const WRITER_WAIT: Duration = Duration::from_secs(5);

/// How long what still writes may take when the server has stopped.
const CLOSING: Duration = Duration::from_secs(1);

/// An open database file.
pub(crate) struct Sqlite {
    file: DatabaseFile,
    readers: Mutex<Vec<Connection>>,
    closed: AtomicBool,
    writer: Arc<Writer>,
}

impl Sqlite {
    /// Opens or makes the file and brings its schema up to date.
    pub(crate) fn open(
        config: &Config,
        migrations: &[Migration],
    ) -> Result<Arc<Self>, StartupError> {
        let url = SqliteUrl::parse(&config.database_url)?;
        keep_freed_memory();
        let path = url.file.clone();
        let (file, mut writer) = DatabaseFile::open(url).map_err(|error| {
            StartupError::new(format!(
                "cannot open the database {}: {error}",
                path.display()
            ))
        })?;
        if config.migrate_at_start {
            migrate::run(&mut writer, migrations, migrations.len())?;
        } else if let [first, ..] = migrate::pending(&writer, migrations)?[..] {
            return Err(StartupError::new(format!(
                "the database lacks the migration {}, and MIGRATE_AT_START is false: run this program with `migrate` first",
                first.name
            )));
        }
        Ok(Arc::new(Self {
            file: file.clone(),
            readers: Mutex::default(),
            closed: AtomicBool::new(false),
            writer: Writer::new(file, writer),
        }))
    }

    /// A thread for writes that wait for nothing: those that wait already share a commit.
    pub(crate) fn commits(self: &Arc<Self>, queue: usize) -> std::io::Result<Workers> {
        let sqlite = self.clone();
        Workers::one("socio-commit", queue, move |jobs| {
            group::run_jobs(&sqlite, &jobs)
        })
    }

    /// Runs a read on a connection that cannot write.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let read = match group::read(read) {
            Ok(result) => return result,
            Err(read) => read,
        };
        let connection = self.reader()?;
        let _reading = Reading::begin();
        let result = read(&connection);
        self.give_back(connection);
        result
    }

    fn give_back(&self, connection: Connection) {
        let mut readers = lock(&self.readers);
        if !self.closed.load(Ordering::Relaxed) {
            readers.push(connection);
        }
    }

    /// Their number is bounded by the threads that read at once: none is held across an await.
    fn reader(&self) -> Result<Connection> {
        let pooled = lock(&self.readers).pop();
        match pooled {
            Some(connection) => Ok(connection),
            // It would bring the write-ahead log back.
            None if self.closed.load(Ordering::Relaxed) => {
                Err(Error::unavailable("Shutting down."))
            }
            None => self.file.connect(true),
        }
    }

    /// Waits for the turn to write on this thread.
    pub(crate) fn begin(&self) -> Result<Writing> {
        match Joined::begin() {
            Some(joined) => joined.map(Writing::Joined),
            None => self.lease_here(Instant::now()).map(Writing::Alone),
        }
    }

    /// Waits for the turn to write without holding a thread.
    pub(crate) async fn begin_later(&self) -> Result<Writing> {
        let lease = self.writer.lease(Instant::now() + WRITER_WAIT);
        lease.await.map(Writing::Alone)
    }

    /// Waits on this thread for a write that came at `since`.
    fn lease_here(&self, since: Instant) -> Result<Lease> {
        self.writer.lease_blocking(since + WRITER_WAIT)
    }

    /// Whether the file is there and can be read.
    pub(crate) fn is_reached(&self) -> bool {
        let look = |db: &Connection| {
            let schema = db.query_row("PRAGMA schema_version", [], |row| row.get::<_, i64>(0));
            schema.map_err(fault::failed)
        };
        self.file.check().and_then(|()| self.read(look)).is_ok()
    }

    /// Brings everything into the one file, and ends all that is done with it: for a server that has stopped.
    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
        lock(&self.readers).clear();
        let closed = self.writer.lease_blocking(Instant::now() + CLOSING);
        if let Err(error) = closed.and_then(Lease::close) {
            tracing::warn!("the write-ahead log is left beside the database: {error:?}");
        }
    }

    /// What tells it from other databases of the process.
    pub(crate) fn address(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }
}

/// SQLite makes a journal of 64 KiB for most statements of a longer transaction, and frees it.
/// glibc gives such memory back to the system each time, which takes longer than the statement;
/// it keeps up to twice the size of the largest block that it had mapped by itself and was
/// freed (mallopt(3), on M_MMAP_THRESHOLD). Elsewhere this does nothing.
fn keep_freed_memory() {
    const BLOCK: usize = 1 << 20;
    drop(std::hint::black_box(Vec::<u8>::with_capacity(BLOCK)));
}
