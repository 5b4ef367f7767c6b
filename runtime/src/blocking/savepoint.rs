//! Savepoints, from a worker thread.

use std::ops::{Deref, DerefMut};

use super::Tx;
use crate::Result;

/// A part of a transaction that may fail alone. It is used as the [`Tx`] itself; dropped without a
/// [`commit`](Self::commit), what was written since it began is undone, and the transaction goes on.
pub struct Savepoint<'a> {
    tx: &'a mut Tx,
    number: usize,
    /// How much was to follow the commit before.
    followed: usize,
    kept: bool,
}

impl<'a> Savepoint<'a> {
    pub(super) fn of(tx: &'a mut Tx) -> Self {
        Self {
            number: tx.transaction.enter_savepoint(),
            followed: tx.on_commit.len(),
            kept: false,
            tx,
        }
    }

    /// Keeps what was written since, as a part of the transaction: it is stored when that is.
    pub fn commit(mut self) -> Result<()> {
        self.kept = true;
        if self.tx.transaction.keep_savepoint(self.number) {
            self.tx.run(|_| Ok(()))?;
        }
        Ok(())
    }

    /// Undoes what was written since, as dropping does.
    pub fn rollback(self) -> Result<()> {
        drop(self);
        Ok(())
    }
}

impl Drop for Savepoint<'_> {
    fn drop(&mut self) {
        if !self.kept {
            self.tx.on_commit.truncate(self.followed);
            self.tx.transaction.abandon_savepoint(self.number);
        }
    }
}

impl Deref for Savepoint<'_> {
    type Target = Tx;

    fn deref(&self) -> &Tx {
        self.tx
    }
}

impl DerefMut for Savepoint<'_> {
    fn deref_mut(&mut self) -> &mut Tx {
        self.tx
    }
}
