//! What a handler of a server stream writes to.

use std::marker::PhantomData;

use super::Source;
use super::handler::Handle;
use crate::message::IntoMessage;
use crate::{Context, Result};

/// The context of an RPC with `stream: server`: it writes.
///
/// ```
/// # use socio_runtime::{Result, blocking::WriteContext};
/// fn count(cx: WriteContext<i64>, to: i64) -> Result<()> {
///     for number in 1..=to {
///         cx.write(number)?;
///     }
///     Ok(())
/// }
/// ```
///
/// It does not read: its client has sent the one message that the handler was called with.
///
/// ```compile_fail,E0599
/// # use socio_runtime::{Result, blocking::WriteContext};
/// fn count(cx: WriteContext<i64>, to: i64) -> Result<()> {
///     cx.read()?;
///     Ok(())
/// }
/// ```
pub struct WriteContext<O> {
    handle: Handle,
    of: PhantomData<fn(O)>,
}

impl<O: IntoMessage> WriteContext<O> {
    pub(super) fn new(handle: Handle) -> Self {
        Self {
            handle,
            of: PhantomData,
        }
    }

    /// The call: metadata, peer, deadline, and what it is for.
    pub fn context(&self) -> &Context {
        self.handle.context()
    }

    /// Sends a message. It waits while the client is slow: what is on the way to one client
    /// takes some 32 KiB here, or one message if that is larger.
    ///
    /// # Errors
    ///
    /// A client that has left (CANCELLED), a deadline that has passed (DEADLINE_EXCEEDED), a server
    /// that stops (UNAVAILABLE).
    pub fn write(&self, message: O) -> Result<()> {
        self.handle.write(message)
    }

    /// Sends all items, until the first error.
    ///
    /// # Errors
    ///
    /// That of an item, and those of `write`.
    pub fn write_all(&self, items: impl IntoIterator<Item = Result<O>>) -> Result<()> {
        self.context().send_metadata();
        for item in items {
            self.write(item?)?;
        }
        Ok(())
    }

    /// Hands the rest of the answer over: once the handler has returned, the items of `source`
    /// are sent as the client takes them, and its thread is free.
    ///
    /// # Errors
    ///
    /// Those of `write`: nobody waits for the answer any more.
    pub fn forward(self, source: impl Source<O>) -> Result<()> {
        let answers = source.into_answers(self.handle.pulled());
        self.handle.forward(answers)
    }
}
