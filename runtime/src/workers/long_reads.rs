//! Reads that take long: they wait for each other, and no short one waits for them.
//!
//! What a read costs is only known while it runs: a filter by a regular expression takes seconds over one table and
//! microseconds over another. So every read begins as a short one. The database asks [`goes_on`](super::goes_on) every now
//! and then; a read that is older than [`SHORT`] by then is long, and sooner while others are. Another thread takes the place of its thread in the pool, and
//! it goes on only once it is one of the few long ones that may. The others are paused where they are.
//!
//! # What one may fear
//!
//! - **Threads without end.** At most [`WAITING`] reads are paused; one more is RESOURCE_EXHAUSTED. Its thread ends with its job,
//!   since another one has its place.
//! - **A paused read that nobody wants anymore.** It looks after its caller every [`LOOK`], and stops once that has left.
//! - **A writer that is paused.** Only reads on connections of their own are: [`Reading`] marks them, and what runs in a transaction
//!   that writes has no such mark.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::sync::lock;

/// From then on a read is long: some hundred times as long as a page in the order of an index.
const SHORT: Duration = Duration::from_millis(20);

/// The same while others are long already: many that begin at once would take the cores from all short ones.
const SHORT_BESIDE_OTHERS: Duration = Duration::from_millis(5);

/// How many of them may be paused.
const WAITING: usize = 64;

/// How often a paused read looks after its caller.
const LOOK: Duration = Duration::from_millis(20);

/// The long reads of one pool.
pub(super) struct LongReads {
    state: Mutex<State>,
    freed: Condvar,
    most: usize,
}

#[derive(Default)]
struct State {
    running: usize,
    waiting: usize,
}

/// The right of a long read to go on, until dropped.
pub(super) struct Turn(Arc<LongReads>);

/// Why a read does not go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stopped {
    /// Its caller has left.
    Left,
    /// Too many are paused already.
    TooMany,
}

/// Since when a thread reads, and what its read has become.
#[derive(Default)]
pub(super) struct Progress {
    since: Option<Instant>,
    turn: Option<Turn>,
}

impl LongReads {
    /// A core is left to all the rest.
    pub(super) fn new(cores: usize) -> Arc<Self> {
        Arc::new(Self {
            state: Mutex::default(),
            freed: Condvar::new(),
            most: cores.saturating_sub(1).max(1),
        })
    }

    /// From when on a read is long now.
    fn short(&self) -> Duration {
        match lock(&self.state).running {
            0 => SHORT,
            _ => SHORT_BESIDE_OTHERS,
        }
    }

    /// Waits until one more may run, for as long as it is wanted.
    fn turn(self: &Arc<Self>, wanted: impl Fn() -> bool) -> Result<Turn, Stopped> {
        let mut state = lock(&self.state);
        if state.running >= self.most && state.waiting >= WAITING {
            return Err(Stopped::TooMany);
        }
        state.waiting += 1;
        while state.running >= self.most && wanted() {
            let waited = self.freed.wait_timeout(state, LOOK);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        state.waiting -= 1;
        if !wanted() {
            // Whoever freed a place may have called this one.
            self.freed.notify_one();
            return Err(Stopped::Left);
        }
        state.running += 1;
        drop(state);
        Ok(Turn(self.clone()))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        lock(&self.0.state).running -= 1;
        self.0.freed.notify_one();
    }
}

impl Progress {
    pub(super) fn begin(&mut self) {
        self.since = Some(Instant::now());
    }

    pub(super) fn end(&mut self) {
        *self = Self::default();
    }

    /// Whether the read has just become a long one.
    pub(super) fn is_late(&self, reads: &LongReads) -> bool {
        let since = self.since.filter(|_| self.turn.is_none());
        let elapsed = since.map(|since| since.elapsed());
        elapsed.is_some_and(|elapsed| elapsed >= SHORT_BESIDE_OTHERS && elapsed >= reads.short())
    }

    /// Waits for the turn of a long read.
    pub(super) fn wait(
        &mut self,
        reads: &Arc<LongReads>,
        wanted: impl Fn() -> bool,
    ) -> Result<(), Stopped> {
        self.turn = Some(reads.turn(wanted)?);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    fn waits(
        reads: &Arc<LongReads>,
        wanted: &Arc<AtomicBool>,
    ) -> std::thread::JoinHandle<Result<(), Stopped>> {
        let (reads, wanted) = (reads.clone(), wanted.clone());
        std::thread::spawn(move || reads.turn(|| wanted.load(Ordering::Relaxed)).map(drop))
    }

    fn paused(reads: &LongReads, how_many: usize) {
        while lock(&reads.state).waiting != how_many {
            std::thread::yield_now();
        }
    }

    #[test]
    fn one_at_a_time_and_no_more_than_may_be_paused() {
        let reads = LongReads::new(2);
        let wanted = Arc::new(AtomicBool::new(true));
        let first = reads.turn(|| true).expect("nobody runs");
        let others: Vec<_> = (0..WAITING).map(|_| waits(&reads, &wanted)).collect();
        paused(&reads, WAITING);
        assert_eq!(reads.turn(|| true).err(), Some(Stopped::TooMany));
        drop(first);
        for other in others {
            assert_eq!(other.join().expect("no panic"), Ok(()));
        }
        assert_eq!(lock(&reads.state).running, 0);
    }

    #[test]
    fn one_that_nobody_wants_anymore_stops_while_it_is_paused() {
        let reads = LongReads::new(1);
        let wanted = Arc::new(AtomicBool::new(true));
        let _first = reads.turn(|| true).expect("nobody runs");
        let left = waits(&reads, &wanted);
        paused(&reads, 1);
        wanted.store(false, Ordering::Relaxed);
        assert_eq!(left.join().expect("no panic"), Err(Stopped::Left));
        assert_eq!(lock(&reads.state).waiting, 0);
    }
}
