//! What a handler may forward.

use futures_core::Stream;
use futures_util::StreamExt;

use crate::Result;
use crate::message::{IntoMessage, write_message};
use crate::server::ResponseStream;
use crate::streams::Limited;

/// Answers that a stream may end with: any [`Stream`] of results, as a
/// [`Listener`](crate::Listener) is.
pub trait Source<O>: Send + 'static {
    #[doc(hidden)]
    fn into_answers(self) -> ResponseStream<bytes::Bytes>;
}

impl<O: IntoMessage, S: Stream<Item = Result<O>> + Send + 'static> Source<O> for S {
    fn into_answers(self) -> ResponseStream<bytes::Bytes> {
        let items = self.map(|item| item.and_then(write_message));
        Box::pin(Limited::new(Box::pin(items), None))
    }
}
