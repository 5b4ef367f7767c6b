//! What a handler of streams both ways reads from and writes to.

use std::sync::Arc;

use futures_core::Stream;

use super::{ReadContext, Source, WriteContext};
use crate::message::{FromMessage, IntoMessage};
use crate::streams::Exchange;
use crate::{Context, Result};

/// The context of an RPC with `stream: both`: it reads and writes, in any order.
///
/// ```
/// # use socio_runtime::{Result, aio::DuplexContext};
/// async fn echo(cx: DuplexContext<String, String>) -> Result<()> {
///     while let Some(line) = cx.read().await? {
///         cx.write(line).await?;
///     }
///     Ok(())
/// }
/// ```
///
/// What was split off to read does not write:
///
/// ```compile_fail,E0599
/// # use socio_runtime::{Result, aio::DuplexContext};
/// async fn echo(cx: DuplexContext<String, String>) -> Result<()> {
///     let (reader, writer) = cx.split();
///     reader.write("line".to_owned()).await
/// }
/// ```
pub struct DuplexContext<I, O> {
    reader: ReadContext<I>,
    writer: WriteContext<O>,
}

impl<I: FromMessage, O: IntoMessage> DuplexContext<I, O> {
    pub(super) fn new(exchange: Arc<Exchange>) -> Self {
        Self {
            reader: ReadContext::new(exchange.clone()),
            writer: WriteContext::new(exchange),
        }
    }

    /// The call: metadata, peer, deadline, and what it is for.
    pub fn context(&self) -> &Context {
        self.reader.context()
    }

    /// Waits for the next message, as [`ReadContext::read`] does. The first one sends the first
    /// metadata, since some clients wait for it before they send.
    ///
    /// # Errors
    ///
    /// Those of [`ReadContext::read`].
    pub async fn read(&self) -> Result<Option<I>> {
        self.context().send_metadata();
        self.reader.read().await
    }

    /// The messages one by one, each as `read` gives it.
    pub fn messages(&self) -> impl Stream<Item = Result<I>> + Send + Unpin + '_ {
        self.context().send_metadata();
        self.reader.messages()
    }

    /// Sends a message, as [`WriteContext::write`] does.
    ///
    /// # Errors
    ///
    /// Those of [`WriteContext::write`].
    pub async fn write(&self, message: O) -> Result<()> {
        self.writer.write(message).await
    }

    /// Sends all items, until the first error.
    ///
    /// # Errors
    ///
    /// That of an item, and those of `write`.
    pub async fn write_all(&self, items: impl Stream<Item = Result<O>> + Send) -> Result<()> {
        self.writer.write_all(items).await
    }

    /// Hands the rest of the answer over, as [`WriteContext::forward`] does. What the client
    /// still sends is not read.
    ///
    /// # Errors
    ///
    /// Those of `write`.
    pub fn forward(self, source: impl Source<O>) -> Result<()> {
        self.writer.forward(source)
    }

    /// One half to read and one to write, for two tasks that work side by side. The call ends
    /// when the handler returns, so it waits for both.
    pub fn split(self) -> (ReadContext<I>, WriteContext<O>) {
        self.context().send_metadata();
        (self.reader, self.writer)
    }
}
