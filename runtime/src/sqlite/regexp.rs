//! The function behind the lookups `regex` and `iregex`.

use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, Error};

/// Compiled once for a statement, whatever the number of rows.
pub(super) fn register(db: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    db.create_scalar_function("regexp", 2, flags, |call| {
        let regex = call.get_or_create_aux(0, |pattern| {
            let pattern = pattern.as_str()?;
            regex_lite::Regex::new(pattern)
                .map_err(|error| -> Box<dyn std::error::Error + Send + Sync> { error.into() })
        })?;
        match call.get_raw(1).as_str_or_null() {
            Ok(text) => Ok(text.map(|text| regex.is_match(text))),
            Err(error) => Err(Error::UserFunctionError(error.into())),
        }
    })
}
