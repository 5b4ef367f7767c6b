//! A service of futures, as a table of its RPCs.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use prost::Message;

use super::limited::Limited;
use super::{ItemStream, Service, offload};
use crate::adapter::{self, Answer, Call, Flow, Host, Later, decode, encode, only};
use crate::default_steps::DefaultSteps;
use crate::{Action, Adapter, Context, Result, ServiceMeta};

/// A service as the server routes it. In each call `authorize` runs before the message is
/// looked at, the deadline is kept, and errors and panics become statuses.
pub fn adapter<S: Service>(service: S, meta: &'static ServiceMeta, rpcs: Vec<Rpc<S>>) -> Adapter {
    let time = service.database().request_timeout();
    let flows = rpcs.iter().map(|rpc| (rpc.action, rpc.run.flow()));
    let flows = flows.collect();
    let table = Futures(Arc::new(Table { service, rpcs }));
    Adapter::new(meta, flows, Box::new(table), DefaultSteps::by::<S>(), time)
}

/// An RPC of the service `S`: a function that decodes the message, calls the handler and
/// encodes the answer.
pub struct Rpc<S> {
    action: Action,
    run: Run<S>,
}

enum Run<S> {
    Unary(fn(S, Context, Bytes) -> Later<Bytes>),
    Server(fn(S, Context, Bytes) -> Later<ItemStream<Bytes>>),
    Client(fn(S, Context, Inbound) -> Later<Bytes>),
    Duplex(fn(S, Context, Inbound) -> Later<ItemStream<Bytes>>),
}

impl<S> Run<S> {
    fn flow(&self) -> Flow {
        match self {
            Self::Unary(_) => Flow::Unary,
            Self::Server(_) => Flow::Server,
            Self::Client(_) => Flow::Client,
            Self::Duplex(_) => Flow::Duplex,
        }
    }
}

impl<S> Rpc<S> {
    /// One message, one answer.
    pub fn unary(action: Action, run: fn(S, Context, Bytes) -> Later<Bytes>) -> Self {
        let run = Run::Unary(run);
        Self { action, run }
    }

    /// One message, a stream of answers.
    pub fn server_stream(
        action: Action,
        run: fn(S, Context, Bytes) -> Later<ItemStream<Bytes>>,
    ) -> Self {
        let run = Run::Server(run);
        Self { action, run }
    }

    /// A stream of messages, one answer.
    pub fn client_stream(action: Action, run: fn(S, Context, Inbound) -> Later<Bytes>) -> Self {
        let run = Run::Client(run);
        Self { action, run }
    }

    /// Streams both ways.
    pub fn duplex(
        action: Action,
        run: fn(S, Context, Inbound) -> Later<ItemStream<Bytes>>,
    ) -> Self {
        let run = Run::Duplex(run);
        Self { action, run }
    }
}

/// The messages of a client stream.
pub struct Inbound(adapter::Inbound);

impl Inbound {
    /// Waits for the next message; `None` once the client has ended its stream. After a
    /// message that cannot be decoded it goes on.
    pub async fn message<M: Message + Default>(&mut self) -> Result<Option<M>> {
        self.0.next().await?.map(decode).transpose()
    }
}

/// Writes each answer of a stream.
pub fn encode_all<M: Message + 'static>(items: ItemStream<M>) -> Result<ItemStream<Bytes>> {
    Ok(items.and_then(encode))
}

/// A service whose type is forgotten. What is compiled for each service is here.
trait Handlers: Send + Sync {
    fn authorize<'a>(&'a self, cx: &'a Context) -> BoxFuture<'a, Result<()>>;
    fn start(&self, rpc: usize, cx: Context, inbound: adapter::Inbound) -> Result<Started>;
}

/// A handler that runs.
enum Started {
    One(Later<Bytes>),
    Many(Later<ItemStream<Bytes>>),
}

struct Table<S> {
    service: S,
    rpcs: Vec<Rpc<S>>,
}

impl<S: Service> Handlers for Table<S> {
    fn authorize<'a>(&'a self, cx: &'a Context) -> BoxFuture<'a, Result<()>> {
        Box::pin(self.service.authorize(cx))
    }

    fn start(&self, rpc: usize, cx: Context, inbound: adapter::Inbound) -> Result<Started> {
        let service = self.service.clone();
        Ok(match self.rpcs[rpc].run {
            Run::Unary(run) => Started::One(run(service, cx, only(inbound)?)),
            Run::Server(run) => Started::Many(run(service, cx, only(inbound)?)),
            Run::Client(run) => Started::One(run(service, cx, Inbound(inbound))),
            Run::Duplex(run) => Started::Many(run(service, cx, Inbound(inbound))),
        })
    }
}

struct Futures(Arc<dyn Handlers>);

impl Host for Futures {
    fn call(&self, rpc: usize, call: Call) -> Later<Answer> {
        let handlers = self.0.clone();
        Box::pin(offload::as_call(async move {
            handlers.authorize(&call.cx).await?;
            Ok(match handlers.start(rpc, call.cx, call.inbound)? {
                Started::One(answer) => Answer::One(answer.await?),
                Started::Many(items) => {
                    Answer::Many(Box::pin(Limited::new(items.await?, call.end)))
                }
            })
        }))
    }
}
