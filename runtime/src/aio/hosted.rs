//! Where tonic's generated server traits meet a service.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{self, Poll, ready};
use std::time::{Duration, Instant};

use futures_util::{FutureExt, Stream};
use tokio::time::Sleep;
use tonic::{Request, Response, Status};

use super::{ItemStream, Service, hop};
use crate::provided::Provided;
use crate::server::{ResponseStream, expired, time_limit};
use crate::workers::panicked;
use crate::{Action, Context, Error, Result, ServiceMeta};

/// A service on the wire: opens the context of each call, runs `authorize`,
/// keeps the deadline, and turns errors and panics into statuses.
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
        let limit = time_limit(
            request.metadata(),
            self.service.database().request_timeout(),
        );
        let deadline = Some(Instant::now() + limit);
        let provided = self.provided.clone();
        let (cx, message) = Context::open(action, self.meta, deadline, provided, request)?;
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
        let limit = time_limit(
            request.metadata(),
            self.service.database().request_timeout(),
        );
        let end = tokio::time::Instant::now() + limit;
        let items = self.unary(action, request, call).await?.into_inner();
        Ok(Response::new(Box::pin(Limited {
            items: Some(items),
            end: Box::pin(tokio::time::sleep_until(end)),
            unwatched: 0,
        })))
    }
}

/// The items of a call until its time is over; an error or a panic ends them.
struct Limited<R> {
    items: Option<ItemStream<R>>,
    end: Pin<Box<Sleep>>,
    /// Polls since the last look at the clock.
    unwatched: u8,
}

/// To look at the clock costs a tenth of an item.
const UNWATCHED: u8 = 32;

impl<R> Limited<R> {
    fn end_with(&mut self, status: impl Into<Status>) -> Poll<Option<Result<R, Status>>> {
        self.items = None;
        Poll::Ready(Some(Err(status.into())))
    }

    /// Items that are always ready would never let the timer have its turn.
    fn is_over(&mut self) -> bool {
        self.unwatched = (self.unwatched + 1) % UNWATCHED;
        self.unwatched == 1 && tokio::time::Instant::now() >= self.end.deadline()
    }
}

impl<R> Stream for Limited<R> {
    type Item = Result<R, Status>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if this.items.is_some() && this.is_over() {
            return this.end_with(expired());
        }
        let Some(items) = &mut this.items else {
            return Poll::Ready(None);
        };
        match catch_unwind(AssertUnwindSafe(|| items.as_mut().poll_next(cx))) {
            Ok(Poll::Ready(Some(Ok(item)))) => Poll::Ready(Some(Ok(item))),
            Ok(Poll::Ready(Some(Err(error)))) => this.end_with(error),
            Ok(Poll::Ready(None)) => {
                this.items = None;
                Poll::Ready(None)
            }
            Ok(Poll::Pending) => {
                ready!(this.end.as_mut().poll(cx));
                this.end_with(expired())
            }
            Err(panic) => this.end_with(panicked(&*panic)),
        }
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
