//! Open streams: what both façades do for a handler that reads and writes on its context.
//!
//! A handler is a task or a thread of its own. Between it and its client is an
//! [`Exchange`]: messages come through it as they were received, and go into a short queue
//! that the connection empties as fast as its client reads; a full queue holds the handler.
//! A [`watch`] ends the call in time. Whatever ends it, reads and writes fail from then on.

mod exchange;
mod limited;
#[cfg(feature = "blocking")]
mod pulled;
mod queue;
mod watch;

pub(crate) use exchange::Exchange;
pub(crate) use limited::Limited;
#[cfg(feature = "blocking")]
pub use pulled::Pulled;
pub(crate) use watch::watch;
