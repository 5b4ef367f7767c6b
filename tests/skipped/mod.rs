//! A test that cannot run here says so.

use std::io::Write;

/// Tells why, on standard error itself: what a test prints is shown only when it fails.
pub fn skipped(why: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED: {why}");
}
