//! A transaction that takes the connection with its first statement.
//!
//! What a hook does before, however long it waits, stops nobody.

use rusqlite::Connection;

use super::group::Writing;
use super::savepoints::Savepoints;
use super::seen::Seen;
use crate::{Error, Result};

/// What both façades hand out as `Tx` is one of these.
#[derive(Default)]
pub(crate) struct Transaction {
    writing: Option<Writing>,
    savepoints: Savepoints,
    /// The record that the hooks were shown.
    seen: Option<Seen>,
    /// It is still so, and stays so as long as the connection is held.
    checked: bool,
}

impl Transaction {
    /// One about a record that was read before: its first statement fails where that has changed.
    pub(crate) fn about(seen: Seen) -> Self {
        Self {
            seen: Some(seen),
            ..Self::default()
        }
    }

    /// Whether the connection is still to be taken, for the first statement.
    pub(crate) fn waits(&self) -> Result<bool> {
        self.unchanged()?;
        Ok(self.writing.is_none())
    }

    pub(crate) fn take(&mut self, writing: Writing) {
        self.writing = Some(writing);
    }

    pub(crate) fn run<T>(&mut self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.check()?;
        let writing = self.writing.as_mut().ok_or_else(not_begun)?;
        let savepoints = &mut self.savepoints;
        writing.run(|db| {
            savepoints.settle(db)?;
            work(db)
        })
    }

    pub(crate) fn enter_savepoint(&mut self) -> usize {
        self.savepoints.enter()
    }

    pub(crate) fn abandon_savepoint(&mut self, number: usize) {
        self.savepoints.abandon(number);
    }

    /// Whether a statement has to follow.
    pub(crate) fn keep_savepoint(&mut self, number: usize) -> bool {
        self.savepoints.keep(number)
    }

    pub(crate) fn commit(mut self) -> Result<()> {
        self.unchanged()?;
        if self.writing.is_some() && self.savepoints.is_behind() {
            self.run(|_| Ok(()))?;
        }
        self.writing.map_or(Ok(()), Writing::commit)
    }

    /// Whoever is the first to write after a change of the record gives the connection back.
    fn check(&mut self) -> Result<()> {
        self.unchanged()?;
        let (Some(seen), Some(writing), false) = (&self.seen, self.writing.as_mut(), self.checked)
        else {
            return Ok(());
        };
        let checked = writing.run(|db| seen.check(db));
        match checked {
            Ok(()) => self.checked = true,
            Err(_) => self.writing = None,
        }
        checked
    }

    fn unchanged(&self) -> Result<()> {
        self.seen.as_ref().map_or(Ok(()), Seen::still)
    }
}

#[cold]
fn not_begun() -> Error {
    Error::internal("the transaction has no connection")
}
