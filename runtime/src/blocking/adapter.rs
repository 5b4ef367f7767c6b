//! A service of plain functions, as a table of its RPCs.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use prost::Message;
use tokio::time::Instant;

use super::handler::{self, Handle};
use super::iterator_stream::IteratorStream;
use super::{Database, DuplexContext, ItemStream, ReadContext, Service, WriteContext};
use crate::adapter::{Answer, Call, Entry, Flow, Host, Later, encode, only};
use crate::default_steps::{DefaultSteps, Step};
use crate::message::{FromMessage, IntoMessage};
use crate::streams::Exchange;
use crate::workers::guarded;
use crate::{Action, Adapter, Context, Result, ServiceMeta};

/// A service as the server routes it. Each call goes to a worker, where `authorize` runs before
/// the message is looked at; the deadline is kept, and errors and panics become statuses.
pub fn adapter<S: Service>(service: S, meta: &'static ServiceMeta, rpcs: Vec<Rpc<S>>) -> Adapter {
    let database = service.database().clone();
    let (limits, sqlite) = (database.limits(), database.sqlite());
    let entries: Vec<_> = rpcs.iter().map(|rpc| rpc.entry).collect();
    let default_steps = DefaultSteps::by::<S>();
    let functions = Functions {
        handlers: Arc::new(Table { service, rpcs }),
        entries: entries.clone(),
        default_steps: default_steps.clone(),
        database,
    };
    Adapter::new(
        meta,
        entries,
        Box::new(functions),
        default_steps,
        limits,
        sqlite,
    )
}

/// An RPC of the service `S`: a function that decodes the message, calls the handler and
/// encodes the answer.
pub struct Rpc<S> {
    entry: Entry,
    run: Run<S>,
}

enum Run<S> {
    Unary(fn(S, Context, Bytes) -> Result<Bytes>),
    Items(fn(S, Context, Bytes) -> Result<ItemStream<Bytes>>),
    Open(Arc<dyn Fn(S, Handle) -> Result<()> + Send + Sync>),
}

impl<S: Send + 'static> Rpc<S> {
    /// One message, one answer.
    pub fn unary(action: Action, run: fn(S, Context, Bytes) -> Result<Bytes>) -> Self {
        Self::new(action, Flow::Unary, Run::Unary(run))
    }

    /// One message, a stream of answers which are made as the client takes them.
    pub fn server_stream(
        action: Action,
        run: fn(S, Context, Bytes) -> Result<ItemStream<Bytes>>,
    ) -> Self {
        Self::new(action, Flow::Items, Run::Items(run))
    }

    /// A stream of messages, which the handler reads, and one answer.
    pub fn reads<I: FromMessage>(
        action: Action,
        run: fn(S, ReadContext<I>) -> Result<Bytes>,
    ) -> Self {
        Self::open(action, Flow::Reads, move |service, handle| {
            let answer = run(service, ReadContext::new(handle.clone()))?;
            handle.write_bytes(answer)
        })
    }

    /// One message, and a stream of answers, which the handler writes.
    pub fn writes<O: IntoMessage>(
        action: Action,
        run: fn(S, WriteContext<O>, Bytes) -> Result<()>,
    ) -> Self {
        Self::open(action, Flow::Writes, move |service, handle| {
            let message = handle.request()?;
            run(service, WriteContext::new(handle), message)
        })
    }

    /// Streams both ways.
    pub fn duplex<I: FromMessage, O: IntoMessage>(
        action: Action,
        run: fn(S, DuplexContext<I, O>) -> Result<()>,
    ) -> Self {
        Self::open(action, Flow::Duplex, move |service, handle| {
            run(service, DuplexContext::new(handle))
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
        run: impl Fn(S, Handle) -> Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self::new(action, flow, Run::Open(Arc::new(run)))
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
    fn prepare(self: Arc<Self>, rpc: usize, call: Call) -> Prepared;
}

type Work<T> = Box<dyn FnOnce() -> Result<T> + Send>;

/// A call that may run on any thread.
enum Prepared {
    One(Work<Bytes>),
    Items(Work<ItemStream<Bytes>>, Context, Option<Instant>),
    Open(handler::Work, Call),
}

struct Table<S> {
    service: S,
    rpcs: Vec<Rpc<S>>,
}

impl<S: Service> Handlers for Table<S> {
    fn prepare(self: Arc<Self>, rpc: usize, call: Call) -> Prepared {
        match &self.rpcs[rpc].run {
            Run::Unary(run) => Prepared::One(self.of_one_message(*run, call)),
            Run::Items(run) => {
                let (cx, end) = (call.cx.clone(), call.end);
                Prepared::Items(self.of_one_message(*run, call), cx, end)
            }
            Run::Open(run) => {
                let (run, table) = (run.clone(), self.clone());
                let work = move |handle: Handle| {
                    table.service.authorize(handle.context())?;
                    run(table.service.clone(), handle)
                };
                Prepared::Open(Box::new(work), call)
            }
        }
    }
}

impl<S: Service> Table<S> {
    fn of_one_message<T: 'static>(
        self: &Arc<Self>,
        run: fn(S, Context, Bytes) -> Result<T>,
        mut call: Call,
    ) -> Work<T> {
        let table = self.clone();
        Box::new(move || {
            call.cx.clone().sync_scope(|| {
                table.service.authorize(&call.cx)?;
                run(table.service.clone(), call.cx, only(&mut call.inbound)?)
            })
        })
    }
}

struct Functions {
    handlers: Arc<dyn Handlers>,
    entries: Vec<Entry>,
    default_steps: DefaultSteps,
    database: Database,
}

impl Host for Functions {
    fn call(&self, rpc: usize, call: Call) -> Later<Answer> {
        let (place, flow) = (self.place(rpc), self.entries[rpc].flow);
        let (handlers, database) = (self.handlers.clone(), self.database.clone());
        Box::pin(async move {
            Ok(match handlers.prepare(rpc, call) {
                Prepared::One(work) => Answer::One(match place {
                    Place::Here => guarded(work)??,
                    Place::Worker => database.workers().run(work).await?,
                    Place::Commits => database.commits().run(work).await?,
                }),
                Prepared::Items(work, cx, end) => {
                    let items = database.workers().run(work).await?;
                    let items = IteratorStream::new(cx, items, database.workers().clone(), end);
                    Answer::Many(items.into_stream())
                }
                Prepared::Open(work, call) => {
                    let (exchange, answers) = Exchange::open(call);
                    handler::spawn(exchange, database.streams(), work)?;
                    answers.into_answer(flow).await?
                }
            })
        })
    }
}

impl Functions {
    /// A handler may wait for anything, so a worker runs it; where every step of it is the
    /// provided one, it waits for nothing, and the way there and back is saved.
    fn place(&self, rpc: usize) -> Place {
        use Step::{Authorize, AuthorizeRecord, PerformCreate, PerformDestroy, PerformUpdate};
        use Step::{Present, Queryset, Rpc, Validate};
        let action = self.entries[rpc].action;
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

/// Where a call runs that waits for no client.
enum Place {
    /// On the thread that has received it.
    Here,
    Worker,
    /// Where short writes share their commits.
    Commits,
}
