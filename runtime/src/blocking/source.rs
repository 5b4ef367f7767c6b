//! What a handler may forward.

use super::iterator_stream::IteratorStream;
use crate::server::ResponseStream;
use crate::streams::Pulled;
use crate::{IntoMessage, Listener, Result, write_message};

/// Answers that a stream may end with. A [`Listener`] takes no thread at all; any other
/// iterator of results is pulled on a thread, which it holds while it makes an item and not
/// while the client is slow.
pub trait Source<O>: Send + 'static {
    #[doc(hidden)]
    fn into_answers(self, pulled: Pulled) -> ResponseStream<bytes::Bytes>;
}

impl<O: IntoMessage, I: Iterator<Item = Result<O>> + Send + 'static> Source<O> for I {
    fn into_answers(self, pulled: Pulled) -> ResponseStream<bytes::Bytes> {
        let items = Box::new(self.map(|item| item.and_then(write_message)));
        IteratorStream::new(pulled.cx, items, pulled.threads, None).into_stream()
    }
}

impl<O: IntoMessage> Source<O> for Listener<O> {
    fn into_answers(self, _: Pulled) -> ResponseStream<bytes::Bytes> {
        self.into_answers()
    }
}
