//! What a failure of SQLite is to the client.

use rusqlite::ErrorCode;

use super::regexp;
use crate::{Code, Error, workers};

/// A failure that no constraint explains. What another moment or a larger disk would mend has a code of its own;
/// the rest is INTERNAL. The cause is SQLite's own text in any case, for the log.
pub(super) fn failed(error: rusqlite::Error) -> Error {
    let told = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => busy(),
        Some(ErrorCode::OperationInterrupted) => workers::stopped(),
        Some(ErrorCode::CannotOpen) => unreachable(),
        Some(ErrorCode::DiskFull) => Error::new(
            Code::ResourceExhausted,
            "The database is full.",
            "database_full",
        ),
        Some(ErrorCode::ReadOnly) => Error::new(
            Code::FailedPrecondition,
            "The database can only be read.",
            "read_only",
        ),
        _ if regexp::is_too_long(&error) => {
            Error::listed(regexp::TOO_LONG.to_owned(), "invalid".into())
        }
        _ => return Error::internal(error),
    };
    told.caused_by(error)
}

/// Others write, and have not ended in time.
pub(super) fn busy() -> Error {
    Error::unavailable("The database is busy.")
}

/// The file is not where it was.
pub(super) fn unreachable() -> Error {
    Error::unavailable("The database cannot be reached.")
}

#[cfg(test)]
mod tests;
