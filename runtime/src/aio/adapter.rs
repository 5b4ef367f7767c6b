//! A service of futures, as a table of its RPCs.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use prost::Message;
use tokio::time::Instant;

use super::{DuplexContext, ItemStream, ReadContext, Service, WriteContext, handler, offload};
use crate::adapter::{Answer, Call, Entry, Flow, Host, Later, encode, only};
use crate::default_steps::DefaultSteps;
use crate::message::{FromMessage, IntoMessage};
use crate::streams::{Exchange, Limited};
use crate::{Action, Adapter, Context, Result, ServiceMeta};

/// A service as the server routes it. In each call `authorize` runs before the message is
/// looked at, the deadline is kept, and errors and panics become statuses.
pub fn adapter<S: Service>(service: S, meta: &'static ServiceMeta, rpcs: Vec<Rpc<S>>) -> Adapter {
    let (limits, sqlite) = (service.database().limits(), service.database().sqlite());
    let entries = rpcs.iter().map(|rpc| rpc.entry).collect();
    let table = Futures(Arc::new(Table { service, rpcs }));
    let steps = DefaultSteps::by::<S>();
    Adapter::new(meta, entries, Box::new(table), steps, limits, sqlite)
}

/// An RPC of the service `S`: a function that decodes the message, calls the handler and
/// encodes the answer.
pub struct Rpc<S> {
    entry: Entry,
    run: Run<S>,
}

enum Run<S> {
    Unary(fn(S, Context, Bytes) -> Later<Bytes>),
    Items(fn(S, Context, Bytes) -> Later<ItemStream<Bytes>>),
    Open(Box<dyn Fn(S, Arc<Exchange>) -> Later<()> + Send + Sync>),
}

impl<S: Send + 'static> Rpc<S> {
    /// One message, one answer.
    pub fn unary(action: Action, run: fn(S, Context, Bytes) -> Later<Bytes>) -> Self {
        Self::new(action, Flow::Unary, Run::Unary(run))
    }

    /// One message, a stream of answers which are made as the client takes them.
    pub fn server_stream(
        action: Action,
        run: fn(S, Context, Bytes) -> Later<ItemStream<Bytes>>,
    ) -> Self {
        Self::new(action, Flow::Items, Run::Items(run))
    }

    /// A stream of messages, which the handler reads, and one answer.
    pub fn reads<I: FromMessage>(
        action: Action,
        run: fn(S, ReadContext<I>) -> Later<Bytes>,
    ) -> Self {
        Self::open(action, Flow::Reads, move |service, exchange| {
            let answer = run(service, ReadContext::new(exchange.clone()));
            Box::pin(async move { exchange.write(answer.await?).await })
        })
    }

    /// One message, and a stream of answers, which the handler writes.
    pub fn writes<O: IntoMessage>(
        action: Action,
        run: fn(S, WriteContext<O>, Bytes) -> Later<()>,
    ) -> Self {
        Self::open(action, Flow::Writes, move |service, exchange| {
            Box::pin(async move {
                let message = exchange.request().await?;
                run(service, WriteContext::new(exchange), message).await
            })
        })
    }

    /// Streams both ways.
    pub fn duplex<I: FromMessage, O: IntoMessage>(
        action: Action,
        run: fn(S, DuplexContext<I, O>) -> Later<()>,
    ) -> Self {
        Self::open(action, Flow::Duplex, move |service, exchange| {
            run(service, DuplexContext::new(exchange))
        })
    }

    /// What a call may take at most, whatever its client allows.
    #[must_use]
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.entry.time_limit = Some(limit);
        self
    }

    fn open(
        action: Action,
        flow: Flow,
        run: impl Fn(S, Arc<Exchange>) -> Later<()> + Send + Sync + 'static,
    ) -> Self {
        Self::new(action, flow, Run::Open(Box::new(run)))
    }

    fn new(action: Action, flow: Flow, run: Run<S>) -> Self {
        let entry = Entry {
            action,
            flow,
            time_limit: None,
        };
        Self { entry, run }
    }
}

/// Writes each answer of a stream.
pub fn encode_all<M: Message + 'static>(items: ItemStream<M>) -> Result<ItemStream<Bytes>> {
    Ok(items.and_then(encode))
}

/// A service whose type is forgotten. What is compiled for each service is here.
trait Handlers: Send + Sync {
    fn authorize<'a>(&'a self, cx: &'a Context) -> BoxFuture<'a, Result<()>>;
    fn start(&self, rpc: usize, call: Call) -> Result<Started>;
}

/// A handler that runs.
enum Started {
    One(Later<Bytes>),
    Items(Later<ItemStream<Bytes>>, Option<Instant>),
    /// A task of its own, and what comes of it.
    Open(Later<Answer>),
}

struct Table<S> {
    service: S,
    rpcs: Vec<Rpc<S>>,
}

impl<S: Service> Handlers for Table<S> {
    fn authorize<'a>(&'a self, cx: &'a Context) -> BoxFuture<'a, Result<()>> {
        Box::pin(self.service.authorize(cx))
    }

    fn start(&self, rpc: usize, mut call: Call) -> Result<Started> {
        let service = self.service.clone();
        let Rpc { entry, run } = &self.rpcs[rpc];
        Ok(match run {
            Run::Unary(run) => Started::One(run(service, call.cx, only(&mut call.inbound)?)),
            Run::Items(run) => {
                let items = run(service, call.cx, only(&mut call.inbound)?);
                Started::Items(items, call.end)
            }
            Run::Open(run) => {
                let (exchange, answers) = Exchange::open(call);
                handler::spawn(exchange.clone(), run(service, exchange));
                Started::Open(Box::pin(answers.into_answer(entry.flow)))
            }
        })
    }
}

struct Futures(Arc<dyn Handlers>);

impl Host for Futures {
    fn call(&self, rpc: usize, call: Call) -> Later<Answer> {
        let handlers = self.0.clone();
        let cx = call.cx.clone();
        Box::pin(offload::as_call(cx.scope(async move {
            handlers.authorize(&call.cx).await?;
            Ok(match handlers.start(rpc, call)? {
                Started::One(answer) => Answer::One(answer.await?),
                Started::Items(items, end) => {
                    Answer::Many(Box::pin(Limited::new(Box::pin(items.await?), end)))
                }
                Started::Open(answer) => answer.await?,
            })
        })))
    }
}
