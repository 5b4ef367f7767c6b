//! Where tonic's generated server traits meet a service.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use tonic::metadata::MetadataMap;
use tonic::{Request, Response, Status};

use super::{ItemStream, Service};
use crate::chunks::CHUNK;
use crate::provided::{Provided, Step};
use crate::server::{ResponseStream, expired, time_limit};
use crate::sync::lock;
use crate::workers::{Workers, guarded};
use crate::{Action, Context, Result, ServiceMeta};

/// How long an item waits at most for those behind it.
const SOON: Duration = Duration::from_millis(5);

/// A service on the wire: opens the context of each call, takes it to a worker,
/// runs `authorize`, keeps the deadline, and turns errors and panics into statuses.
pub struct Hosted<S> {
    service: S,
    meta: &'static ServiceMeta,
    provided: Provided,
}

impl<S: Service> Hosted<S> {
    pub fn new(service: S, meta: &'static ServiceMeta) -> Self {
        let provided = Provided::by::<S>();
        Self {
            service,
            meta,
            provided,
        }
    }

    /// Runs a call with one answer.
    pub async fn unary<Q, R, F>(
        &self,
        action: Action,
        request: Request<Q>,
        call: F,
    ) -> Result<Response<R>, Status>
    where
        Q: Send + 'static,
        R: Send + 'static,
        F: FnOnce(S, Context, Q) -> Result<R> + Send + 'static,
    {
        let limit = self.limit(request.metadata());
        let deadline = Some(Instant::now() + limit);
        let provided = self.provided.clone();
        let (cx, message) = Context::open(action, self.meta, deadline, provided, request)?;
        let service = self.service.clone();
        let work = move || {
            service.authorize(&cx)?;
            call(service, cx, message)
        };
        let database = self.service.database();
        let run = match self.place(action) {
            Place::Here => return Ok(Response::new(guarded(work)??)),
            Place::Worker => database.workers().run(work),
            Place::Commits => database.commits().run(work),
        };
        let done = tokio::time::timeout(limit, run)
            .await
            .map_err(|_| expired())?;
        Ok(Response::new(done?))
    }

    /// Runs a call that is answered with a stream.
    pub async fn stream<Q, R, F>(
        &self,
        action: Action,
        request: Request<Q>,
        call: F,
    ) -> Result<Response<ResponseStream<R>>, Status>
    where
        Q: Send + 'static,
        R: Send + 'static,
        F: FnOnce(S, Context, Q) -> Result<ItemStream<R>> + Send + 'static,
    {
        let end = tokio::time::Instant::now() + self.limit(request.metadata());
        let items = self.unary(action, request, call).await?.into_inner();
        let pulling = Pulling {
            items: Some(items),
            visit: None,
            pulled: Arc::default(),
            workers: self.service.database().workers().clone(),
            end,
        };
        let batches = stream::unfold(pulling, |mut pulling| async move {
            let batch = pulling.next().await?;
            Some((stream::iter(batch), pulling))
        });
        Ok(Response::new(Box::pin(batches.flatten())))
    }

    /// A handler may wait for anything, so a worker runs it; where every step of it is the
    /// provided one, it waits for nothing, and the way there and back is saved.
    fn place(&self, action: Action) -> Place {
        use Step::{Authorize, PerformCreate, PerformDestroy, PerformUpdate};
        use Step::{Present, Queryset, Rpc, Validate};
        let rpc = Rpc(action);
        let (steps, place): (&[Step], _) = match action {
            // They may read a lot.
            Action::List | Action::Stream => return Place::Worker,
            Action::Retrieve => (&[Authorize, rpc, Queryset, Present], Place::Here),
            Action::Create => (
                &[Authorize, rpc, Validate, PerformCreate, Present],
                Place::Commits,
            ),
            Action::Update | Action::PartialUpdate => (
                &[Authorize, rpc, Queryset, Validate, PerformUpdate, Present],
                Place::Commits,
            ),
            Action::Destroy => (&[Authorize, rpc, Queryset, PerformDestroy], Place::Commits),
        };
        match self.provided.all::<S>(steps) {
            true => place,
            false => Place::Worker,
        }
    }

    fn limit(&self, metadata: &MetadataMap) -> Duration {
        time_limit(metadata, self.service.database().request_timeout())
    }
}

/// Where a call runs.
enum Place {
    /// On the thread that has received it.
    Here,
    Worker,
    /// Where short writes share their commits.
    Commits,
}

type Items<R> = Vec<Result<R, Status>>;

/// A visit to a worker, which brings back an iterator that may have more.
type Visit<R> = Pin<Box<dyn Future<Output = Result<Option<ItemStream<R>>>> + Send>>;

/// An iterator that is pulled on workers, some items at a time: none is held
/// while the client is slow.
struct Pulling<R> {
    items: Option<ItemStream<R>>,
    visit: Option<Visit<R>>,
    /// What the visit has brought so far.
    pulled: Arc<Mutex<Items<R>>>,
    workers: Workers,
    end: tokio::time::Instant,
}

impl<R: Send + 'static> Pulling<R> {
    /// The next items as soon as there are some; `None` after the last. While an item takes
    /// long it looks every few milliseconds whether there is one.
    async fn next(&mut self) -> Option<Items<R>> {
        loop {
            let mut visit = match self.visit.take() {
                Some(visit) => visit,
                None => {
                    let items = self.items.take()?;
                    self.visit(items)
                }
            };
            let soon = tokio::time::Instant::now() + SOON;
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
            lock(&self.pulled).extend(failed.map(Err));
            let pulled = std::mem::take(&mut *lock(&self.pulled));
            if !pulled.is_empty() {
                return Some(pulled);
            }
        }
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
