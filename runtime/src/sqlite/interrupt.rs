//! Statements that nobody waits for anymore end early.

use rusqlite::{Connection, ffi};

use super::group;
use crate::workers;

/// How many instructions of SQLite's machine are run between two looks: some tens of microseconds of work.
const INSTRUCTIONS: i32 = 1000;

/// Ends a statement of the connection once its caller has left, because of its deadline too. A read that takes long
/// waits here for its turn.
pub(super) fn watch(db: &mut Connection) -> rusqlite::Result<()> {
    db.progress_handler(INSTRUCTIONS, Some(|| !goes_on()))
}

/// The same within a function that SQLite calls.
pub(super) fn check() -> rusqlite::Result<()> {
    match goes_on() {
        true => Ok(()),
        false => Err(rusqlite::Error::SqliteFailure(
            ffi::Error::new(ffi::SQLITE_INTERRUPT),
            None,
        )),
    }
}

/// SQLite undoes the whole transaction of a statement that is interrupted, with what others have written in it.
fn goes_on() -> bool {
    group::runs_here() || workers::goes_on()
}
