//! Ctrl-C as a flag, where stopping at once would leave something behind.

use std::io;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// From here on Ctrl-C (and SIGTERM) sets the flag instead of ending the process.
pub fn watch() -> io::Result<()> {
    static WATCHED: OnceLock<()> = OnceLock::new();
    if WATCHED.set(()).is_ok() {
        ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::SeqCst))
            .map_err(io::Error::other)?;
    }
    Ok(())
}

/// Whether Ctrl-C was pressed since.
pub fn happened() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// The same, as an error.
pub fn check() -> io::Result<()> {
    if happened() {
        return Err(io::Error::new(io::ErrorKind::Interrupted, "interrupted"));
    }
    Ok(())
}
