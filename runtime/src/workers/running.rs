//! The job that a thread runs, as what it runs may ask: whether anybody still waits for its end.

use std::cell::RefCell;
use std::sync::Arc;

use tokio::sync::oneshot;

use super::Pool;
use super::long_reads::{Progress, Stopped};
use crate::{Code, Error, Result};

thread_local! {
    static RUNNING: RefCell<Option<Running>> = const { RefCell::new(None) };
}

/// A job that runs on this thread.
pub(super) struct Running {
    /// Who waits for its end; closed once nobody does.
    pub done: oneshot::Sender<Result<()>>,
    /// Another thread has taken this one's place in the pool.
    pub replaced: bool,
    pool: Option<Arc<Pool>>,
    progress: Progress,
    stopped: Option<Stopped>,
}

impl Running {
    pub(super) fn new(done: oneshot::Sender<Result<()>>, pool: Option<Arc<Pool>>) -> Self {
        Self {
            done,
            replaced: false,
            pool,
            progress: Progress::default(),
            stopped: None,
        }
    }

    /// Runs `job` as this one.
    pub(super) fn run(self, job: impl FnOnce()) -> Option<Self> {
        let before = RUNNING.replace(Some(self));
        job();
        RUNNING.replace(before)
    }

    fn goes_on(&mut self) -> bool {
        let went_on = self.take_turn();
        self.stopped = went_on.err();
        self.stopped.is_none()
    }

    /// Another thread of the pool takes the next jobs.
    fn step_aside(&mut self) {
        if let (false, Some(pool)) = (self.replaced, &self.pool) {
            self.replaced = pool.replace();
        }
    }

    fn take_turn(&mut self) -> Result<(), Stopped> {
        if self.done.is_closed() {
            return Err(Stopped::Left);
        }
        let done = &self.done;
        let wanted = || !done.is_closed();
        let Some(pool) = self
            .pool
            .clone()
            .filter(|pool| self.progress.is_late(&pool.long_reads))
        else {
            return self.progress.take_turns(wanted);
        };
        if !self.replaced {
            self.replaced = pool.replace();
        }
        self.progress.wait(&pool.long_reads, wanted)
    }
}

/// Whether what runs on this thread is still wanted. A read that takes long is paused here while others do.
pub(crate) fn goes_on() -> bool {
    RUNNING.with_borrow_mut(|running| running.as_mut().is_none_or(Running::goes_on))
}

/// Whether anybody waits for the end of what runs on this thread.
pub(crate) fn is_wanted() -> bool {
    RUNNING.with_borrow(|running| {
        running
            .as_ref()
            .is_none_or(|running| !running.done.is_closed())
    })
}

/// Says that this thread is going to wait: another one takes the jobs of its pool, and it ends with this one.
pub(crate) fn step_aside() {
    RUNNING.with_borrow_mut(|running| {
        if let Some(running) = running {
            running.step_aside();
        }
    });
}

/// Why something on this thread did not go on.
pub(crate) fn stopped() -> Error {
    let stopped = RUNNING.with_borrow(|running| running.as_ref()?.stopped);
    match stopped {
        Some(Stopped::TooMany) => super::throttled(),
        _ => Error::new(Code::Cancelled, "Nobody waits for the answer.", "cancelled"),
    }
}

/// A read on a connection of its own, until dropped: nobody waits for it but its caller, so it may be paused.
pub(crate) struct Reading;

impl Reading {
    pub(crate) fn begin() -> Self {
        with_progress(Progress::begin);
        Self
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        with_progress(Progress::end);
    }
}

fn with_progress(change: impl FnOnce(&mut Progress)) {
    RUNNING.with_borrow_mut(|running| {
        if let Some(running) = running {
            change(&mut running.progress);
        }
    });
}
