//! What a handler of a client stream reads from.

use std::marker::PhantomData;

use super::handler::Handle;
use crate::message::FromMessage;
use crate::{Context, Result};

/// The context of an RPC with `stream: client`: it reads.
///
/// ```
/// # use socio_runtime::{Result, blocking::ReadContext};
/// fn total(cx: ReadContext<i64>) -> Result<i64> {
///     let mut total = 0;
///     while let Some(number) = cx.read()? {
///         total += number;
///     }
///     Ok(total)
/// }
/// ```
///
/// It does not write: the answer is what the handler returns.
///
/// ```compile_fail,E0599
/// # use socio_runtime::{Result, blocking::ReadContext};
/// fn total(cx: ReadContext<i64>) -> Result<i64> {
///     cx.write(1)?;
///     Ok(1)
/// }
/// ```
pub struct ReadContext<I> {
    handle: Handle,
    of: PhantomData<fn() -> I>,
}

impl<I: FromMessage> ReadContext<I> {
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

    /// Waits for the next message; `None` once the client has ended its stream.
    ///
    /// # Errors
    ///
    /// A message that is not valid; the next `read` goes on behind it. A message that is too
    /// large or cannot be decoded, a client that has left (CANCELLED), a deadline that has passed
    /// (DEADLINE_EXCEEDED) and a server that stops (UNAVAILABLE): these end the stream, are said
    /// once, and behind them is `None`.
    pub fn read(&self) -> Result<Option<I>> {
        self.handle.read()
    }

    /// The messages one by one, each as `read` gives it.
    pub fn messages(&self) -> impl Iterator<Item = Result<I>> + '_ {
        std::iter::from_fn(|| self.read().transpose())
    }
}
