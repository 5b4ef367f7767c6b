//! The right to write, and the transaction on it.

use std::sync::Arc;

use rusqlite::Connection;

use super::fault;
use super::writer::Writer;
use crate::{Error, Result};

/// The right to write: the connection itself, owned and `Send`. Dropped, it
/// rolls back what was not committed and goes to the next in the queue.
pub(crate) struct Lease {
    /// Empty only while `drop` runs.
    connection: Option<Connection>,
    begun: bool,
    /// Holds what should have been undone: it is not committed anymore.
    spoiled: bool,
    home: Arc<Writer>,
}

fn rolled_back() -> Error {
    Error::unavailable("The transaction was rolled back by the database.")
}

fn gone() -> Error {
    Error::internal("the transaction lost its connection")
}

pub(super) fn execute(connection: &Connection, sql: &str) -> Result<()> {
    let run = || connection.prepare_cached(sql)?.execute([]);
    run().map(drop).map_err(fault::failed)
}

impl Lease {
    pub(super) fn new(connection: Connection, home: Arc<Writer>) -> Self {
        Self {
            connection: Some(connection),
            begun: false,
            spoiled: false,
            home,
        }
    }

    /// The connection of one that nobody takes.
    pub(super) fn refused(mut self) -> Option<Connection> {
        self.connection.take()
    }

    /// Runs a statement of the transaction; the first one begins it.
    pub(crate) fn run<T>(&mut self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        work(self.begun()?)
    }

    /// Runs a read, in the transaction where one is open.
    pub(super) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        work(self.connection.as_ref().ok_or_else(gone)?)
    }

    /// The connection, with the transaction open.
    fn begun(&mut self) -> Result<&Connection> {
        let connection = self.connection.as_ref().ok_or_else(gone)?;
        if !self.begun {
            self.home.file().check()?;
            // IMMEDIATE: a deferred transaction that reads first can fail to upgrade.
            execute(connection, "BEGIN IMMEDIATE")?;
            self.begun = true;
        } else if self.spoiled || connection.is_autocommit() {
            // SQLite ended it by itself (disk full, I/O error). To begin again
            // would commit the second half of the work without the first.
            return Err(rolled_back());
        }
        Ok(connection)
    }

    pub(crate) fn commit(self) -> Result<()> {
        if !self.begun {
            return Ok(());
        }
        let connection = self.connection.as_ref().ok_or_else(gone)?;
        if self.spoiled || connection.is_autocommit() {
            return Err(rolled_back());
        }
        execute(connection, "COMMIT")
    }

    /// Closes the connection for good, after all that was written is in the file itself.
    pub(super) fn close(mut self) -> Result<()> {
        let connection = self.connection.take().ok_or_else(gone)?;
        let checkpoint = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        checkpoint.map_err(fault::failed)?;
        // The last one that is closed takes the log away.
        connection
            .close()
            .map_err(|(_, error)| fault::failed(error))
    }

    /// Whether the transaction is open.
    pub(super) fn is_begun(&self) -> bool {
        self.begun
    }

    /// Undoes everything; the next statement begins anew.
    pub(super) fn undo(&mut self) -> Result<()> {
        if self.begun {
            self.run(|db| execute(db, "ROLLBACK"))?;
            self.begun = false;
        }
        Ok(())
    }

    /// Makes sure that nothing of it is committed.
    pub(super) fn spoil(&mut self) {
        self.spoiled = true;
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else {
            return;
        };
        let clean = connection.is_autocommit() || execute(&connection, "ROLLBACK").is_ok();
        // Where no new connection can be had, the stuck one goes back: BEGIN
        // fails on it, so nothing joins the transaction that is still open.
        let connection = match clean {
            true => connection,
            false => self.home.file().connect(false).unwrap_or(connection),
        };
        self.home.take_back(connection);
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::sqlite::file::DatabaseFile;

    fn writer() -> Arc<Writer> {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE t (n)").unwrap();
        Writer::new(DatabaseFile::none(), connection)
    }

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(5)
    }

    fn insert(lease: &mut Lease) -> Result<()> {
        lease.run(|db| execute(db, "INSERT INTO t VALUES (1)"))
    }

    fn rows(writer: &Arc<Writer>) -> i64 {
        let mut lease = writer.lease_blocking(soon()).unwrap();
        lease
            .run(|db| {
                db.query_row("SELECT count(*) FROM t", [], |row| row.get(0))
                    .map_err(Error::internal)
            })
            .unwrap()
    }

    #[test]
    fn dropped_means_rolled_back() {
        let writer = writer();
        insert(&mut writer.lease_blocking(soon()).unwrap()).unwrap();
        assert_eq!(rows(&writer), 0);
        let mut lease = writer.lease_blocking(soon()).unwrap();
        insert(&mut lease).unwrap();
        lease.commit().unwrap();
        assert_eq!(rows(&writer), 1);
    }

    #[test]
    fn what_the_database_rolled_back_is_not_committed_by_half() {
        let writer = writer();
        let mut lease = writer.lease_blocking(soon()).unwrap();
        insert(&mut lease).unwrap();
        lease.run(|db| execute(db, "ROLLBACK")).unwrap();
        assert!(insert(&mut lease).is_err());
        assert!(lease.commit().is_err());
        assert_eq!(rows(&writer), 0);
    }
}
