//! Rules over a whole project, one short function each.

mod cycle;
mod filters;
mod names;
mod paths;
mod sorting;

pub(super) use cycle::cycles;
pub(super) use filters::filters;
pub(super) use names::names;
pub(super) use sorting::sorting;
