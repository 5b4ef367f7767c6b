//! The items of a built-in stream.

use std::pin::Pin;
use std::task::{self, Poll};
use std::vec;

use futures_core::Stream;

use super::{Rec, Res, Service};
use crate::adapter::Later;
use crate::chunks::Chunks;
use crate::rows::Rows;
use crate::{Context, Result};

/// Messages of rows, of which a chunk is read when those of the one before are taken.
pub(super) struct Items<S: Service> {
    service: S,
    cx: Context,
    items: vec::IntoIter<Res<S>>,
    next: Next<S>,
}

/// What comes behind the items.
enum Next<S: Service> {
    Chunks(Chunks),
    Reading(Later<(Chunks, Vec<Res<S>>)>),
    End,
}

impl<S: Service> Items<S> {
    pub(super) fn new(service: &S, cx: &Context, chunks: Chunks) -> Self {
        Self {
            service: service.clone(),
            cx: cx.clone(),
            items: Vec::new().into_iter(),
            next: Next::Chunks(chunks),
        }
    }

    fn read(&self, chunks: Chunks) -> Next<S> {
        let (service, cx) = (self.service.clone(), self.cx.clone());
        Next::Reading(Box::pin(async move {
            let read = service.database().chunk(chunks, Rows::of::<Rec<S>>());
            let (chunks, rows) = read.await?;
            if rows.is_empty() {
                return Ok((chunks, Vec::new()));
            }
            Ok((chunks, service.present(&cx, rows.typed()?).await?))
        }))
    }
}

/// Nothing in it is pinned in place.
impl<S: Service> Unpin for Items<S> {}

impl<S: Service> Stream for Items<S> {
    type Item = Result<Res<S>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.items.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match std::mem::replace(&mut self.next, Next::End) {
                Next::End => return Poll::Ready(None),
                Next::Chunks(chunks) => self.next = self.read(chunks),
                Next::Reading(mut reading) => {
                    let Poll::Ready(read) = reading.as_mut().poll(cx) else {
                        self.next = Next::Reading(reading);
                        return Poll::Pending;
                    };
                    match read {
                        Ok((_, items)) if items.is_empty() => return Poll::Ready(None),
                        Ok((chunks, items)) => {
                            self.items = items.into_iter();
                            self.next = Next::Chunks(chunks);
                        }
                        Err(error) => return Poll::Ready(Some(Err(error))),
                    }
                }
            }
        }
    }
}
