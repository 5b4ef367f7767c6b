//! The iterator of a stream, pulled as the client takes its items.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::{StreamExt, stream};
use tokio::time::Instant;
use tonic::Status;

use super::ItemStream;
use crate::chunks::CHUNK;
use crate::server::{ResponseStream, expired};
use crate::sync::lock;
use crate::workers::{Workers, guarded};
use crate::{Context, Result};

/// How long an item waits at most for those behind it.
const SOON: Duration = Duration::from_millis(5);

type Items<R> = Vec<Result<R, Status>>;

/// A visit to a worker, which brings back an iterator that may have more.
type Visit<R> = Pin<Box<dyn Future<Output = Result<Option<ItemStream<R>>>> + Send>>;

/// An iterator that is pulled on workers, some items at a time: none is held
/// while the client is slow.
pub(super) struct Pulling<R> {
    /// It knows whether the next items come without waiting.
    cx: Context,
    items: Option<ItemStream<R>>,
    visit: Option<Visit<R>>,
    /// What the visit has brought so far.
    pulled: Arc<Mutex<Items<R>>>,
    workers: Workers,
    end: Instant,
}

impl<R: Send + 'static> Pulling<R> {
    pub(super) fn new(cx: Context, items: ItemStream<R>, workers: Workers, end: Instant) -> Self {
        Self {
            cx,
            items: Some(items),
            visit: None,
            pulled: Arc::default(),
            workers,
            end,
        }
    }

    pub(super) fn into_stream(self) -> ResponseStream<R> {
        let batches = stream::unfold(self, |mut pulling| async move {
            let batch = pulling.next().await?;
            Some((stream::iter(batch), pulling))
        });
        Box::pin(batches.flatten())
    }

    /// The next items as soon as there are some; `None` after the last. While an item takes
    /// long it looks every few milliseconds whether there is one.
    async fn next(&mut self) -> Option<Items<R>> {
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
            let failed: Option<Status> =
                match tokio::time::timeout_at(soon.min(self.end), &mut visit).await {
                    Ok(Ok(rest)) => {
                        self.items = rest;
                        None
                    }
                    Ok(Err(error)) => Some(error.into()),
                    Err(_) if soon < self.end => {
                        self.visit = Some(visit);
                        None
                    }
                    Err(_) => Some(expired()),
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
    fn pull_here(&mut self, items: ItemStream<R>) -> Option<Items<R>> {
        if Instant::now() >= self.end {
            return Some(vec![Err(expired())]);
        }
        let pulled = self.pulled.clone();
        match guarded(|| pull(items, &pulled)) {
            Ok(rest) => self.items = rest,
            Err(error) => lock(&pulled).push(Err(error.into())),
        }
        let pulled = std::mem::take(&mut *lock(&pulled));
        (!pulled.is_empty()).then_some(pulled)
    }

    fn visit(&self, items: ItemStream<R>) -> Visit<R> {
        let (workers, pulled) = (self.workers.clone(), self.pulled.clone());
        Box::pin(async move { workers.run_admitted(move || Ok(pull(items, &pulled))).await })
    }
}

/// Pulls the next items; the iterator comes back where it may have more.
fn pull<R>(mut items: ItemStream<R>, pulled: &Arc<Mutex<Items<R>>>) -> Option<ItemStream<R>> {
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
