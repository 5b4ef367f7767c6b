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
use tonic::{Request, Response, Streaming};

pub(crate) use inbound::{Inbound, only};
pub use message::{decode, encode};
pub(crate) use route::Router;

use crate::default_steps::DefaultSteps;
use crate::server::{ResponseStream, expired, time_limit};
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
    rpcs: Vec<(Action, Flow)>,
    host: Box<dyn Host>,
    default_steps: DefaultSteps,
    /// What a call may take whose client sets no limit.
    time: Duration,
}

/// Which side of an RPC is a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    Unary,
    Server,
    Client,
    Duplex,
}

impl Flow {
    fn takes_many(self) -> bool {
        matches!(self, Self::Client | Self::Duplex)
    }

    fn answers_many(self) -> bool {
        matches!(self, Self::Server | Self::Duplex)
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
}

/// What goes back: one message, or a stream that ends in time.
pub(crate) enum Answer {
    One(Bytes),
    Many(ResponseStream<Bytes>),
}

impl Adapter {
    pub(crate) fn new(
        meta: &'static ServiceMeta,
        rpcs: Vec<(Action, Flow)>,
        host: Box<dyn Host>,
        default_steps: DefaultSteps,
        time: Duration,
    ) -> Self {
        let inner = Inner {
            meta,
            rpcs,
            host,
            default_steps,
            time,
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// The name of the service on the wire.
    pub(crate) fn name(&self) -> &'static str {
        self.inner.meta.name
    }

    /// The names of its RPCs on the wire, in the order of the table.
    fn rpcs(&self) -> impl Iterator<Item = &'static str> {
        self.inner.rpcs.iter().map(|(action, _)| action.name())
    }

    /// Runs a call within its time, and without its panics.
    async fn run(
        &self,
        rpc: usize,
        request: Request<Streaming<Bytes>>,
    ) -> Result<Response<Answer>> {
        let end = self.end(rpc, request.metadata());
        let call = AssertUnwindSafe(self.open(rpc, end, request)).catch_unwind();
        let done = match end {
            Some(end) => tokio::time::timeout_at(end, call)
                .await
                .map_err(|_| expired())?,
            None => call.await,
        };
        done.unwrap_or_else(|panic| Err(panicked(&*panic)))
    }

    /// Opens the context of a call, reads its message, and hands both to the service.
    async fn open(
        &self,
        rpc: usize,
        end: Option<Instant>,
        request: Request<Streaming<Bytes>>,
    ) -> Result<Response<Answer>> {
        let Inner {
            meta,
            default_steps,
            ..
        } = &*self.inner;
        let (action, flow) = self.inner.rpcs[rpc];
        let deadline = end.map(Instant::into_std);
        let (cx, frames) = Context::open(action, meta, deadline, default_steps.clone(), request)?;
        let mut inbound = Inbound::new(frames);
        if !flow.takes_many() {
            inbound = Inbound::One(inbound.single().await?);
        }
        let answered = cx.clone();
        let call = Call { cx, inbound, end };
        let answer = self.inner.host.call(rpc, call).await?;
        Ok(answered.answer(answer))
    }

    /// A stream that the user wrote may go on for as long as its client likes.
    fn end(&self, rpc: usize, metadata: &MetadataMap) -> Option<Instant> {
        let (action, flow) = self.inner.rpcs[rpc];
        let endless = matches!(action, Action::Custom(_)) && flow != Flow::Unary;
        let default = (!endless).then_some(self.inner.time);
        time_limit(metadata, default).map(|limit| Instant::now() + limit)
    }
}
