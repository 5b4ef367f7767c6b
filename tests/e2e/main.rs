//! Scaffolds real projects, then builds, lints, tests and serves them.

mod buf;
mod evolve;
mod foreign;
mod project;
mod scaffold;
mod server;
