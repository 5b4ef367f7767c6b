//! What a server stream answers.

use crate::Result;

/// The items of a server stream, made as the client takes them. It ends with the first error.
pub struct ItemStream<T> {
    items: Box<dyn Iterator<Item = Result<T>> + Send>,
}

impl<T> ItemStream<T> {
    /// The items of any iterator; what it waits for, it waits for on a worker thread.
    pub fn new(items: impl Iterator<Item = Result<T>> + Send + 'static) -> Self {
        Self {
            items: Box::new(items),
        }
    }

    /// Items that are there already, or that are made without waiting.
    pub fn from_items<I>(items: I) -> Self
    where
        I: IntoIterator<Item = Result<T>>,
        I::IntoIter: Send + 'static,
    {
        Self::new(items.into_iter())
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

impl<T> Iterator for ItemStream<T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        self.items.next()
    }
}
