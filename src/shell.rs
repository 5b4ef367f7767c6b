//! The only module that prints.
//!
//! What is said goes to standard error, what was asked for to standard output. A
//! stream that is full or closed is no reason to leave work half done: what
//! cannot be said is not said.

use std::fmt::Display;
use std::io::{self, Write};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// Work that takes longer than this is announced.
const PATIENCE: Duration = Duration::from_secs(1);

/// How much is said; errors always are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    Quiet,
    Normal,
    Verbose,
}

static VERBOSITY: AtomicU8 = AtomicU8::new(Verbosity::Normal as u8);

/// Sets how much is said from here on, and whether in colours.
pub fn configure(verbosity: Verbosity, colours: anstream::ColorChoice) {
    VERBOSITY.store(verbosity as u8, Ordering::Relaxed);
    colours.write_global();
}

fn says(verbosity: Verbosity) -> bool {
    VERBOSITY.load(Ordering::Relaxed) >= verbosity as u8
}

/// Whether everything is to be said.
pub fn is_verbose() -> bool {
    says(Verbosity::Verbose)
}

/// Whether colours are seen by who reads.
pub fn has_colours() -> bool {
    anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never
}

fn line(text: impl Display) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// A step that was taken: a right-aligned verb, and what it was taken on.
pub fn status(verb: &str, what: impl Display) {
    if says(Verbosity::Normal) {
        line(format_args!("\x1b[1;32m{verb:>12}\x1b[0m {what}"));
    }
}

/// A step that only those want to see who ask for everything.
pub fn detail(verb: &str, what: impl Display) {
    if says(Verbosity::Verbose) {
        status(verb, what);
    }
}

/// What somebody should know who need not do anything about it.
pub fn note(what: impl Display) {
    if says(Verbosity::Normal) {
        line(format_args!("\x1b[1;36m{:>12}\x1b[0m {what}", "Note"));
    }
}

/// A refusal, with the way out.
pub fn error(message: impl Display, help: &str) {
    line(format_args!("\x1b[1;31merror\x1b[0m: {message}"));
    if !help.is_empty() {
        line(format_args!("\x1b[1;36mhelp\x1b[0m: {help}"));
    }
}

/// Text that was made to be read as it is.
pub fn plain(text: impl Display) {
    line(text);
}

/// What was asked for, on standard output.
pub fn output(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}

/// Does the work, and says what takes so long where it takes long.
pub fn announced<T>(verb: &str, what: impl Display + Sync, work: impl FnOnce() -> T) -> T {
    let (done, waits) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(|| {
            let waits = waits;
            if waits.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                status(verb, &what);
            }
        });
        // Dropped also when the work panics.
        let _done = done;
        work()
    })
}

#[cfg(test)]
mod tests {
    use super::Verbosity;

    #[test]
    fn who_wants_everything_gets_the_rest_too() {
        assert!(Verbosity::Quiet < Verbosity::Normal && Verbosity::Normal < Verbosity::Verbose);
    }
}
