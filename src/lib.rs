//! cargo-socio: one YAML file in, a complete, running, tested gRPC service out.
//!
//! The pipeline is a compiler:
//!
//! ```text
//! socio.yaml ─spec─▶ tree ─model─▶ Project ─plan─▶ files to make ─render─▶ text ─write─▶ disk
//!            as written      as meant, valid   path, owner, view     in memory
//! ```
//!
//! Follow `title: string(200)` through it: [`spec`] keeps the scalar and its
//! place; [`model`] makes it a `Field` of type `String { max: 200 }`, or a
//! diagnostic with that place; [`plan`] makes the strings that templates need
//! (`String`, `string title = 2;`, a column with a CHECK); [`render`] puts them
//! into `templates/`, which mirrors the project, and formats Rust; [`mod@write`]
//! puts all files in place, or none.
//!
//! What each stage must not do: `spec` does not interpret; nothing after `model`
//! returns a mistake of the user's; `plan` sees no disk and no clock; [`shell`]
//! alone prints, `write` alone writes.

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
