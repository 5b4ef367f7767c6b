//! What a handler of a client stream reads from.

use std::marker::PhantomData;
use std::sync::Arc;

use futures_core::Stream;
use futures_util::stream;

use crate::message::FromMessage;
use crate::streams::Exchange;
use crate::{Context, Result};

/// The context of an RPC with `stream: client`: it reads.
///
/// ```
/// # use socio_runtime::{Result, aio::ReadContext};
/// async fn total(cx: ReadContext<i64>) -> Result<i64> {
///     let mut total = 0;
///     while let Some(number) = cx.read().await? {
///         total += number;
///     }
///     Ok(total)
/// }
/// ```
///
/// It does not write: the answer is what the handler returns.
///
/// ```compile_fail,E0599
/// # use socio_runtime::{Result, aio::ReadContext};
/// async fn total(cx: ReadContext<i64>) -> Result<i64> {
///     cx.write(1).await?;
///     Ok(1)
/// }
/// ```
pub struct ReadContext<I> {
    exchange: Arc<Exchange>,
    of: PhantomData<fn() -> I>,
}

impl<I: FromMessage> ReadContext<I> {
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

    /// Waits for the next message; `None` once the client has ended its stream. It may be
    /// dropped while it waits: no message is lost.
    ///
    /// # Errors
    ///
    /// A message that is not valid; the next `read` goes on behind it. A message that is too
    /// large or cannot be decoded, a client that has left (CANCELLED), a deadline that has passed
    /// (DEADLINE_EXCEEDED) and a server that stops (UNAVAILABLE): these end the stream, are said
    /// once, and behind them is `None`.
    pub async fn read(&self) -> Result<Option<I>> {
        let message = self.exchange.read().await?;
        message.map(I::from_message).transpose()
    }

    /// The messages one by one, each as `read` gives it.
    pub fn messages(&self) -> impl Stream<Item = Result<I>> + Send + Unpin + '_ {
        Box::pin(stream::unfold(self, |cx| async move {
            let next = cx.read().await.transpose()?;
            Some((next, cx))
        }))
    }
}
