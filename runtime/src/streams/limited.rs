//! The items of a call until its time is over.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{self, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use tokio::time::{Instant, Sleep, sleep_until};
use tonic::Status;

use crate::server::expired;
use crate::workers::panicked;

type Item = Result<Bytes, Status>;

/// The items of a stream, as their bytes.
type Items = Pin<Box<dyn Stream<Item = crate::Result<Bytes>> + Send>>;

/// An error or a panic ends the items, too.
pub(crate) struct Limited {
    items: Option<Items>,
    end: Option<Pin<Box<Sleep>>>,
    /// Polls since the last look at the clock.
    unwatched: u8,
}

/// To look at the clock costs a tenth of an item.
const UNWATCHED: u8 = 32;

impl Limited {
    pub(crate) fn new(items: Items, end: Option<Instant>) -> Self {
        Self {
            items: Some(items),
            end: end.map(|end| Box::pin(sleep_until(end))),
            unwatched: 0,
        }
    }

    fn end_with(&mut self, status: impl Into<Status>) -> Poll<Option<Item>> {
        self.items = None;
        Poll::Ready(Some(Err(status.into())))
    }

    /// Items that are always ready would never let the timer have its turn.
    fn is_over(&mut self) -> bool {
        let Some(end) = &self.end else { return false };
        self.unwatched = (self.unwatched + 1) % UNWATCHED;
        self.unwatched == 1 && Instant::now() >= end.deadline()
    }

    fn wait_for_end(&mut self, cx: &mut task::Context<'_>) -> Poll<Option<Item>> {
        let Some(end) = &mut self.end else {
            return Poll::Pending;
        };
        ready!(end.as_mut().poll(cx));
        self.end_with(expired())
    }
}

impl Stream for Limited {
    type Item = Item;

    fn poll_next(self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<Option<Item>> {
        let this = self.get_mut();
        if this.items.is_some() && this.is_over() {
            return this.end_with(expired());
        }
        let Some(items) = &mut this.items else {
            return Poll::Ready(None);
        };
        match catch_unwind(AssertUnwindSafe(|| Pin::new(items).poll_next(cx))) {
            Ok(Poll::Ready(Some(Ok(item)))) => Poll::Ready(Some(Ok(item))),
            Ok(Poll::Ready(Some(Err(error)))) => this.end_with(error),
            Ok(Poll::Ready(None)) => {
                this.items = None;
                Poll::Ready(None)
            }
            Ok(Poll::Pending) => this.wait_for_end(cx),
            Err(panic) => this.end_with(panicked(&*panic)),
        }
    }
}
