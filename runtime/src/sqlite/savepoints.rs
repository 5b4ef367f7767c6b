//! Savepoints of a transaction, made and undone with its next statement.
//!
//! So none of them takes the connection by itself, and to drop one waits for nothing.

use rusqlite::Connection;

use super::lease::execute;
use crate::Result;

/// They are nested, and counted from 1.
#[derive(Debug, Default)]
pub(super) struct Savepoints {
    open: usize,
    /// How many of those the connection has.
    made: usize,
    /// The outermost that has to be undone before anything else.
    undo: Option<usize>,
}

impl Savepoints {
    /// The number of a new one.
    pub(super) fn enter(&mut self) -> usize {
        self.open += 1;
        self.open
    }

    /// It ended, and what was done since is to be undone.
    pub(super) fn abandon(&mut self, number: usize) {
        if self.made >= number {
            self.undo = Some(self.undo.map_or(number, |outer| outer.min(number)));
        }
        self.open = number - 1;
    }

    /// It ended, and what was done since is kept; whether the connection has to hear of it.
    pub(super) fn keep(&mut self, number: usize) -> bool {
        self.open = number - 1;
        self.made >= number && self.undo.is_none_or(|outer| outer > number)
    }

    /// Whether the connection has to hear of one before a commit.
    pub(super) fn is_behind(&self) -> bool {
        self.undo.is_some()
    }

    /// Tells the connection of those that ended and those that are new.
    pub(super) fn settle(&mut self, db: &Connection) -> Result<()> {
        if let Some(number) = self.undo {
            execute(db, &format!("ROLLBACK TO s{number}"))?;
            execute(db, &format!("RELEASE s{number}"))?;
            self.made = number - 1;
            self.undo = None;
        }
        if self.made > self.open {
            execute(db, &format!("RELEASE s{}", self.open + 1))?;
            self.made = self.open;
        }
        while self.made < self.open {
            execute(db, &format!("SAVEPOINT s{}", self.made + 1))?;
            self.made += 1;
        }
        Ok(())
    }
}
