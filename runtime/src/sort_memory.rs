//! The memory for the keys of streams whose order no index has, of all calls together.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::sync::lock;
use crate::{Code, Error, Result, workers};

/// How often who waits for memory looks after its caller.
const LOOK: Duration = Duration::from_millis(20);

/// So much before its deadline a call that still waits is refused, so that its client hears why.
const BEFORE_THE_END: Duration = Duration::from_millis(200);

/// How long who has no deadline waits: he may have taken himself what he waits for.
const PATIENCE: Duration = Duration::from_secs(60);

/// A budget in bytes.
pub(crate) struct SortMemory {
    most: usize,
    used: Mutex<usize>,
    freed: Condvar,
}

/// A part of it, until dropped.
pub(crate) struct Held {
    memory: Arc<SortMemory>,
    bytes: usize,
}

impl SortMemory {
    pub(crate) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self {
            most,
            used: Mutex::new(0),
            freed: Condvar::new(),
        })
    }

    /// Waits until there are so many bytes for a call that ends at this time; its thread waits, and another one takes
    /// the jobs of its pool. All at once: two that
    /// have a part each would wait for each other.
    pub(crate) fn hold(self: &Arc<Self>, bytes: usize, end: Option<Instant>) -> Result<Held> {
        if bytes > self.most {
            let text = "There are too many rows to sort: filter them, or ask for another order.";
            return Err(exhausted(text));
        }
        let end = end.unwrap_or_else(|| Instant::now() + PATIENCE);
        let end = end.checked_sub(BEFORE_THE_END).unwrap_or(end);
        let mut used = lock(&self.used);
        if *used + bytes > self.most {
            // Other work is not behind it.
            workers::step_aside();
        }
        while *used + bytes > self.most {
            if !workers::is_wanted() {
                return Err(workers::stopped());
            }
            if Instant::now() >= end {
                return Err(exhausted("Too many rows are sorted at this time."));
            }
            let waited = self.freed.wait_timeout(used, LOOK);
            used = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        *used += bytes;
        Ok(Held {
            memory: self.clone(),
            bytes,
        })
    }

    #[cfg(test)]
    pub(crate) fn used(&self) -> usize {
        *lock(&self.used)
    }
}

impl Held {
    /// Gives a part of it back.
    pub(crate) fn free(&mut self, bytes: usize) {
        // Rows that were written since it was taken are more than it is for.
        let bytes = bytes.min(self.bytes);
        self.bytes -= bytes;
        *lock(&self.memory.used) -= bytes;
        self.memory.freed.notify_all();
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.free(self.bytes);
    }
}

fn exhausted(text: &str) -> Error {
    Error::new(Code::ResourceExhausted, text, "sort_memory")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_up_is_waited_for_and_comes_back() {
        let memory = SortMemory::new(100);
        let mut first = memory.hold(80, None).expect("free");
        let waits = std::thread::spawn({
            let memory = memory.clone();
            move || memory.hold(50, None).is_ok()
        });
        std::thread::sleep(LOOK);
        assert!(!waits.is_finished());
        first.free(30);
        assert!(waits.join().expect("no panic"));
        drop(first);
        assert_eq!(memory.used(), 0);
    }

    #[test]
    fn who_waits_is_told_before_the_end_and_who_asks_too_much_at_once() {
        let memory = SortMemory::new(100);
        let _first = memory.hold(80, None);
        let late = memory.hold(50, Some(Instant::now() + BEFORE_THE_END));
        let much = memory.hold(101, None);
        for refused in [late, much] {
            let code = refused.err().map(|error| error.code());
            assert_eq!(code, Some(Code::ResourceExhausted));
        }
        assert_eq!(memory.used(), 80);
    }
}
