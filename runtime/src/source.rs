//! The text of this crate, which cargo-socio writes into projects that carry the runtime.

/// Path below the crate's folder, with `/`, and content; sorted, without the tests.
pub const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));
