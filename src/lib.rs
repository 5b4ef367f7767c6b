//! cargo-socio: one YAML file in, a complete, running, tested gRPC service out.
//!
//! The pipeline is a compiler:
//!
//! ```text
//! socio.yaml ─spec─▶ tree ─model─▶ Project ─derive─▶ Api ─plan─▶ files to make ─render─▶ text ─write─▶ disk + socio.lock
//!            as written      as meant, valid    every message   path, owner,    in memory
//!                                               and RPC         finished strings
//! ```
//!
//! Follow `title: string(200)` through it: [`spec`] keeps the scalar and its
//! place; [`model`] makes it a `Field` of type `String { max: 200 }`, or a
//! diagnostic with that place; [`model::derive`] gives it a place in
//! `PostRequest` and `PostResponse`; [`plan`] makes the strings that templates
//! need (`String`, `string title = 2;`, a column with a CHECK); [`render`] puts
//! them into `templates/`, which mirrors the project, and formats Rust;
//! [`mod@write`] puts all files in place, or none.
//!
//! What the generator knows stands in tables, and code asks them:
//!
//! | table | a row |
//! |---|---|
//! | [`model::types`] | a type: what a spec calls it, what it is in protos, Rust and the database |
//! | [`model::api`] | a message, a service, an RPC, made by [`model::derive`] alone |
//! | [`model::grammar`] | a key of the spec: its value, and what it does |
//! | [`model::scope`] | a name in the place it stands in; [`plan::names`] chooses those that follow from others |
//! | [`catalogue`] | a file: its path, its owner, its template |
//! | [`plan::compat`] | a rule that keeps clients going, by the name that buf has for it |
//!
//! A spec that is edited is compared with what socio.lock remembers: [`plan::compat`] says what becomes of
//! clients, [`plan::evolve`] what becomes of rows, and `cli/consent` stops what nobody has agreed to.
//!
//! What each stage must not do: `spec` does not interpret; nothing after `model`
//! finds a mistake in the spec (`plan` refuses a change of the schema that is not
//! migrated yet, which takes the lock to see); `plan` sees no disk and no clock;
//! [`shell`] alone prints, `write` alone writes into projects (rustfmt works on a
//! folder of its own). clippy.toml and `tests/policy.rs` keep some of this.

#![deny(clippy::disallowed_methods, clippy::print_stdout, clippy::print_stderr)]

pub mod catalogue;
mod cli;
pub mod diagnostic;
pub mod edit;
mod interrupt;
pub mod model;
pub mod plan;
pub mod render;
pub mod shell;
pub mod spec;
pub mod write;

pub use cli::run;
