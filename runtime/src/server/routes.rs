//! The services of a server, and the layers around them.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use tonic::body::Body;
use tonic::codegen::{Body as HttpBody, StdError, http};
use tonic::server::NamedService;
use tonic::service::RoutesBuilder;
use tower::ServiceExt;

use super::Stopping;
use super::layers::{Layers, Route};
use crate::Adapter;
use crate::adapter::Router;
use crate::sqlite::Sqlite;

/// The services of a server.
pub struct Routes {
    adapters: Vec<Adapter>,
    builder: RoutesBuilder,
    layers: Layers,
    pub(super) names: Vec<&'static str>,
    pub(super) descriptors: &'static [u8],
}

impl Routes {
    /// `descriptors` is an encoded `FileDescriptorSet`, which reflection answers from.
    pub fn new(descriptors: &'static [u8]) -> Self {
        Self {
            adapters: Vec::new(),
            builder: RoutesBuilder::default(),
            layers: Layers::default(),
            names: Vec::new(),
            descriptors,
        }
    }

    /// Adds a service.
    #[must_use]
    pub fn service(mut self, adapter: Adapter) -> Self {
        self.names.push(adapter.name());
        self.adapters.push(adapter);
        self
    }

    /// Adds a service as tonic generates it.
    #[must_use]
    pub fn tonic_service<S>(mut self, service: S) -> Self
    where
        S: tower::Service<http::Request<Body>, Response = http::Response<Body>, Error = Infallible>
            + NamedService
            + Clone
            + Send
            + Sync
            + 'static,
        S::Future: Send + 'static,
    {
        self.builder.add_service(service);
        self.names.push(S::NAME);
        self
    }

    /// Puts a tower layer around all services, such as tonic's `InterceptorLayer`; the one added
    /// last sees a call first. What it puts on a request is in
    /// [`Context::extensions`](crate::Context::extensions). Reflection and health are outside.
    #[must_use]
    pub fn layer<L, B>(mut self, layer: L) -> Self
    where
        L: tower::Layer<Route> + Send + 'static,
        L::Service: tower::Service<http::Request<Body>, Response = http::Response<B>, Error = Infallible>
            + Clone
            + Send
            + Sync
            + 'static,
        <L::Service as tower::Service<http::Request<Body>>>::Future: Send + 'static,
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<StdError>,
    {
        self.layers.add(layer);
        self
    }

    /// The databases of the services, each once.
    pub(super) fn databases(&self) -> Vec<Arc<Sqlite>> {
        let all = self.adapters.iter().map(Adapter::database);
        let each: HashMap<_, _> = all.map(|one| (one.address(), one.clone())).collect();
        each.into_values().collect()
    }

    /// The services, and beside them those of tonic's that `add` adds, which no layer is around.
    /// `stopping` is what calls see of the server's end.
    pub(super) fn beside(
        mut self,
        stopping: Stopping,
        add: impl FnOnce(&mut RoutesBuilder),
    ) -> tonic::service::Routes {
        // What is at no path of tonic's own services is at one of ours, or nowhere.
        let router = Router::new(self.adapters, stopping);
        if self.layers.is_empty() {
            add(&mut self.builder);
            let tonics = self.builder.routes().into_axum_router();
            return tonics.fallback_service(router).into();
        }
        let own = self.builder.routes().into_axum_router();
        let own = own.fallback_service(router);
        let own = own.map_request(|request: http::Request<Body>| request);
        let own = own.map_response(|response| response.map(Body::new));
        let layered = self.layers.around(Route::new(own));
        let layered = layered.map_request(|request: http::Request<_>| request.map(Body::new));
        let mut others = RoutesBuilder::default();
        add(&mut others);
        let others = others.routes().into_axum_router();
        others.fallback_service(layered).into()
    }
}
