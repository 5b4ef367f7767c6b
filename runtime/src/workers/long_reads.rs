//! Reads that take long: they wait for each other, and no short one waits for them.
//!
//! What a read costs is only known while it runs: a filter by a regular expression takes seconds over one table and
//! microseconds over another. So every read begins as a short one. The database asks [`goes_on`](super::goes_on) every now
//! and then; a read that is older than [`SHORT`] by then is long, and sooner while others are. Another thread takes the
//! place of its thread in the pool, and it goes on only once it is one of the few long ones that may. The others are paused
//! where they are.
//!
//! Whoever has run the shortest goes first, and takes the turn of one that has run for longer: a short read that is late
//! because the machine is busy is done soon all the same. Those that have run for [`AGES`] long go one after the other, in
//! the order in which they came: in turns, none of them would end in time.
//!
//! # What one may fear
//!
//! - **Threads without end.** At most [`WAITING`] reads are paused; one more is RESOURCE_EXHAUSTED. Its thread ends with its job,
//!   since another one has its place.
//! - **A paused read that nobody wants anymore.** It looks after its caller every [`LOOK`], and stops once that has left.
//! - **A writer that is paused.** Only reads on connections of their own are: [`Reading`](super::Reading) marks them, and what
//!   runs in a transaction that writes has no such mark.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use crate::sync::lock;

/// From then on a read is long: some hundred times as long as a page in the order of an index.
const SHORT: Duration = Duration::from_millis(20);

/// The same while others are long already: many that begin at once would take the cores from all short ones.
const SHORT_BESIDE_OTHERS: Duration = Duration::from_millis(5);

/// How long one runs before it looks for others whose turn it is.
const SLICE: Duration = Duration::from_millis(20);

/// From then on it is as long as any.
const AGES: Duration = Duration::from_millis(200);

/// How many of them may be paused.
const WAITING: usize = 64;

/// How often a paused read looks after its caller.
const LOOK: Duration = Duration::from_millis(20);

/// The long reads of one pool.
pub(super) struct LongReads {
    state: Mutex<State>,
    most: usize,
}

#[derive(Default)]
struct State {
    running: usize,
    /// Who waits, the first to go on first.
    waiting: BTreeMap<Place, Thread>,
    /// How many have come.
    came: u64,
}

/// In which order they go on: how long one has run, then when it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    ran: Duration,
    came: u64,
}

/// Why a read does not go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stopped {
    /// Its caller has left.
    Left,
    /// Too many are paused already.
    TooMany,
}

/// The right of a long read to go on, until dropped.
struct Turn {
    reads: Arc<LongReads>,
    since: Instant,
    place: Place,
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

    /// The first turn of a read that has run for so long.
    fn first_turn(
        self: &Arc<Self>,
        ran: Duration,
        wanted: impl Fn() -> bool,
    ) -> Result<Turn, Stopped> {
        let place = {
            let mut state = lock(&self.state);
            if state.running >= self.most && state.waiting.len() >= WAITING {
                return Err(Stopped::TooMany);
            }
            state.came += 1;
            Place {
                ran,
                came: state.came,
            }
        };
        self.turn(place, wanted)
    }

    /// Waits until it is the turn of a read, for as long as it is wanted.
    fn turn(self: &Arc<Self>, place: Place, wanted: impl Fn() -> bool) -> Result<Turn, Stopped> {
        lock(&self.state).waiting.insert(place, thread::current());
        loop {
            let mut state = lock(&self.state);
            let is_first = state.waiting.keys().next() == Some(&place);
            let goes = state.running < self.most && is_first;
            if goes || !wanted() {
                state.waiting.remove(&place);
                if !goes {
                    // Whoever freed a turn may have called this one.
                    self.call(&state);
                    return Err(Stopped::Left);
                }
                state.running += 1;
                self.call(&state);
                return Ok(Turn {
                    reads: self.clone(),
                    since: Instant::now(),
                    place,
                });
            }
            drop(state);
            thread::park_timeout(LOOK);
        }
    }

    /// Wakes who is first, where there is a turn.
    fn call(&self, state: &State) {
        if let (true, Some(first)) = (state.running < self.most, state.waiting.values().next()) {
            first.unpark();
        }
    }
}

impl Turn {
    /// The place from now on, where somebody waits whose turn it is rather.
    fn yields(&self) -> Option<Place> {
        let slice = self.since.elapsed();
        if slice < SLICE {
            return None;
        }
        let place = Place {
            ran: (self.place.ran + slice).min(AGES),
            came: self.place.came,
        };
        let state = lock(&self.reads.state);
        let first = state.waiting.keys().next()?;
        (*first < place).then_some(place)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut state = lock(&self.reads.state);
        state.running -= 1;
        self.reads.call(&state);
    }
}

