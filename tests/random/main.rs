//! Random specs: what the generator of them calls valid goes through every cheap stage of
//! the pipeline.
//!
//! `SOCIO_SEED=17 cargo test --test random` repeats one seed.

#[path = "../spec_schema/as_json.rs"]
mod as_json;
mod editors;
mod every_word;
mod evolve;
mod generator;
mod items;
mod large;
// A package holds no file of another: the benchmark has it, and this test is in no package.
#[path = "../bench/src/large/specs.rs"]
mod large_specs;
mod schema;
mod seeds;
mod shrink;
mod stages;
