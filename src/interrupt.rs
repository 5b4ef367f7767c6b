//! Ctrl-C as a flag, where stopping at once would leave something behind.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// From here on Ctrl-C (and SIGTERM) sets the flag instead of ending the process.
pub fn watch() -> Result<&'static AtomicBool, ctrlc::Error> {
    static WATCHED: OnceLock<()> = OnceLock::new();
    if WATCHED.set(()).is_ok() {
        ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::SeqCst))?;
    }
    Ok(&INTERRUPTED)
}
