//! The items of a built-in stream.

use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{self, Poll};
use std::vec;

use futures_core::Stream;

use super::RecordService;
use super::service::{Answer, Answers};
use crate::adapter::Later;
use crate::keyset::Keyset;
use crate::rows::Rows;
use crate::{Context, Result, rpc};

type Message<S, M> = Answer<S, M, rpc::Stream>;

/// Messages of rows, of which a chunk is read when those of the one before are taken.
pub(super) struct Items<S, M>
where
    S: RecordService,
    S::Record: Answers<S, M, rpc::Stream>,
{
    service: S,
    cx: Context,
    items: vec::IntoIter<Message<S, M>>,
    next: Next<Message<S, M>>,
    of: PhantomData<fn() -> M>,
}

/// What comes behind the items.
enum Next<T> {
    Keyset(Keyset),
    Reading(Later<(Keyset, Vec<T>)>),
    End,
}

impl<S, M> Items<S, M>
where
    S: RecordService,
    S::Record: Answers<S, M, rpc::Stream>,
{
    pub(super) fn new(service: &S, cx: &Context, keyset: Keyset) -> Self {
        Self {
            service: service.clone(),
            cx: cx.clone(),
            items: Vec::new().into_iter(),
            next: Next::Keyset(keyset),
            of: PhantomData,
        }
    }

    fn read(&self, keyset: Keyset) -> Next<Message<S, M>> {
        let (service, cx) = (self.service.clone(), self.cx.clone());
        Next::Reading(Box::pin(async move {
            let read = service.database().chunk(keyset, Rows::of::<S::Record>());
            let (keyset, rows) = read.await?;
            if rows.is_empty() {
                return Ok((keyset, Vec::new()));
            }
            Ok((
                keyset,
                Answers::present(&service, &cx, rows.typed()?).await?,
            ))
        }))
    }
}

/// Nothing in it is pinned in place.
impl<S, M> Unpin for Items<S, M>
where
    S: RecordService,
    S::Record: Answers<S, M, rpc::Stream>,
{
}

impl<S, M> Stream for Items<S, M>
where
    S: RecordService,
    S::Record: Answers<S, M, rpc::Stream>,
{
    type Item = Result<Message<S, M>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.items.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match std::mem::replace(&mut self.next, Next::End) {
                Next::End => return Poll::Ready(None),
                Next::Keyset(keyset) => self.next = self.read(keyset),
                Next::Reading(mut reading) => {
                    let Poll::Ready(read) = reading.as_mut().poll(cx) else {
                        self.next = Next::Reading(reading);
                        return Poll::Pending;
                    };
                    match read {
                        Ok((_, items)) if items.is_empty() => return Poll::Ready(None),
                        Ok((keyset, items)) => {
                            self.items = items.into_iter();
                            self.next = Next::Keyset(keyset);
                        }
                        Err(error) => return Poll::Ready(Some(Err(error))),
                    }
                }
            }
        }
    }
}
