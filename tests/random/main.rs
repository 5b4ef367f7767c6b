//! Random specs: what the generator of them calls valid goes through every cheap stage of
//! the pipeline, and what is no spec at all is refused without a panic.
//!
//! `SOCIO_SEED=17 cargo test --test random` repeats one seed.

mod columns;
mod items;
mod large;
mod models;
mod names;
mod options;
mod schema;
mod seeds;
mod services;
mod shrink;
mod stages;
mod words;
mod yaml;
