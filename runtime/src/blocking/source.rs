//! What a handler may forward.

use super::ItemStream;
use super::iterator_stream::IteratorStream;
use crate::message::{IntoMessage, write_message};
use crate::server::ResponseStream;
use crate::streams::Pulled;
use crate::{Listener, Result};

/// Answers that a stream may end with. A [`Listener`] takes no thread at all; any other
/// iterator of results is pulled on a thread, which it holds while it makes an item and not
/// while the client is slow.
pub trait Source<O>: Send + 'static {
    #[doc(hidden)]
    fn into_answers(self, pulled: Pulled) -> ResponseStream<bytes::Bytes>;
}

impl<O: IntoMessage, I: Iterator<Item = Result<O>> + Send + 'static> Source<O> for I {
    fn into_answers(self, pulled: Pulled) -> ResponseStream<bytes::Bytes> {
        let items = ItemStream::new(self.map(|item| item.and_then(write_message)));
        IteratorStream::new(pulled.cx, items, pulled.threads, None).into_stream()
    }
}

impl<O: IntoMessage> Source<O> for Listener<O> {
    fn into_answers(self, _: Pulled) -> ResponseStream<bytes::Bytes> {
        self.into_answers()
    }
}
