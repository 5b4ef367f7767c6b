//! Ends the test when one input takes too long: a loop cannot be ended from outside.

use std::panic::catch_unwind;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::entry;

/// Far more than any input takes, also in a debug build on a machine with other work.
const LONGEST: Duration = Duration::from_secs(20);

struct Running {
    since: Instant,
    number: u64,
    input: Vec<u8>,
}

pub struct Watchdog(Arc<Mutex<Option<Running>>>);

impl Watchdog {
    /// Watches from a thread of its own, as long as the watchdog lives.
    pub fn start() -> Self {
        let shared = Arc::new(Mutex::new(None));
        let seen = Arc::downgrade(&shared);
        thread::spawn(move || {
            while let Some(shared) = seen.upgrade() {
                look(&shared);
                drop(shared);
                thread::sleep(Duration::from_millis(200));
            }
        });
        Self(shared)
    }

    /// What the entry makes of an input, or its panic.
    pub fn watch(&self, number: u64, input: &[u8]) -> std::thread::Result<bool> {
        self.set(Some(Running {
            since: Instant::now(),
            number,
            input: input.to_vec(),
        }));
        let outcome = catch_unwind(|| entry::spec(input));
        self.set(None);
        outcome
    }

    fn set(&self, running: Option<Running>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = running;
    }
}

fn look(shared: &Mutex<Option<Running>>) {
    let running = shared.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(running) = running
        .as_ref()
        .filter(|running| running.since.elapsed() > LONGEST)
    {
        let start = &running.input[..running.input.len().min(4000)];
        eprintln!(
            "SOCIO_SEED={} takes more than {LONGEST:?}:\n{}",
            running.number,
            String::from_utf8_lossy(start)
        );
        std::process::exit(1);
    }
}

/// The most memory that this process had so far, where the system tells.
pub fn peak_mebibytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes / 1024)
}
