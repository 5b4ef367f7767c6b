//! Telling all who listen.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll};

use futures_core::Stream;
use futures_util::{StreamExt, stream};
use tokio::sync::broadcast::{self, error::RecvError};

use crate::message::{IntoMessage, write_message};
use crate::server::ResponseStream;
use crate::streams::Limited;
use crate::{Context, Error, Result, block_on};

/// How far a listener of [`Topic::default`] may fall behind.
const LAG: usize = 256;

/// News for all streams that listen: a message that is published goes to each of them. It works
/// from async and from sync code, and is cheap to clone: keep one in your `App`.
///
/// ```
/// use socio_runtime::Topic;
///
/// let news = Topic::default();
/// let mut listener = news.listen();
/// news.publish("first".to_owned());
/// assert_eq!(listener.blocking_recv()?.as_deref(), Some("first"));
/// # Ok::<(), socio_runtime::Error>(())
/// ```
///
/// It lives in this process: what must reach the clients of other replicas, too, goes through
/// the database or a broker.
#[derive(Debug)]
pub struct Topic<T> {
    sender: broadcast::Sender<Arc<T>>,
}

impl<T: Clone + Send + Sync + 'static> Topic<T> {
    /// A topic whose listeners may fall `lag` messages behind, at least one; it is rounded up to
    /// a power of two. So many pointers are reserved, and a message is kept until all have it.
    pub fn new(lag: usize) -> Self {
        let lag = lag.clamp(1, 1 << 20);
        Self {
            sender: broadcast::Sender::new(lag),
        }
    }

    /// Tells all who listen now, and says how many these are. It never waits: who is too far
    /// behind loses its place.
    pub fn publish(&self, message: T) -> usize {
        // Without a listener it is an error there, and none here.
        self.sender.send(Arc::new(message)).unwrap_or(0)
    }

    /// Listens to what is published from now on.
    pub fn listen(&self) -> Listener<T> {
        let heard = stream::unfold(Some(self.sender.subscribe()), |receiver| async {
            let mut receiver = receiver?;
            match receiver.recv().await {
                Ok(message) => Some((Ok(Arc::unwrap_or_clone(message)), Some(receiver))),
                Err(RecvError::Lagged(lost)) => Some((Err(behind(lost)), None)),
                Err(RecvError::Closed) => None,
            }
        });
        Listener {
            heard: Box::pin(heard),
        }
    }

    /// How many listen.
    pub fn listeners(&self) -> usize {
        self.sender.receiver_count()
    }
}

impl<T: Clone + Send + Sync + 'static> Default for Topic<T> {
    fn default() -> Self {
        Self::new(LAG)
    }
}

impl<T> Clone for Topic<T> {
    fn clone(&self) -> Self {
        Self {
            sender: self.sender.clone(),
        }
    }
}

fn behind(lost: u64) -> Error {
    let text = format!("The listener fell behind and lost {lost} messages.");
    Error::new(tonic::Code::ResourceExhausted, text, "lagged")
}

/// What is heard of a [`Topic`], in order and without gaps. It is a [`Stream`] for async code and
/// an iterator for sync code, and can be forwarded to a client at the cost of no thread.
///
/// One that falls too far behind gets RESOURCE_EXHAUSTED, and nothing behind it.
pub struct Listener<T> {
    heard: Pin<Box<dyn Stream<Item = Result<T>> + Send>>,
}

impl<T: Send + 'static> Listener<T> {
    /// Waits for the next message; `None` once the topic is gone.
    ///
    /// # Errors
    ///
    /// RESOURCE_EXHAUSTED for a listener that fell behind. In a handler also the end of its call,
    /// as `write` has it.
    pub async fn recv(&mut self) -> Result<Option<T>> {
        let next = match Context::current() {
            Some(cx) => {
                // Its client may wait for word that it listens.
                cx.send_metadata();
                cx.or_ended(self.heard.next()).await?
            }
            None => self.heard.next().await,
        };
        next.transpose()
    }

    /// [`recv`](Self::recv) for sync code.
    ///
    /// # Errors
    ///
    /// Those of `recv`.
    pub fn blocking_recv(&mut self) -> Result<Option<T>> {
        block_on::forever(self.recv())
    }

    /// Makes something else of each message.
    #[must_use]
    pub fn map<U: 'static>(self, mut make: impl FnMut(T) -> U + Send + 'static) -> Listener<U> {
        let heard = self.heard.map(move |message| message.map(&mut make));
        Listener {
            heard: Box::pin(heard),
        }
    }

    /// Hears only the messages that `wanted` says so of.
    #[must_use]
    pub fn filter(self, mut wanted: impl FnMut(&T) -> bool + Send + 'static) -> Self {
        let heard = self
            .heard
            .filter(move |message| std::future::ready(message.as_ref().map_or(true, &mut wanted)));
        Self {
            heard: Box::pin(heard),
        }
    }
}

impl<T: IntoMessage> Listener<T> {
    /// What a client gets of it.
    pub(crate) fn into_answers(self) -> ResponseStream<bytes::Bytes> {
        let items = self.heard.map(|item| item.and_then(write_message));
        Box::pin(Limited::new(Box::pin(items), None))
    }
}

impl<T> Stream for Listener<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Option<Result<T>>> {
        self.heard.as_mut().poll_next(cx)
    }
}

impl<T: Send + 'static> IntoIterator for Listener<T> {
    type Item = Result<T>;
    type IntoIter = Messages<T>;

    fn into_iter(self) -> Messages<T> {
        Messages {
            listener: Some(self),
        }
    }
}

/// The messages of a [`Listener`], for sync code. They end after an error.
pub struct Messages<T> {
    listener: Option<Listener<T>>,
}

impl<T: Send + 'static> Iterator for Messages<T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        let next = self.listener.as_mut()?.blocking_recv().transpose();
        if !matches!(next, Some(Ok(_))) {
            self.listener = None;
        }
        next
    }
}
