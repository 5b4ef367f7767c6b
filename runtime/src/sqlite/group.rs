//! Short writes that wait already share a commit, which costs more than the writes themselves.
//!
//! One thread runs them one after the other in one transaction, each as if it were alone. Nobody hears of
//! his write before the commit. Only writes that wait for nothing may come here: while one waited, the others
//! of its group would.
//!
//! # What one may fear
//!
//! - **One that fails takes the others along.** Each but the first is in a savepoint of its own; the first has the
//!   transaction for itself while it runs, and undoes all of it. A panic undoes its write as an error does.
//!   (`each_succeeds_or_fails_by_itself`)
//! - **A write is acknowledged and lost.** [`Ended`] is told after the commit, and a commit that fails is the answer
//!   of the whole group. (`a_commit_that_fails_fails_them_all`)
//! - **One whose deadline passes is interrupted, and SQLite undoes the whole transaction.** Nothing in a group is interrupted.
//!   (`one_whose_caller_leaves_takes_nobody_along`)
//! - **A read in between sees what is not committed.** Only one of the same thread does, as a part of the write that
//!   runs there. (`a_read_of_the_group_sees_what_it_wrote_and_others_do_not`)
//! - **Who comes last delays who came first.** A group ends with what waits already, at [`MOST`] writes, and as soon as
//!   anybody else waits for the connection. Nothing waits for a group to fill: alone, a write commits at once.
//! - **The deadline of one becomes that of others.** Each waits for the connection until its own, counted from when it
//!   came. (`whoever_waits_for_one_that_does_not_end_is_told_so`)
//!
//! # What it gains
//!
//! `cargo run --release -p socio-bench -- --only=Create servers` compares `async`, whose writes come here, with
//! `async, override`, whose writes commit one by one. With 50 in flight, the table in tests/bench/README.md has 35,100 a
//! second against 28,700. One in flight shares with nobody, and is as fast either way.

use std::cell::RefCell;

use rusqlite::Connection;

use super::Sqlite;
use super::lease::{Lease, execute};
use crate::workers::{Ended, Queue, Submitted};
use crate::{Error, Result};

/// How many writes share a commit at most: who came first waits for the last.
const MOST: usize = 64;

thread_local! {
    /// The connection, while this thread runs a group.
    static SHARED: RefCell<Option<Lease>> = const { RefCell::new(None) };
}

/// Runs jobs until nobody can send one anymore.
pub(super) fn run_jobs(sqlite: &Sqlite, jobs: &Queue) {
    while let Some(first) = jobs.wait() {
        // Each waits until its own deadline, not until those of all before it, too.
        match sqlite.lease_here(first.since()) {
            Ok(lease) => run_group(sqlite, lease, first, jobs),
            Err(error) => first.refuse(error),
        }
    }
}

