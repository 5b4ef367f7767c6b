//! The one connection that writes, and the queue for it.
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::{block_on, connect};
use crate::sync::lock;
use crate::{Error, Result};

/// First come, first served, for async and blocking callers alike.
pub(crate) struct Writer {
    path: PathBuf,
    state: Mutex<State>,
}

struct State {
    idle: Option<Connection>,
    waiting: VecDeque<oneshot::Sender<Lease>>,
}

enum Turn {
    Now(Lease),
    Later(oneshot::Receiver<Lease>),
}

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

impl Writer {
    pub(crate) fn new(path: PathBuf, connection: Connection) -> Arc<Self> {
        Arc::new(Self {
            path,
            state: Mutex::new(State {
                idle: Some(connection),
                waiting: VecDeque::new(),
            }),
        })
    }

    /// Waits in the queue without holding a thread; UNAVAILABLE at the deadline.
    pub(crate) async fn lease(self: &Arc<Self>, deadline: Instant) -> Result<Lease> {
        match self.enqueue() {
            Turn::Now(lease) => Ok(lease),
            Turn::Later(turn) => match tokio::time::timeout_at(deadline.into(), turn).await {
                Ok(Ok(lease)) => Ok(lease),
                _ => Err(busy()),
            },
        }
    }

    /// Waits in the queue on this thread; UNAVAILABLE at the deadline.
    pub(crate) fn lease_blocking(self: &Arc<Self>, deadline: Instant) -> Result<Lease> {
        match self.enqueue() {
            Turn::Now(lease) => Ok(lease),
            Turn::Later(turn) => match block_on::until(turn, deadline) {
                Some(Ok(lease)) => Ok(lease),
                _ => Err(busy()),
            },
        }
    }

    /// The connection when it is free, else a place in the queue.
    fn enqueue(self: &Arc<Self>) -> Turn {
        let mut state = lock(&self.state);
        if let Some(connection) = state.idle.take() {
            return Turn::Now(Lease {
                connection: Some(connection),
                begun: false,
                spoiled: false,
                home: self.clone(),
            });
        }
        let (turn, waiting) = oneshot::channel();
        state.waiting.push_back(turn);
        Turn::Later(waiting)
    }

    /// Whether somebody waits for the connection.
    pub(super) fn is_awaited(&self) -> bool {
        !lock(&self.state).waiting.is_empty()
    }

    /// Hands the connection to the first in the queue who is still there.
    fn pass_on(self: &Arc<Self>, mut connection: Connection) {
        loop {
            let next = {
                let mut state = lock(&self.state);
                match state.waiting.pop_front() {
                    Some(next) => next,
                    None => {
                        state.idle = Some(connection);
                        return;
                    }
                }
            };
            // Outside the lock: a receiver dropped just now drops the lease, which comes back here.
            let lease = Lease {
                connection: Some(connection),
                begun: false,
                spoiled: false,
                home: self.clone(),
            };
            match next.send(lease) {
                Ok(()) => return,
                Err(mut refused) => match refused.connection.take() {
                    Some(back) => connection = back,
                    None => return,
                },
            }
        }
    }
}

fn busy() -> Error {
    Error::unavailable("The database is busy.")
}

fn rolled_back() -> Error {
    Error::unavailable("The transaction was rolled back by the database.")
}

fn gone() -> Error {
    Error::internal("the transaction lost its connection")
}

pub(super) fn execute(connection: &Connection, sql: &str) -> Result<()> {
    let run = || connection.prepare_cached(sql)?.execute([]);
    run().map(drop).map_err(Error::internal)
}

impl Lease {
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
            false => connect(&self.home.path, false).unwrap_or(connection),
        };
        self.home.pass_on(connection);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn writer() -> Arc<Writer> {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE t (n)").unwrap();
        Writer::new(PathBuf::new(), connection)
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

    fn comes(writer: &Arc<Writer>, deadline: Instant) -> bool {
        writer.lease_blocking(deadline).is_ok()
    }

    #[test]
    fn waiting_has_a_deadline() {
        let writer = writer();
        let held = writer.lease_blocking(soon()).unwrap();
        assert!(!comes(&writer, Instant::now() + Duration::from_millis(5)));
        drop(held);
        assert!(comes(&writer, soon()));
    }

    #[test]
    fn one_who_gave_up_is_passed_over() {
        let writer = writer();
        let held = writer.lease_blocking(soon()).unwrap();
        drop(writer.enqueue());
        let Turn::Later(mut next) = writer.enqueue() else {
            panic!("the connection is held")
        };
        drop(held);
        assert!(next.try_recv().is_ok());
        assert!(comes(&writer, soon()));
    }
}
