//! The only module that prints.

use std::fmt::Display;

/// A step that was taken: a right-aligned verb, and what it was taken on.
pub fn status(verb: &str, what: impl Display) {
    let green = "\x1b[1;32m";
    anstream::eprintln!("{green}{verb:>12}\x1b[0m {what}");
}

/// A refusal, with the way out.
pub fn error(message: impl Display, help: &str) {
    anstream::eprintln!("\x1b[1;31merror\x1b[0m: {message}");
    if !help.is_empty() {
        anstream::eprintln!("\x1b[1;36mhelp\x1b[0m: {help}");
    }
}

/// Text that was made to be read as it is.
pub fn plain(text: impl Display) {
    anstream::eprintln!("{text}");
}
