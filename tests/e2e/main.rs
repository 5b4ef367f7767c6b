//! Scaffolds real projects, then builds, lints, tests and serves them.

mod actions;
mod buf;
mod evolve;
mod foreign;
mod overrides;
mod project;
mod random;
mod readme;
mod scaffold;
mod server;
#[path = "../skipped/mod.rs"]
mod skipped;

#[path = "../random/generator/mod.rs"]
mod generator;
