//! A refusal for the person at the terminal, and how the process ends.

use std::process::ExitCode;
use std::{fmt, io};

use crate::diagnostic::Diagnostics;
use crate::shell;

/// Done.
pub const DONE: u8 = 0;
/// Refused or failed; nothing was written.
pub const REFUSED: u8 = 1;
/// `--check` found something to do.
pub const PENDING: u8 = 2;
/// Ctrl-C, as shells count it.
pub const INTERRUPTED: u8 = 130;

#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    help: String,
    code: u8,
    /// Whether the message is rendered already, with a heading and colours of its own.
    rendered: bool,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: help.into(),
            code: REFUSED,
            rendered: false,
        }
    }

    /// Somebody pressed Ctrl-C.
    pub(crate) fn interrupted() -> Self {
        Self {
            code: INTERRUPTED,
            ..Self::new("interrupted", "nothing was written")
        }
    }

    /// What the system refused; Ctrl-C arrives as an error of the system, too.
    pub(crate) fn io(what: impl fmt::Display, error: &io::Error, help: &str) -> Self {
        match error.kind() {
            io::ErrorKind::Interrupted => Self::interrupted(),
            _ => Self::new(format!("{what}: {error}"), help),
        }
    }

    /// The same, for who only asked whether there is something to do.
    pub(crate) fn pending(self) -> Self {
        Self {
            code: PENDING,
            ..self
        }
    }

    pub(crate) fn report(self) -> ExitCode {
        if self.rendered {
            shell::plain(self.message);
        } else {
            shell::error(self.message, &self.help);
        }
        ExitCode::from(self.code)
    }
}

/// The mistakes of a spec come with their places and fixes.
impl From<Diagnostics> for Failure {
    fn from(found: Diagnostics) -> Self {
        Self {
            rendered: true,
            ..Self::new(found.styled(), "")
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.help.as_str() {
            "" => f.write_str(&self.message),
            help => write!(f, "{}: {help}", self.message),
        }
    }
}
