//! The actions-async service. `main.rs` serves it; tests and examples use it from here.

mod app;
mod content;
#[rustfmt::skip]
pub mod generated;
mod market;
pub mod services;

pub use app::App;
