//! Writes over a stored record, with steps of the user's.

use super::{Database, Tx, offload};
use crate::adapter::Later;
use crate::query::Select;
use crate::rows::Rows;
use crate::sqlite::{Changed, Seen, Transaction};
use crate::{Result, Value, sqlite};

/// The steps, from the record as read to the commit.
pub(crate) type Steps = Box<dyn Fn(Attempt, Rows) -> Later<Rows> + Send + Sync>;

/// One run of the steps, whose transaction has not begun.
pub(crate) struct Attempt {
    database: Database,
    seen: Seen,
}

impl Attempt {
    /// The transaction. Its first statement fails where the record is not what the steps were shown.
    pub(crate) async fn begin(self) -> Result<Tx> {
        self.database.transaction(Transaction::about(self.seen))
    }
}

impl Database {
    /// Carries the steps of a new record to the thread that writes, in one go.
    pub(crate) async fn write(&self, steps: Later<Rows>) -> Result<Rows> {
        offload::once(self.writer(), steps).await
    }

    /// The same over the record with this key, which is read first, and NOT_FOUND where it is gone.
    /// Where it is changed before the steps write, they run again from a fresh read; after another
    /// change the call is ABORTED.
    pub(crate) async fn write_over(
        &self,
        of: fn() -> Rows,
        (select, key): (Select, Value),
        steps: Steps,
    ) -> Result<Rows> {
        let database = self.clone();
        self.write(Box::pin(async move {
            let (attempt, rows) = database.attempt(of(), &select, &key)?;
            let changed = attempt.changed();
            let written = steps(attempt, rows).await;
            if !changed.get() {
                return written;
            }
            let (attempt, rows) = database.attempt(of(), &select, &key)?;
            steps(attempt, rows).await
        }))
        .await
    }

    fn attempt(&self, rows: Rows, select: &Select, key: &Value) -> Result<(Attempt, Rows)> {
        let read = |db: &_| sqlite::fetch_seen(db, rows, select.clone(), key.clone());
        let (rows, seen) = self.read_here(read)?;
        let database = self.clone();
        Ok((Attempt { database, seen }, rows.found(key)?))
    }
}

impl Attempt {
    fn changed(&self) -> Changed {
        self.seen.changed()
    }
}
