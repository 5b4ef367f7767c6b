//! Where tonic's generated server traits meet a service.

use tokio::time::Instant;
use tonic::{Request, Response, Status};

use super::pulling::Pulling;
use super::{ItemStream, Service};
use crate::provided::{Provided, Step};
use crate::server::{ResponseStream, expired, time_limit};
use crate::workers::guarded;
use crate::{Action, Context, Result, ServiceMeta};

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
        let (cx, message, end) = self.open(action, request)?;
        let run = self.run(cx, end, move |service, cx| call(service, cx, message));
        run.await.map(Response::new)
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
        let (cx, message, end) = self.open(action, request)?;
        let run = self.run(cx.clone(), end, move |service, cx| {
            call(service, cx, message)
        });
        let items = run.await?;
        let workers = self.service.database().workers().clone();
        let pulling = Pulling::new(cx, items, workers, end);
        Ok(Response::new(pulling.into_stream()))
    }

    fn open<Q>(
        &self,
        action: Action,
        request: Request<Q>,
    ) -> Result<(Context, Q, Instant), Status> {
        let limit = self.service.database().request_timeout();
        let end = Instant::now() + time_limit(request.metadata(), limit);
        let provided = self.provided.clone();
        let (cx, message) =
            Context::open(action, self.meta, Some(end.into_std()), provided, request)?;
        Ok((cx, message, end))
    }

    async fn run<R, F>(&self, cx: Context, end: Instant, call: F) -> Result<R, Status>
    where
        R: Send + 'static,
        F: FnOnce(S, Context) -> Result<R> + Send + 'static,
    {
        let place = self.place(cx.action());
        let service = self.service.clone();
        let work = move || {
            service.authorize(&cx)?;
            call(service, cx)
        };
        let database = self.service.database();
        let run = match place {
            Place::Here => return Ok(guarded(work)??),
            Place::Worker => database.workers().run(work),
            Place::Commits => database.commits().run(work),
        };
        let done = tokio::time::timeout_at(end, run);
        Ok(done.await.map_err(|_| expired())??)
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
}

/// Where a call runs.
enum Place {
    /// On the thread that has received it.
    Here,
    Worker,
    /// Where short writes share their commits.
    Commits,
}
