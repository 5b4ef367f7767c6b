//! What a server stream answers.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_util::{StreamExt, stream};

use crate::Result;

/// The items of a server stream, made as the client takes them. It ends with the first error.
pub struct ItemStream<T> {
    items: Pin<Box<dyn Stream<Item = Result<T>> + Send>>,
}

impl<T> ItemStream<T> {
    /// The items of any stream.
    pub fn new(items: impl Stream<Item = Result<T>> + Send + 'static) -> Self {
        Self {
            items: Box::pin(items),
        }
    }

    /// Items that are there already, or that are made without waiting.
    pub fn from_items<I>(items: I) -> Self
    where
        I: IntoIterator<Item = Result<T>>,
        I::IntoIter: Send + 'static,
    {
        Self::new(stream::iter(items))
    }

    /// Each item as `change` makes it; an error it gives ends the stream.
    pub fn and_then<U>(
        self,
        mut change: impl FnMut(T) -> Result<U> + Send + 'static,
    ) -> ItemStream<U>
    where
        T: 'static,
    {
        ItemStream::new(self.items.map(move |item| change(item?)))
    }
}

impl<T> Stream for ItemStream<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        self.items.as_mut().poll_next(cx)
    }
}
