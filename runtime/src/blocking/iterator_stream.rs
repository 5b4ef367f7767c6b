//! The iterator of a stream, pulled as the client takes its items.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use tokio::time::Instant;
use tonic::Status;

use super::ItemStream;
use crate::keyset::CHUNK;
use crate::server::{ResponseStream, expired};
use crate::sync::lock;
use crate::workers::{Workers, guarded};
use crate::{Context, Result};

/// How long an item waits at most for those behind it.
const SOON: Duration = Duration::from_millis(5);

type Items = Vec<Result<Bytes, Status>>;

/// A visit to a worker, which brings back an iterator that may have more.
type Visit = Pin<Box<dyn Future<Output = Result<Option<ItemStream<Bytes>>>> + Send>>;

/// An iterator that is pulled on workers, some items at a time: none is held
/// while the client is slow.
pub(super) struct IteratorStream {
    /// It knows whether the next items come without waiting.
    cx: Context,
    items: Option<ItemStream<Bytes>>,
    visit: Option<Visit>,
    /// What the visit has brought so far.
    pulled: Arc<Mutex<Items>>,
    workers: Workers,
    end: Option<Instant>,
}

impl IteratorStream {
    pub(super) fn new(
        cx: Context,
        items: ItemStream<Bytes>,
        workers: Workers,
        end: Option<Instant>,
    ) -> Self {
        Self {
            cx,
            items: Some(items),
            visit: None,
            pulled: Arc::default(),
            workers,
            end,
        }
    }

    pub(super) fn into_stream(self) -> ResponseStream<Bytes> {
        let batches = stream::unfold(self, |mut items| async move {
            let batch = items.next().await?;
            Some((stream::iter(batch), items))
        });
        Box::pin(batches.flatten())
    }

    /// The next items as soon as there are some; `None` after the last. While an item takes
    /// long it looks every few milliseconds whether there is one.
    async fn next(&mut self) -> Option<Items> {
        loop {
            let mut visit = match self.visit.take() {
                Some(visit) => visit,
                None => {
                    let items = self.items.take()?;
                    if self.cx.is_short() {
                        return self.pull_here(items);
                    }
                    self.visit(items)
                }
            };
            let soon = Instant::now() + SOON;
            let wake = self.end.map_or(soon, |end| soon.min(end));
            let failed: Option<Status> = match tokio::time::timeout_at(wake, &mut visit).await {
                Ok(Ok(rest)) => {
                    self.items = rest;
                    None
                }
                Ok(Err(error)) => Some(error.into()),
                Err(_) if wake == soon => {
                    self.visit = Some(visit);
                    None
                }
                Err(_) => Some(expired().into()),
            };
            let mut pulled = std::mem::take(&mut *lock(&self.pulled));
            // Last, whatever a worker still brings.
            pulled.extend(failed.map(Err));
            if !pulled.is_empty() {
                return Some(pulled);
            }
        }
    }

    /// Pulls on this thread what comes without waiting.
    fn pull_here(&mut self, items: ItemStream<Bytes>) -> Option<Items> {
        if self.end.is_some_and(|end| Instant::now() >= end) {
            return Some(vec![Err(expired().into())]);
        }
        let pulled = self.pulled.clone();
        match guarded(|| pull(items, &pulled)) {
            Ok(rest) => self.items = rest,
            Err(error) => lock(&pulled).push(Err(error.into())),
        }
        let pulled = std::mem::take(&mut *lock(&pulled));
        (!pulled.is_empty()).then_some(pulled)
    }

    fn visit(&self, items: ItemStream<Bytes>) -> Visit {
        let (workers, pulled) = (self.workers.clone(), self.pulled.clone());
        Box::pin(async move { workers.run_admitted(move || Ok(pull(items, &pulled))).await })
    }
}

/// Pulls the next items; the iterator comes back where it may have more.
fn pull(mut items: ItemStream<Bytes>, pulled: &Arc<Mutex<Items>>) -> Option<ItemStream<Bytes>> {
    for _ in 0..CHUNK {
        // The client left, or its time is over: nobody takes what comes.
        if Arc::strong_count(pulled) == 1 {
            return None;
        }
        // `next` may wait for long: what is there already is not kept back by a lock.
        let item = items.next()?;
        let failed = item.is_err();
        lock(pulled).push(item.map_err(Status::from));
        if failed {
            return None;
        }
    }
    Some(items)
}
