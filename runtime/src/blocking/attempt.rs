//! Writes over a stored record, with steps of the user's.

use super::{Database, Tx};
use crate::query::Select;
use crate::rows::Rows;
use crate::sqlite::{Changed, Seen, Transaction};
use crate::{Result, Value, sqlite};

/// One run of the steps, from the record as read to the commit, whose transaction has not begun.
pub(crate) struct Attempt {
    database: Database,
    seen: Seen,
}

impl Attempt {
    /// The transaction. Its first statement fails where the record is not what the steps were shown.
    pub(crate) fn begin(self) -> Result<Tx> {
        self.database.transaction(Transaction::about(self.seen))
    }

    fn changed(&self) -> Changed {
        self.seen.changed()
    }
}

impl Database {
    /// Runs the steps of a write over the record with this key, which is read first, and NOT_FOUND
    /// where it is gone. Where it is changed before the steps write, they run again from a fresh
    /// read; after another change the call is ABORTED.
    pub(crate) fn write_over<T>(
        &self,
        of: fn() -> Rows,
        (select, key): (&Select, &Value),
        steps: impl Fn(Attempt, Rows) -> Result<T>,
    ) -> Result<T> {
        let (attempt, rows) = self.attempt(of(), select, key)?;
        let changed = attempt.changed();
        let written = steps(attempt, rows);
        if !changed.get() {
            return written;
        }
        let (attempt, rows) = self.attempt(of(), select, key)?;
        steps(attempt, rows)
    }

    fn attempt(&self, rows: Rows, select: &Select, key: &Value) -> Result<(Attempt, Rows)> {
        let read = |db: &_| sqlite::fetch_seen(db, rows, select.clone(), key.clone());
        let (rows, seen) = self.read(read)?;
        let database = self.clone();
        Ok((Attempt { database, seen }, rows.found(key)?))
    }
}
