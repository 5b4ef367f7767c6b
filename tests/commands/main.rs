//! What each command prints, writes and leaves behind.

mod consent;
mod files;
mod first_run;
mod home;
mod output;
mod plan;
#[cfg(unix)]
#[path = "../skipped/mod.rs"]
mod skipped;
#[cfg(unix)]
mod trouble;
mod turns;
