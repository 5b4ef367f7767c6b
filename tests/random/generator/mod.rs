//! Valid specs, from a number each.

mod columns;
mod enums;
mod fields;
mod models;
mod names;
mod options;
mod services;
pub mod words;
pub mod yaml;

pub use models::{Size, spec};
