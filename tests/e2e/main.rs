//! Scaffolds real projects, then builds, lints, tests and serves them.

mod foreign;
mod project;
mod scaffold;
