//! The blog-async service. `main.rs` serves it; tests and examples use it from here.

mod app;
#[rustfmt::skip]
pub mod generated;
pub mod services;

pub use app::App;
