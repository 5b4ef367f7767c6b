//! What a handler of a server stream writes to.

use std::marker::PhantomData;
use std::pin::pin;
use std::sync::Arc;

use futures_core::Stream;
use futures_util::StreamExt;

use super::Source;
use crate::message::{IntoMessage, write_message};
use crate::streams::Exchange;
use crate::{Context, Result};

/// The context of an RPC with `stream: server`: it writes.
///
/// ```
/// # use socio_runtime::{Result, aio::WriteContext};
/// async fn count(cx: WriteContext<i64>, to: i64) -> Result<()> {
///     for number in 1..=to {
///         cx.write(number).await?;
///     }
///     Ok(())
/// }
/// ```
///
/// It does not read: its client has sent the one message that the handler was called with.
///
/// ```compile_fail,E0599
/// # use socio_runtime::{Result, aio::WriteContext};
/// async fn count(cx: WriteContext<i64>, to: i64) -> Result<()> {
///     cx.read().await?;
///     Ok(())
/// }
/// ```
pub struct WriteContext<O> {
    exchange: Arc<Exchange>,
    of: PhantomData<fn(O)>,
}

impl<O: IntoMessage> WriteContext<O> {
    pub(super) fn new(exchange: Arc<Exchange>) -> Self {
        Self {
            exchange,
            of: PhantomData,
        }
    }

    /// The call: metadata, peer, deadline, and what it is for.
    pub fn context(&self) -> &Context {
        self.exchange.context()
    }

    /// Sends a message. It waits while the client is slow: what is on the way to one client
    /// takes some 32 KiB here, or one message if that is larger.
    ///
    /// # Errors
    ///
    /// A client that has left (CANCELLED), a deadline that has passed (DEADLINE_EXCEEDED), a server
    /// that stops (UNAVAILABLE).
    pub async fn write(&self, message: O) -> Result<()> {
        self.exchange.write(write_message(message)?).await
    }

    /// Sends all items, until the first error.
    ///
    /// # Errors
    ///
    /// That of an item, and those of `write`.
    pub async fn write_all(&self, items: impl Stream<Item = Result<O>> + Send) -> Result<()> {
        let mut items = pin!(items);
        let cx = self.context();
        cx.send_metadata();
        while let Some(item) = cx.or_ended(items.next()).await? {
            self.write(item?).await?;
        }
        Ok(())
    }

    /// Hands the rest of the answer over: once the handler has returned, the items of `source`
    /// are sent as the client takes them.
    ///
    /// # Errors
    ///
    /// Those of `write`: nobody waits for the answer any more.
    pub fn forward(self, source: impl Source<O>) -> Result<()> {
        self.exchange.forward(source.into_answers())
    }
}
