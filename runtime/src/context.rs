//! What a handler may know about a call besides its message.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use tonic::metadata::MetadataMap;

use crate::{Query, Result, ServiceMeta};

/// The RPC that runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Create,
    List,
    Stream,
    Retrieve,
    Update,
    PartialUpdate,
    Destroy,
}

impl Action {
    /// Whether it only reads.
    pub fn is_read(self) -> bool {
        matches!(self, Self::List | Self::Stream | Self::Retrieve)
    }
}

/// A call: metadata, peer, deadline, and what it is for. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Context {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    action: Action,
    service: &'static ServiceMeta,
    metadata: MetadataMap,
    peer: Option<SocketAddr>,
    deadline: Option<Instant>,
    query: Query,
}

impl Context {
    pub(crate) fn open<Q>(
        action: Action,
        service: &'static ServiceMeta,
        deadline: Option<Instant>,
        request: tonic::Request<Q>,
    ) -> Result<(Self, Q)> {
        let peer = request.remote_addr();
        let (metadata, _, message) = request.into_parts();
        let cx = Self::of(action, service, deadline, metadata, peer)?;
        Ok((cx, message))
    }

    fn of(
        action: Action,
        service: &'static ServiceMeta,
        deadline: Option<Instant>,
        metadata: MetadataMap,
        peer: Option<SocketAddr>,
    ) -> Result<Self> {
        let query = Query::from_metadata(&metadata)?;
        let inner = Inner {
            action,
            service,
            metadata,
            peer,
            deadline,
            query,
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    pub fn action(&self) -> Action {
        self.inner.action
    }

    pub fn service(&self) -> &'static ServiceMeta {
        self.inner.service
    }

    pub fn metadata(&self) -> &MetadataMap {
        &self.inner.metadata
    }

    /// The caller's address, where the transport knows it.
    pub fn peer(&self) -> Option<SocketAddr> {
        self.inner.peer
    }

    /// When the caller stops waiting.
    pub fn deadline(&self) -> Option<Instant> {
        self.inner.deadline
    }

    /// Filters, ordering and page, as the caller sent them.
    pub fn query(&self) -> &Query {
        &self.inner.query
    }
}
