//! Where tonic's generated server traits meet a service.

use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::time::{Duration, Instant};

use futures_util::{FutureExt, StreamExt, stream};
use tonic::{Request, Response, Status};

use super::{ItemStream, Service, hop};
use crate::server::{ResponseStream, expired, time_limit};
use crate::workers::panicked;
use crate::{Action, Context, Error, Result, ServiceMeta};

/// A service on the wire: opens the context of each call, runs `authorize`,
/// keeps the deadline, and turns errors and panics into statuses.
pub struct Hosted<S> {
    service: S,
    meta: &'static ServiceMeta,
}

impl<S: Service> Hosted<S> {
    pub fn new(service: S, meta: &'static ServiceMeta) -> Self {
        Self { service, meta }
    }

    /// Runs a call with one answer.
    pub async fn unary<Q, R, F, Fut>(
        &self,
        action: Action,
        request: Request<Q>,
        call: F,
    ) -> Result<Response<R>, Status>
    where
        Q: Send,
        R: Send,
        F: FnOnce(S, Context, Q) -> Fut + Send,
        Fut: Future<Output = Result<R>> + Send,
    {
        let limit = time_limit(request.metadata(), self.service.database().request_timeout);
        let (cx, message) =
            Context::open(action, self.meta, Some(Instant::now() + limit), request)?;
        let mut answer = None;
        let run = async {
            self.service.authorize(&cx).await?;
            answer = Some(call(self.service.clone(), cx, message).await?);
            Ok(())
        };
        guarded(limit, Box::pin(run)).await?;
        let answer = answer.ok_or_else(|| Error::internal("a call ended without an answer"))?;
        Ok(Response::new(answer))
    }

    /// Runs a call that is answered with a stream.
    pub async fn stream<Q, R, F, Fut>(
        &self,
        action: Action,
        request: Request<Q>,
        call: F,
    ) -> Result<Response<ResponseStream<R>>, Status>
    where
        Q: Send,
        R: Send + 'static,
        F: FnOnce(S, Context, Q) -> Fut + Send,
        Fut: Future<Output = Result<ItemStream<R>>> + Send,
    {
        let limit = time_limit(request.metadata(), self.service.database().request_timeout);
        let items = self.unary(action, request, call).await?.into_inner();
        let end = Box::pin(tokio::time::sleep(limit));
        let items = stream::unfold(Some((items, end)), |state| async move {
            let (mut items, mut end) = state?;
            // Items that are always ready would never let the timer have its turn.
            if tokio::time::Instant::now() >= end.deadline() {
                return Some((Err(expired()), None));
            }
            tokio::select! {
                biased;
                item = AssertUnwindSafe(items.next()).catch_unwind() => match item {
                    Ok(Some(Ok(item))) => Some((Ok(item), Some((items, end)))),
                    Ok(Some(Err(error))) => Some((Err(error.into()), None)),
                    Ok(None) => None,
                    Err(panic) => Some((Err(panicked(&*panic).into()), None)),
                },
                () = &mut end => Some((Err(expired()), None)),
            }
        });
        Ok(Response::new(Box::pin(items)))
    }
}

/// Runs a call within its time, and without its panics. Compiled once, not for each RPC.
async fn guarded(
    limit: Duration,
    run: Pin<Box<dyn Future<Output = Result<()>> + Send + '_>>,
) -> Result<(), Status> {
    let run = AssertUnwindSafe(hop::as_call(run)).catch_unwind();
    let done = tokio::time::timeout(limit, run)
        .await
        .map_err(|_| expired())?;
    Ok(done.unwrap_or_else(|panic| Err(panicked(&*panic)))?)
}
