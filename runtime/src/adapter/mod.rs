//! Where tonic meets the services: one adapter for the RPCs of all of them.
//!
//! A service is a table of its RPCs. An entry is one function, which takes the
//! bytes of a message and answers with bytes; in it the message is decoded, the
//! handler called and the answer encoded. Around it everything is the same for
//! every RPC, and compiled once: tonic's machinery, the deadline, panics, and
//! what is wrong with a message.

mod bytes_codec;
mod compression;
mod inbound;
mod message;
mod route;

use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use tokio::time::Instant;
use tonic::metadata::MetadataMap;
use tonic::{Request, Response, Status, Streaming};

pub(crate) use inbound::{Inbound, only};
pub use message::{decode, encode};
pub(crate) use route::Router;

use crate::context::{End, Leaving};
use crate::default_steps::DefaultSteps;
use crate::server::{self, ResponseStream, Stopping, expired};
use crate::sqlite::Sqlite;
use crate::workers::panicked;
use crate::{Action, Context, Result, ServiceMeta};

/// A future whose type is forgotten.
pub(crate) type Later<T> = Pin<Box<dyn Future<Output = Result<T>> + Send>>;

/// The RPCs of a service, as the server routes them.
#[derive(Clone)]
pub struct Adapter {
    inner: Arc<Inner>,
}

struct Inner {
    meta: &'static ServiceMeta,
    rpcs: Vec<Entry>,
    host: Box<dyn Host>,
    default_steps: DefaultSteps,
    limits: Limits,
    sqlite: Arc<Sqlite>,
}

/// What the adapter knows of an RPC.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub action: Action,
    pub flow: Flow,
    /// What it may take, whatever its client allows.
    pub time_limit: Option<Duration>,
}

/// What a call may take whose RPC and client set no limit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// In all; of a stream that the user wrote, nothing.
    pub time: Duration,
    /// Of such a stream: without a message either way.
    pub idle: Option<Duration>,
    /// The bytes of a message that a client may send.
    pub message: usize,
}

/// Which side of an RPC is a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    Unary,
    /// The built-in Stream: its answers are made as the client takes them.
    Items,
    /// The handler writes its answers.
    Writes,
    /// The handler reads messages.
    Reads,
    Duplex,
}

impl Flow {
    fn takes_many(self) -> bool {
        matches!(self, Self::Reads | Self::Duplex)
    }

    fn answers_many(self) -> bool {
        matches!(self, Self::Items | Self::Writes | Self::Duplex)
    }

    /// Whether the handler itself reads or writes: it may go on for as long as its client likes.
    fn is_open(self) -> bool {
        matches!(self, Self::Writes | Self::Reads | Self::Duplex)
    }
}

/// A service of either façade, its type forgotten.
pub(crate) trait Host: Send + Sync {
    /// Runs `authorize`, then the RPC at this place of the table.
    fn call(&self, rpc: usize, call: Call) -> Later<Answer>;
}

/// What an RPC is called with.
pub(crate) struct Call {
    pub cx: Context,
    pub inbound: Inbound,
    /// When its time is over.
    pub end: Option<Instant>,
    /// How long no message may come or go.
    pub idle: Option<Duration>,
}

/// What goes back: one message, or a stream that ends in time.
pub(crate) enum Answer {
    One(Bytes),
    Many(ResponseStream<Bytes>),
}

impl Adapter {
    pub(crate) fn new(
        meta: &'static ServiceMeta,
        rpcs: Vec<Entry>,
        host: Box<dyn Host>,
        default_steps: DefaultSteps,
        limits: Limits,
        sqlite: Arc<Sqlite>,
    ) -> Self {
        let inner = Inner {
            meta,
            rpcs,
            host,
            default_steps,
            limits,
            sqlite,
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// The database of the service.
    pub(crate) fn database(&self) -> &Arc<Sqlite> {
        &self.inner.sqlite
    }

    /// The name of the service on the wire.
    pub(crate) fn name(&self) -> &'static str {
        self.inner.meta.name
    }

    /// The names of its RPCs on the wire, in the order of the table.
    fn rpcs(&self) -> impl Iterator<Item = &'static str> {
        self.inner.rpcs.iter().map(|rpc| rpc.action.name())
    }

    /// Runs a call within its time, and without its panics.
    async fn run(
        &self,
        rpc: usize,
        request: Request<Streaming<Bytes>>,
        stopping: Stopping,
    ) -> Result<Response<Answer>, Status> {
        let end = self.end(rpc, request.metadata());
        let call = AssertUnwindSafe(self.open(rpc, end, request, stopping)).catch_unwind();
        let done = match end {
            Some(end) => tokio::time::timeout_at(end, call)
                .await
                .map_err(|_| expired())?,
            None => call.await,
        };
        done.unwrap_or_else(|panic| Err(panicked(&*panic).into()))
    }

    /// Opens the context of a call, reads its message, and hands both to the service.
    async fn open(
        &self,
        rpc: usize,
        end: Option<Instant>,
        request: Request<Streaming<Bytes>>,
        stopping: Stopping,
    ) -> Result<Response<Answer>, Status> {
        let Inner {
            meta,
            default_steps,
            limits,
            ..
        } = &*self.inner;
        let Entry { action, flow, .. } = self.inner.rpcs[rpc];
        let deadline = end.map(Instant::into_std);
        let steps = default_steps.clone();
        let (cx, frames) = Context::open(action, meta, deadline, steps, stopping, request)?;
        let mut inbound = Inbound::new(frames, limits.message);
        if !flow.takes_many() {
            inbound = Inbound::One(inbound.single().await?);
        }
        let call = Call {
            cx: cx.clone(),
            inbound,
            end,
            idle: limits.idle,
        };
        let _leaving = (!flow.is_open()).then(|| Leaving::guard(cx.clone()));
        let answer = self.inner.host.call(rpc, call).await;
        if !flow.is_open() {
            cx.end_with(End::Finished);
        }
        match answer {
            Ok(answer) => {
                let mut response = cx.answer(answer);
                if !flow.answers_many()
                    && let Some(trailing) = cx.trailing()
                {
                    response.extensions_mut().insert(trailing);
                }
                Ok(response)
            }
            Err(error) => Err(cx.refuse(error.into())),
        }
    }

    /// A stream that the user wrote may go on for as long as its client likes.
    fn end(&self, rpc: usize, metadata: &MetadataMap) -> Option<Instant> {
        let Entry {
            flow, time_limit, ..
        } = self.inner.rpcs[rpc];
        let default = (!flow.is_open()).then_some(self.inner.limits.time);
        let limit = server::time_limit(metadata, time_limit.or(default));
        let limit = match (limit, time_limit) {
            (Some(limit), Some(most)) => Some(limit.min(most)),
            (limit, _) => limit,
        };
        limit.map(|limit| Instant::now() + limit)
    }
}
