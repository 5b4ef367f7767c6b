//! How a service is written, a page for each thing that you may want to do.
//!
//! Every example stands in a generated project, is complete with its imports, and is compiled
//! with the tests of this crate, in an async and in a sync project. The model is a `Post` with
//! a title, a body that may be null, words, a moment of publication, and an author.
//!
//! | you want to | page |
//! |---|---|
//! | know what a model is in Rust | [`models`] |
//! | check, change or refuse what a call does | [`hooks`] |
//! | write several rows together, or none | [`transactions`] |
//! | find, count and change rows | [`queries`] |
//! | write SQL | [`raw_sql`] |
//! | share a mailer, a cache or a client between services | [`state`] |
//! | find out who calls | [`layers`] |
//! | read and write streams | [`streams`] |
//! | refuse with the right status | [`errors`] |
//! | test what you wrote | [`testing`] |
//! | run the server, and keep its data | [`deployment`] |

#[doc = include_str!("models.md")]
pub mod models {}

#[doc = include_str!("hooks.md")]
pub mod hooks {}

#[doc = include_str!("transactions.md")]
pub mod transactions {}

#[doc = include_str!("queries.md")]
pub mod queries {}

#[doc = include_str!("raw_sql.md")]
pub mod raw_sql {}

#[doc = include_str!("state.md")]
pub mod state {}

#[doc = include_str!("layers.md")]
pub mod layers {}

#[doc = include_str!("streams.md")]
pub mod streams {}

#[doc = include_str!("errors.md")]
pub mod errors {}

#[doc = include_str!("testing.md")]
pub mod testing {}

#[doc = include_str!("deployment.md")]
pub mod deployment {}
