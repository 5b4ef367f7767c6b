//! Where tonic's generated server traits meet a service.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use futures_util::stream;
use tonic::metadata::MetadataMap;
use tonic::{Request, Response, Status};

use super::{ItemStream, Service};
use crate::server::{ResponseStream, expired, time_limit};
use crate::{Action, Context, Result, ServiceMeta};

/// Items pulled in one visit to a worker.
const PULL: usize = 128;

/// A service on the wire: opens the context of each call, takes it to a worker,
/// runs `authorize`, keeps the deadline, and turns errors and panics into statuses.
pub struct Hosted<S> {
    service: S,
    meta: &'static ServiceMeta,
}

impl<S: Service> Hosted<S> {
    pub fn new(service: S, meta: &'static ServiceMeta) -> Self {
        Self { service, meta }
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
        let (cx, message) =
            Context::open(action, self.meta, Some(Instant::now() + limit), request)?;
        let service = self.service.clone();
        let run = self.service.database().workers.run(move || {
            service.authorize(&cx)?;
            call(service, cx, message)
        });
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
        let workers = self.service.database().workers.clone();
        let state = (Some(items), VecDeque::new());
        let items = stream::unfold(state, move |(mut items, mut ready)| {
            let workers = workers.clone();
            async move {
                if ready.is_empty()
                    && let Some(rest) = items.take()
                {
                    let pulled = workers.run_admitted(move || Ok(pull(rest)));
                    match tokio::time::timeout_at(end, pulled).await {
                        Ok(Ok(pulled)) => (items, ready) = pulled,
                        Ok(Err(error)) => ready.push_back(Err(error.into())),
                        Err(_) => ready.push_back(Err(expired())),
                    }
                }
                ready.pop_front().map(|item| (item, (items, ready)))
            }
        });
        Ok(Response::new(Box::pin(items)))
    }

    fn limit(&self, metadata: &MetadataMap) -> Duration {
        time_limit(metadata, self.service.database().request_timeout)
    }
}

type Pulled<R> = (Option<ItemStream<R>>, VecDeque<Result<R, Status>>);

/// The next items, and the iterator where it may have more.
fn pull<R>(mut items: ItemStream<R>) -> Pulled<R> {
    let mut ready = VecDeque::with_capacity(PULL);
    while ready.len() < PULL {
        match items.next() {
            Some(Ok(item)) => ready.push_back(Ok(item)),
            Some(Err(error)) => {
                ready.push_back(Err(error.into()));
                return (None, ready);
            }
            None => return (None, ready),
        }
    }
    (Some(items), ready)
}
