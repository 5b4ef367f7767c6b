//! Short writes that wait already share a commit, which costs more than the writes themselves.
//!
//! One thread runs them one after the other in one transaction, each behind a savepoint. Nobody hears of
//! his write before the commit. Only writes that wait for nothing may come here: while one waited, the others
//! of its group would.

use std::cell::RefCell;

use crossbeam_channel::Receiver;
use rusqlite::Connection;

use super::Sqlite;
use super::writer::{Lease, execute};
use crate::workers::Submitted;
use crate::{Error, Result};

/// How many writes share a commit at most: who came first waits for the last.
const MOST: usize = 64;

thread_local! {
    /// The connection, while this thread runs a group.
    static SHARED: RefCell<Option<Lease>> = const { RefCell::new(None) };
}

/// Runs jobs until nobody can send one anymore.
pub(super) fn run_jobs(sqlite: &Sqlite, jobs: &Receiver<Submitted>) {
    for first in jobs {
        match sqlite.lease_alone() {
            Ok(lease) => run_group(sqlite, lease, first, jobs),
            Err(error) => first.refuse(error),
        }
    }
}

fn run_group(sqlite: &Sqlite, lease: Lease, first: Submitted, jobs: &Receiver<Submitted>) {
    SHARED.set(Some(lease));
    let mut group = vec![first.run()];
    while group.len() < MOST && !sqlite.writer.is_awaited() {
        match jobs.try_recv() {
            Ok(next) => group.push(next.run()),
            Err(_) => break,
        }
    }
    let committed = match SHARED.take() {
        Some(lease) => lease.commit(),
        None => Ok(()),
    };
    for ended in group {
        match &committed {
            Ok(()) => ended.tell(),
            Err(error) => ended.tell_failed(error.clone()),
        }
    }
}

/// Runs `work` with the connection of the group that this thread runs.
fn with_shared<T>(work: impl FnOnce(&mut Lease) -> Result<T>) -> Option<Result<T>> {
    SHARED.with_borrow_mut(|lease| lease.as_mut().map(work))
}

/// A read that sees what the group has written so far; gives `read` back where this thread runs none.
pub(super) fn read<T, F>(read: F) -> Result<Result<T>, F>
where
    F: FnOnce(&Connection) -> Result<T>,
{
    SHARED.with_borrow(|lease| match lease {
        Some(lease) => Ok(lease.read(read)),
        None => Err(read),
    })
}

/// One transaction of a group. Dropped, it is undone.
pub(crate) struct Joined {
    open: bool,
}

impl Joined {
    /// `None` where this thread runs no group.
    pub(super) fn begin() -> Option<Result<Self>> {
        let begun = with_shared(|lease| lease.run(|db| execute(db, "SAVEPOINT joined")))?;
        Some(begun.map(|()| Self { open: true }))
    }

    fn run<T>(&mut self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let done = with_shared(|lease| lease.run(work));
        done.unwrap_or_else(|| Err(Error::internal("a shared transaction left its thread")))
    }

    fn commit(mut self) -> Result<()> {
        self.open = false;
        self.run(|db| execute(db, "RELEASE joined"))
    }
}

impl Drop for Joined {
    fn drop(&mut self) {
        if self.open {
            // It fails only where the database has rolled everything back; the group's commit fails then.
            let _ = self.run(|db| {
                execute(db, "ROLLBACK TO joined")?;
                execute(db, "RELEASE joined")
            });
        }
    }
}

/// A transaction: alone on the connection, or in a group.
pub(crate) enum Writing {
    Alone(Lease),
    Joined(Joined),
}

impl Writing {
    pub(crate) fn run<T>(&mut self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        match self {
            Self::Alone(lease) => lease.run(work),
            Self::Joined(joined) => joined.run(work),
        }
    }

    pub(crate) fn commit(self) -> Result<()> {
        match self {
            Self::Alone(lease) => lease.commit(),
            Self::Joined(joined) => joined.commit(),
        }
    }
}
