//! Rules over a whole project, one short function each.

mod cycle;
mod filters;
mod messages;
mod tables;

pub(super) use cycle::cycles;
pub(super) use filters::filters;
pub(super) use messages::message_clash;
pub(super) use tables::tables;
