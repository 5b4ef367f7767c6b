//! Who writes: what would wait for a transaction of its own is told so at once.

use std::sync::{Arc, Mutex};

use crate::sync::lock;
use crate::{Error, Result};

/// An RPC in async code, a thread in sync code: what does one thing after the other, so that it
/// would wait for itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Caller {
    /// The databases on which it has a transaction, by their addresses.
    open: Arc<Mutex<Vec<usize>>>,
}

/// A transaction of a caller, until it is dropped.
#[derive(Debug)]
pub(crate) struct OpenTransaction {
    caller: Caller,
    database: usize,
}

impl Caller {
    /// An error where it has a transaction on this database already.
    pub(crate) fn may_write(&self, database: usize) -> Result<()> {
        if lock(&self.open).contains(&database) {
            return Err(Error::internal(
                "a write outside the open transaction of the same call: pass the Tx along and write through it",
            ));
        }
        Ok(())
    }

    pub(crate) fn begin(&self, database: usize) -> Result<OpenTransaction> {
        self.may_write(database)?;
        lock(&self.open).push(database);
        Ok(OpenTransaction {
            caller: self.clone(),
            database,
        })
    }
}

impl Drop for OpenTransaction {
    fn drop(&mut self) {
        let mut open = lock(&self.caller.open);
        open.retain(|database| *database != self.database);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caller_has_one_transaction_on_each_database() {
        let caller = Caller::default();
        let first = caller.begin(1).expect("none is open");
        assert!(caller.may_write(1).is_err());
        assert!(caller.begin(1).is_err());
        let other = caller.begin(2).expect("another database");
        drop(first);
        assert!(caller.may_write(1).is_ok());
        assert!(caller.may_write(2).is_err());
        drop(other);
        assert!(Caller::default().begin(2).is_ok());
    }
}