fn run_group(sqlite: &Sqlite, lease: Lease, first: Submitted, jobs: &Queue) {
    SHARED.set(Some(lease));
    let mut group = vec![first.run()];
    while goes_on(&group, jobs) && !sqlite.writer.is_awaited() {
        match jobs.next() {
            Some(next) => group.push(next.run()),
            None => break,
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

/// Only while more wait than are done: when all share one commit, either this thread waits
/// for their callers or they wait for it, and a core is idle.
fn goes_on(group: &[Ended], jobs: &Queue) -> bool {
    let waiting = jobs.in_flight().saturating_sub(group.len());
    group.len() < waiting.min(MOST)
}

/// Runs `work` with the connection of the group that this thread runs.
fn with_shared<T>(work: impl FnOnce(&mut Lease) -> Result<T>) -> Option<Result<T>> {
    SHARED.with_borrow_mut(|lease| lease.as_mut().map(work))
}

/// Whether this thread runs a group.
pub(super) fn runs_here() -> bool {
    // It is borrowed while a statement of the group runs.
    SHARED.with(|lease| lease.try_borrow().map_or(true, |lease| lease.is_some()))
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
    undo: Undo,
}

/// How a transaction of a group is undone.
enum Undo {
    /// It is committed.
    Nothing,
    /// It is the first: nothing else is in the transaction of the group.
    All,
    ToSavepoint,
}

impl Joined {
    /// `None` where this thread runs no group.
    pub(super) fn begin() -> Option<Result<Self>> {
        let undo = with_shared(|lease| {
            if !lease.is_begun() {
                return Ok(Undo::All);
            }
            lease.run(|db| execute(db, "SAVEPOINT joined"))?;
            Ok(Undo::ToSavepoint)
        })?;
        Some(undo.map(|undo| Self { undo }))
    }

    fn run<T>(&mut self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let done = with_shared(|lease| lease.run(work));
        done.unwrap_or_else(|| Err(Error::internal("a shared transaction left its thread")))
    }

    fn commit(mut self) -> Result<()> {
        if let Undo::ToSavepoint = self.undo {
            self.run(|db| execute(db, "RELEASE joined"))?;
        }
        self.undo = Undo::Nothing;
        Ok(())
    }
}

impl Drop for Joined {
    fn drop(&mut self) {
        let to_savepoint = |db: &Connection| {
            execute(db, "ROLLBACK TO joined")?;
            execute(db, "RELEASE joined")
        };
        with_shared(|lease| {
            let undone = match self.undo {
                Undo::Nothing => Ok(()),
                Undo::All => lease.undo(),
                Undo::ToSavepoint => lease.run(to_savepoint),
            };
            if undone.is_err() {
                lease.spoil();
            }
            Ok(())
        });
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

#[cfg(test)]
mod tests {
    use std::sync::{Arc, mpsc};

    use futures_util::FutureExt;
    use futures_util::future::join_all;

    use super::*;
    use crate::workers::Workers;
    use crate::{Config, Migration};

    const TABLE: &[Migration] = &[Migration {
        name: "0001_initial",
        up: "CREATE TABLE t (n INTEGER UNIQUE)",
        down: "DROP TABLE t",
    }];

    fn database() -> (tempfile::TempDir, Arc<Sqlite>) {
        let files = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", files.path().join("test.db").display());
        (files, Sqlite::open(&Config::new(url), TABLE).unwrap())
    }

    fn insert(sqlite: &Sqlite, n: i64) -> Result<()> {
        let mut writing = sqlite.begin()?;
        writing.run(|db| execute(db, &format!("INSERT INTO t VALUES ({n})")))?;
        writing.commit()
    }

    fn numbers(db: &Connection) -> Result<Vec<i64>> {
        let numbers = || -> rusqlite::Result<Vec<i64>> {
            let mut select = db.prepare("SELECT n FROM t ORDER BY n")?;
            let rows = select.query_map([], |row| row.get(0))?;
            rows.collect()
        };
        numbers().map_err(Error::internal)
    }

    type Job = Box<dyn FnOnce(&Sqlite) -> Result<()> + Send>;

    /// Runs the jobs as one group: none begins before all wait, and as many more.
    async fn together(sqlite: &Arc<Sqlite>, mut jobs: Vec<Job>) -> Vec<Result<()>> {
        let asked = jobs.len();
        jobs.resize_with(2 * asked, || Box::new(|_| Ok(())));
        let (release, held) = mpsc::channel::<()>();
        let leader = sqlite.clone();
        let commits = Workers::one("test", jobs.len(), move |jobs| {
            let _ = held.recv();
            run_jobs(&leader, &jobs);
        });
        let commits = commits.unwrap();
        let jobs = jobs.into_iter().map(|job| {
            let sqlite = sqlite.clone();
            commits.run(move || job(&sqlite))
        });
        let mut ended = Box::pin(join_all(jobs));
        assert!(ended.as_mut().now_or_never().is_none());
        release.send(()).unwrap();
        let mut ended = ended.await;
        ended.truncate(asked);
        ended
    }

    #[tokio::test]
    async fn each_succeeds_or_fails_by_itself() {
        let (_files, sqlite) = database();
        let panics = |sqlite: &Sqlite| -> Result<()> {
            let mut writing = sqlite.begin()?;
            writing.run(|db| execute(db, "INSERT INTO t VALUES (9)"))?;
            panic!("boom")
        };
        let ended = together(
            &sqlite,
            vec![
                Box::new(|sqlite| insert(sqlite, 1)),
                Box::new(|sqlite| insert(sqlite, 1)),
                Box::new(panics),
                Box::new(|sqlite| insert(sqlite, 2)),
            ],
        );
        let ended: Vec<_> = ended.await.iter().map(Result::is_ok).collect();
        assert_eq!(ended, [true, false, false, true]);
        assert_eq!(sqlite.read(numbers).unwrap(), [1, 2]);
    }

    #[tokio::test]
    async fn a_read_of_the_group_sees_what_it_wrote_and_others_do_not() {
        let (_files, sqlite) = database();
        let reads = |sqlite: &Sqlite| {
            insert(sqlite, 2)?;
            assert_eq!(sqlite.read(numbers)?, [1, 2]);
            let elsewhere = std::thread::scope(|scope| {
                let read = scope.spawn(|| sqlite.read(numbers));
                read.join().unwrap()
            });
            assert!(elsewhere?.is_empty());
            Ok(())
        };
        let ended = together(
            &sqlite,
            vec![Box::new(|sqlite| insert(sqlite, 1)), Box::new(reads)],
        );
        assert!(ended.await.iter().all(Result::is_ok));
        assert_eq!(sqlite.read(numbers).unwrap(), [1, 2]);
    }

    #[tokio::test]
    async fn one_whose_caller_leaves_takes_nobody_along() {
        let (_files, sqlite) = database();
        let (begin, begun) = mpsc::channel();
        let (leave, left) = mpsc::channel::<()>();
        let goes_on = move |sqlite: &Sqlite| {
            begin.send(()).map_err(Error::internal)?;
            left.recv().map_err(Error::internal)?;
            let mut writing = sqlite.begin()?;
            // Long enough for SQLite to ask whether it should go on.
            writing.run(|db| {
                execute(
                    db,
                    "INSERT INTO t WITH RECURSIVE n (n) AS (SELECT 3 UNION ALL SELECT n + 1 FROM n WHERE n < 2002)
                     SELECT n FROM n",
                )
            })?;
            writing.commit()
        };
        let commits = sqlite.commits(6).unwrap();
        let job = |job: Job| {
            let sqlite = sqlite.clone();
            let mut running = Box::pin(commits.run(move || job(&sqlite)));
            assert!(running.as_mut().now_or_never().is_none());
            running
        };
        // It is the first of a group: the others wait until it ends.
        let leaves = job(Box::new(goes_on));
        let stay = [1, 2].map(|n| job(Box::new(move |sqlite| insert(sqlite, n))));
        begun.recv().unwrap();
        drop(leaves);
        leave.send(()).unwrap();
        for ended in join_all(stay).await {
            ended.unwrap();
        }
        assert_eq!(sqlite.read(numbers).unwrap().len(), 2002);
    }

    #[tokio::test]
    async fn a_commit_that_fails_fails_them_all() {
        let (_files, sqlite) = database();
        // As SQLite does by itself where the disk is full.
        let rolls_back = |sqlite: &Sqlite| {
            let mut writing = sqlite.begin()?;
            writing.run(|db| execute(db, "ROLLBACK"))?;
            writing.commit()
        };
        let ended = together(
            &sqlite,
            vec![
                Box::new(|sqlite| insert(sqlite, 1)),
                Box::new(rolls_back),
                Box::new(|sqlite| insert(sqlite, 2)),
            ],
        );
        assert!(ended.await.iter().all(Result::is_err));
        assert!(sqlite.read(numbers).unwrap().is_empty());
        // The thread goes on with the next group.
        insert(&sqlite, 3).unwrap();
        assert_eq!(sqlite.read(numbers).unwrap(), [3]);
    }

    #[tokio::test]
    async fn who_waits_for_the_connection_gets_it_after_the_write_that_runs() {
        let (_files, sqlite) = database();
        let waiting = sqlite.clone();
        let (begins, begun) = mpsc::channel();
        let starts_another = move |sqlite: &Sqlite| {
            let other = std::thread::spawn(move || insert(&waiting, 2));
            while !sqlite.writer.is_awaited() {
                std::thread::yield_now();
            }
            begins.send(other).map_err(Error::internal)
        };
        let counts = |sqlite: &Sqlite| {
            assert_eq!(sqlite.read(numbers)?, [1, 2]);
            Ok(())
        };
        let ended = together(
            &sqlite,
            vec![
                Box::new(|sqlite| insert(sqlite, 1)),
                Box::new(starts_another),
                Box::new(counts),
            ],
        );
        assert!(ended.await.iter().all(Result::is_ok));
        begun.recv().unwrap().join().unwrap().unwrap();
    }
}
