//! A service of plain functions, as a table of its RPCs.

use std::sync::Arc;

use bytes::Bytes;
use prost::Message;
use tokio::runtime::Handle;

use super::iterator_stream::IteratorStream;
use super::{Database, ItemStream, Service};
use crate::adapter::{self, Answer, Call, Flow, Host, Later, decode, encode, only};
use crate::default_steps::{DefaultSteps, Step};
use crate::workers::guarded;
use crate::{Action, Adapter, Context, Result, ServiceMeta};

/// A service as the server routes it. Each call goes to a worker, where `authorize` runs before
/// the message is looked at; the deadline is kept, and errors and panics become statuses.
pub fn adapter<S: Service>(service: S, meta: &'static ServiceMeta, rpcs: Vec<Rpc<S>>) -> Adapter {
    let database = service.database().clone();
    let time = database.request_timeout();
    let flows: Vec<_> = rpcs
        .iter()
        .map(|rpc| (rpc.action, rpc.run.flow()))
        .collect();
    let default_steps = DefaultSteps::by::<S>();
    let functions = Functions {
        handlers: Arc::new(Table { service, rpcs }),
        flows: flows.clone(),
        default_steps: default_steps.clone(),
        database,
    };
    Adapter::new(meta, flows, Box::new(functions), default_steps, time)
}

/// An RPC of the service `S`: a function that decodes the message, calls the handler and
/// encodes the answer.
pub struct Rpc<S> {
    action: Action,
    run: Run<S>,
}

enum Run<S> {
    Unary(fn(S, Context, Bytes) -> Result<Bytes>),
    Server(fn(S, Context, Bytes) -> Result<ItemStream<Bytes>>),
    Client(fn(S, Context, Inbound) -> Result<Bytes>),
    Duplex(fn(S, Context, Inbound) -> Result<ItemStream<Bytes>>),
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
    pub fn unary(action: Action, run: fn(S, Context, Bytes) -> Result<Bytes>) -> Self {
        let run = Run::Unary(run);
        Self { action, run }
    }

    /// One message, a stream of answers.
    pub fn server_stream(
        action: Action,
        run: fn(S, Context, Bytes) -> Result<ItemStream<Bytes>>,
    ) -> Self {
        let run = Run::Server(run);
        Self { action, run }
    }

    /// A stream of messages, one answer.
    pub fn client_stream(action: Action, run: fn(S, Context, Inbound) -> Result<Bytes>) -> Self {
        let run = Run::Client(run);
        Self { action, run }
    }

    /// Streams both ways.
    pub fn duplex(
        action: Action,
        run: fn(S, Context, Inbound) -> Result<ItemStream<Bytes>>,
    ) -> Self {
        let run = Run::Duplex(run);
        Self { action, run }
    }
}

/// The messages of a client stream.
pub struct Inbound {
    messages: adapter::Inbound,
    runtime: Handle,
}

impl Inbound {
    /// Waits for the next message; `None` once the client has ended its stream. After a
    /// message that cannot be decoded it goes on.
    pub fn message<M: Message + Default>(&mut self) -> Result<Option<M>> {
        let next = self.runtime.block_on(self.messages.next());
        next?.map(decode).transpose()
    }
}

/// Writes each answer of a stream.
pub fn encode_all<M: Message + 'static>(items: ItemStream<M>) -> Result<ItemStream<Bytes>> {
    Ok(items.and_then(encode))
}

/// A service whose type is forgotten. What is compiled for each service is here.
trait Handlers: Send + Sync {
    fn run(&self, rpc: usize, cx: Context, inbound: Inbound) -> Result<Done>;
}

/// What a handler has answered.
enum Done {
    One(Bytes),
    Many(ItemStream<Bytes>),
}

struct Table<S> {
    service: S,
    rpcs: Vec<Rpc<S>>,
}

impl<S: Service> Handlers for Table<S> {
    fn run(&self, rpc: usize, cx: Context, inbound: Inbound) -> Result<Done> {
        self.service.authorize(&cx)?;
        let service = self.service.clone();
        match self.rpcs[rpc].run {
            Run::Unary(run) => run(service, cx, only(inbound.messages)?).map(Done::One),
            Run::Server(run) => run(service, cx, only(inbound.messages)?).map(Done::Many),
            Run::Client(run) => run(service, cx, inbound).map(Done::One),
            Run::Duplex(run) => run(service, cx, inbound).map(Done::Many),
        }
    }
}

struct Functions {
    handlers: Arc<dyn Handlers>,
    flows: Vec<(Action, Flow)>,
    default_steps: DefaultSteps,
    database: Database,
}

impl Host for Functions {
    fn call(&self, rpc: usize, call: Call) -> Later<Answer> {
        let (place, flow) = (self.place(rpc), self.flows[rpc].1);
        let (handlers, database) = (self.handlers.clone(), self.database.clone());
        Box::pin(async move {
            let inbound = Inbound {
                messages: call.inbound,
                runtime: Handle::current(),
            };
            let cx = call.cx.clone();
            let work = move || handlers.run(rpc, cx, inbound);
            let done = match place {
                Place::Here => guarded(work)??,
                Place::Worker => database.workers().run(work).await?,
                Place::Commits => database.commits().run(work).await?,
                Place::Own => database.streams().run(work).await?,
            };
            let items = match done {
                Done::One(message) => return Ok(Answer::One(message)),
                Done::Many(items) => items,
            };
            // What it reads it waits for, with each item.
            let workers = match flow {
                Flow::Duplex => database.streams(),
                _ => database.workers(),
            };
            let items = IteratorStream::new(call.cx, items, workers.clone(), call.end);
            Ok(Answer::Many(items.into_stream()))
        })
    }
}

impl Functions {
    /// A handler may wait for anything, so a worker runs it; where every step of it is the
    /// provided one, it waits for nothing, and the way there and back is saved.
    fn place(&self, rpc: usize) -> Place {
        use Step::{Authorize, AuthorizeRecord, PerformCreate, PerformDestroy, PerformUpdate};
        use Step::{Present, Queryset, Rpc, Validate};
        let (action, flow) = self.flows[rpc];
        if matches!(flow, Flow::Client | Flow::Duplex) {
            return Place::Own;
        }
        let own = Rpc(action);
        let present = Present(action);
        let (steps, place): (&[Step], _) = match action {
            // They may read a lot, or do anything.
            Action::List | Action::Stream | Action::Custom(_) => return Place::Worker,
            Action::Retrieve => (
                &[Authorize, own, Queryset, AuthorizeRecord, present],
                Place::Here,
            ),
            Action::Create => (
                &[Authorize, own, Validate, PerformCreate, present],
                Place::Commits,
            ),
            Action::Update | Action::PartialUpdate => (
                &[
                    Authorize,
                    own,
                    Queryset,
                    AuthorizeRecord,
                    Validate,
                    PerformUpdate,
                    present,
                ],
                Place::Commits,
            ),
            Action::Destroy => (
                &[Authorize, own, Queryset, AuthorizeRecord, PerformDestroy],
                Place::Commits,
            ),
        };
        match self.default_steps.all_own(steps) {
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
    /// On a thread of its own, since it waits for its client.
    Own,
}
