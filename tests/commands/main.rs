//! What each command prints, writes and leaves behind.

mod files;
mod first_run;
mod home;
mod output;
#[cfg(unix)]
#[path = "../skipped/mod.rs"]
mod skipped;
#[cfg(unix)]
mod trouble;
mod turns;
