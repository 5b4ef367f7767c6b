//! How a schema becomes the next one.
//!
//! ```text
//! socio.lock ─renames─▶ the old schema under its new names ─diff─▶ changes ─sqlite─▶ up.sql, down.sql
//! ```
//!
//! The difference is data, [`Change`]s; what each does to rows is asked of [`effect`]; a dialect writes
//! the SQL of all of them. The way back is the difference of the schemas the other way round.

pub mod change;
mod convert;
mod diff;
pub mod effect;
mod guard;
pub mod guess;
pub mod published;
mod rebuild;
pub mod renames;
mod shape;
mod sqlite;

pub use change::Change;
pub use diff::diff;
pub use guess::{Guess, guesses};
pub use rebuild::invented;
pub use sqlite::script;
