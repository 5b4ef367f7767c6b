//! What a handler may know about a call besides its message.

mod answer;
mod current;
mod state;

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use tonic::metadata::MetadataMap;

use crate::call_scope::CallScope;
use crate::default_steps::{DefaultSteps, Step};
use crate::server::Stopping;
use crate::sqlite::Neighbours;
use crate::types::ProtoStruct;
use crate::{Extensions, Query, Result, ServiceMeta};

pub(crate) use answer::Trailing;
pub(crate) use state::{End, Leaving};

/// The RPC that runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Action {
    /// Stores a new record.
    Create,
    /// Answers records, in pages where the service has them.
    List,
    /// Answers records, one message each.
    Stream,
    /// Answers one record.
    Retrieve,
    /// Writes a whole record.
    Update,
    /// Writes the fields that the request names.
    PartialUpdate,
    /// Deletes a record.
    Destroy,
    /// An RPC of the user's, by its name on the wire.
    Custom(&'static str),
}

impl Action {
    /// The name of the RPC on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "Create",
            Self::List => "List",
            Self::Stream => "Stream",
            Self::Retrieve => "Retrieve",
            Self::Update => "Update",
            Self::PartialUpdate => "PartialUpdate",
            Self::Destroy => "Destroy",
            Self::Custom(name) => name,
        }
    }

    /// Whether it only reads.
    pub fn is_read(self) -> bool {
        matches!(self, Self::List | Self::Stream | Self::Retrieve)
    }
}

/// A call: metadata, peer, deadline, and what it is for. Cheap to clone.
///
/// Every hook and every RPC is given it, the same in both modes:
///
/// ```
/// use std::time::{Duration, Instant};
/// use socio_runtime::{Context, Error, Result};
///
/// /// Who calls.
/// struct Tenant(String);
///
/// /// What `authorize` of a service may do.
/// fn authorize(cx: &Context) -> Result<()> {
///     let tenant = cx.metadata().get("x-tenant").and_then(|value| value.to_str().ok());
///     let tenant = tenant.ok_or_else(Error::unauthenticated)?;
///     if !cx.action().is_read() && tenant == "demo" {
///         return Err(Error::permission_denied());
///     }
///     // Later hooks ask `cx.extensions().get::<Tenant>()`.
///     cx.extensions().insert(Tenant(tenant.to_owned()));
///     Ok(())
/// }
///
/// /// The time that a request to another service may take.
/// fn time_left(cx: &Context) -> Option<Duration> {
///     let deadline = cx.deadline()?;
///     Some(deadline.saturating_duration_since(Instant::now()))
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Context {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    scope: CallScope,
    action: Action,
    service: &'static ServiceMeta,
    metadata: MetadataMap,
    peer: Option<SocketAddr>,
    deadline: Option<Instant>,
    query: Query,
    /// The same, of a request that has filters of its own.
    requested: OnceLock<Query>,
    extensions: Extensions,
    default_steps: DefaultSteps,
    answer: answer::Answer,
    state: state::State,
    /// Of a stream: whether its next items come without waiting.
    short: AtomicBool,
}

impl Context {
    pub(crate) fn open<Q>(
        action: Action,
        service: &'static ServiceMeta,
        deadline: Option<Instant>,
        default_steps: DefaultSteps,
        stopping: Stopping,
        request: tonic::Request<Q>,
    ) -> Result<(Self, Q)> {
        let peer = request.remote_addr();
        let (metadata, extensions, message) = request.into_parts();
        let query = Query::read(&service.listing, &metadata, None, None)?;
        let inner = Inner {
            scope: CallScope::current_or_new(),
            action,
            service,
            metadata,
            peer,
            deadline,
            query,
            requested: OnceLock::new(),
            extensions: Extensions::new(extensions),
            default_steps,
            answer: answer::Answer::default(),
            state: state::State::new(stopping),
            short: AtomicBool::new(false),
        };
        let cx = Self {
            inner: Arc::new(inner),
        };
        Ok((cx, message))
    }

    /// The RPC that runs.
    pub fn action(&self) -> Action {
        self.inner.action
    }

    /// The service that it belongs to.
    pub fn service(&self) -> &'static ServiceMeta {
        self.inner.service
    }

    /// What the client sent beside the message.
    pub fn metadata(&self) -> &MetadataMap {
        &self.inner.metadata
    }

    /// The id of the call: what its client sent as `x-request-id`, or one that was made for it. It is in the
    /// log of the call and in the metadata of the answer; send it along to other services.
    pub fn request_id(&self) -> &str {
        self.inner.scope.id().as_str()
    }

    pub(crate) fn call_scope(&self) -> &CallScope {
        &self.inner.scope
    }

    /// The span of the call. Handlers and hooks are inside it already; a task or a thread that they
    /// start is not: `tokio::spawn(work.instrument(cx.span().clone()))`.
    pub fn span(&self) -> &tracing::Span {
        self.inner.scope.span()
    }

    /// The caller's address, where the transport knows it.
    pub fn peer(&self) -> Option<SocketAddr> {
        self.inner.peer
    }

    /// When the caller stops waiting.
    pub fn deadline(&self) -> Option<Instant> {
        self.inner.deadline
    }

    /// What tower layers and tonic interceptors put on the request, and what hooks have added.
    pub fn extensions(&self) -> &Extensions {
        &self.inner.extensions
    }

    /// Filters, ordering and page, as the caller sent them.
    pub fn query(&self) -> &Query {
        self.inner.requested.get().unwrap_or(&self.inner.query)
    }

    /// Takes the filters and the page of the request, where the transport of the service has
    /// them there. Called by generated code.
    #[doc(hidden)]
    pub fn read_query(
        &self,
        filters: Option<ProtoStruct>,
        pagination: Option<ProtoStruct>,
    ) -> Result<()> {
        let listing = &self.inner.service.listing;
        let query = Query::read(listing, &self.inner.metadata, filters, pagination)?;
        // A request is read once.
        let _ = self.inner.requested.set(query);
        Ok(())
    }

    /// Tells the caller the cursors of the pages beside this one.
    pub(crate) fn point_to(&self, neighbours: &Neighbours) -> Result<()> {
        for (key, cursor) in [
            ("next-cursor", &neighbours.next),
            ("previous-cursor", &neighbours.previous),
        ] {
            if let Some(cursor) = cursor {
                self.answer_with(key, cursor)?;
            }
        }
        Ok(())
    }

    /// The provided body of this step of `S` runs.
    pub(crate) fn mark<S: 'static>(&self, step: Step) {
        self.inner.default_steps.mark::<S>(step);
    }

    /// The provided hook presents records of `S` as this message.
    pub(crate) fn mark_presented<S: 'static, R: 'static>(&self) {
        // Known already, it costs no lock.
        let steps = &self.inner.default_steps;
        if !steps.all_own(&[Step::Present(self.action())]) {
            steps.mark_presented::<S, R>();
        }
    }

    /// The RPC answers this message.
    pub(crate) fn answers<S: 'static, R: 'static>(&self, action: Action) {
        self.inner.default_steps.answers::<S, R>(action);
    }

    /// Whether the user wrote none of these steps of `S`; `false` until each has run once.
    pub(crate) fn has_defaults<S: 'static>(&self, steps: &[Step]) -> bool {
        self.inner.default_steps.all::<S>(steps)
    }

    /// Whether the next items of the stream need nothing but a short read.
    pub(crate) fn goes_on_shortly(&self, short: bool) {
        self.inner.short.store(short, Ordering::Relaxed);
    }

    pub(crate) fn is_short(&self) -> bool {
        self.inner.short.load(Ordering::Relaxed)
    }
}