impl Progress {
    pub(super) fn begin(&mut self) {
        self.since = Some(Instant::now());
    }

    pub(super) fn end(&mut self) {
        *self = Self::default();
    }

    /// Whether the read is a long one from now on.
    pub(super) fn is_late(&self, reads: &LongReads) -> bool {
        let since = self.since.filter(|_| self.turn.is_none());
        let elapsed = since.map(|since| since.elapsed());
        elapsed.is_some_and(|elapsed| elapsed >= SHORT_BESIDE_OTHERS && elapsed >= reads.short())
    }

    /// Waits for the first turn of a long read.
    pub(super) fn wait(
        &mut self,
        reads: &Arc<LongReads>,
        wanted: impl Fn() -> bool,
    ) -> Result<(), Stopped> {
        let ran = self.since.map_or(Duration::ZERO, |since| since.elapsed());
        self.turn = Some(reads.first_turn(ran.min(AGES), wanted)?);
        Ok(())
    }

    /// Lets others go on whose turn it is rather, and waits for the next one.
    pub(super) fn take_turns(&mut self, wanted: impl Fn() -> bool) -> Result<(), Stopped> {
        let Some(place) = self.turn.as_ref().and_then(Turn::yields) else {
            return Ok(());
        };
        if let Some(turn) = self.turn.take() {
            let reads = turn.reads.clone();
            drop(turn);
            self.turn = Some(reads.turn(place, wanted)?);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::mpsc;

    use super::*;

    fn waits(
        reads: &Arc<LongReads>,
        wanted: &Arc<AtomicBool>,
    ) -> thread::JoinHandle<Result<(), Stopped>> {
        let (reads, wanted) = (reads.clone(), wanted.clone());
        thread::spawn(move || {
            let turn = reads.first_turn(SHORT, || wanted.load(Ordering::Relaxed));
            turn.map(drop)
        })
    }

    fn paused(reads: &LongReads, how_many: usize) {
        while lock(&reads.state).waiting.len() != how_many {
            thread::yield_now();
        }
    }

    #[test]
    fn one_at_a_time_and_no_more_than_may_be_paused() {
        let reads = LongReads::new(2);
        let wanted = Arc::new(AtomicBool::new(true));
        let first = reads.first_turn(SHORT, || true).expect("nobody runs");
        let others: Vec<_> = (0..WAITING).map(|_| waits(&reads, &wanted)).collect();
        paused(&reads, WAITING);
        let refused = reads.first_turn(SHORT, || true).err();
        assert_eq!(refused, Some(Stopped::TooMany));
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
        let _first = reads.first_turn(SHORT, || true).expect("nobody runs");
        let left = waits(&reads, &wanted);
        paused(&reads, 1);
        wanted.store(false, Ordering::Relaxed);
        assert_eq!(left.join().expect("no panic"), Err(Stopped::Left));
        assert!(lock(&reads.state).waiting.is_empty());
    }

    #[test]
    fn who_has_run_the_shortest_goes_first_and_the_longest_in_their_order() {
        let reads = LongReads::new(1);
        let running = reads.first_turn(SHORT, || true).expect("nobody runs");
        let (went, order) = mpsc::channel();
        let mut others = Vec::new();
        for (name, ran) in [("first", AGES), ("second", AGES), ("short", SHORT)] {
            let before = lock(&reads.state).waiting.len();
            let (reads, went) = (reads.clone(), went.clone());
            others.push(thread::spawn({
                let reads = reads.clone();
                move || {
                    let _turn = reads.first_turn(ran, || true).expect("its turn");
                    went.send(name).expect("heard");
                }
            }));
            paused(&reads, before + 1);
        }
        drop(running);
        for other in others {
            other.join().expect("no panic");
        }
        assert_eq!(
            order.try_iter().collect::<Vec<_>>(),
            ["short", "first", "second"]
        );
    }

    #[test]
    fn a_long_one_lets_a_short_one_pass_and_goes_on() {
        let reads = LongReads::new(1);
        let mut long = Progress::default();
        long.begin();
        long.wait(&reads, || true).expect("nobody runs");
        // Nobody waits: it keeps its turn.
        thread::sleep(SLICE);
        long.take_turns(|| true).expect("wanted");
        let wanted = Arc::new(AtomicBool::new(true));
        let short = waits(&reads, &wanted);
        paused(&reads, 1);
        while !short.is_finished() {
            long.take_turns(|| true).expect("wanted");
        }
        assert_eq!(short.join().expect("no panic"), Ok(()));
        assert_eq!(lock(&reads.state).running, 1);
        long.end();
        assert_eq!(lock(&reads.state).running, 0);
    }
}
