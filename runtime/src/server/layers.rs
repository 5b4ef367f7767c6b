//! Layers around the services of a server.

use std::convert::Infallible;

use bytes::Bytes;
use tonic::body::Body;
use tonic::codegen::{Body as HttpBody, StdError, http};
use tower::util::{BoxCloneSyncService, ServiceExt};
use tower::{Layer, Service};

/// The services of a server, as a layer sees them.
pub type Route = BoxCloneSyncService<http::Request<Body>, http::Response<Body>, Infallible>;

type Wrap = Box<dyn FnOnce(Route) -> Route + Send>;

/// Layers in the order they were added: the first is the innermost.
#[derive(Default)]
pub(super) struct Layers(Vec<Wrap>);

impl Layers {
    pub(super) fn add<L, B>(&mut self, layer: L)
    where
        L: Layer<Route> + Send + 'static,
        L::Service: Service<http::Request<Body>, Response = http::Response<B>, Error = Infallible>
            + Clone
            + Send
            + Sync
            + 'static,
        <L::Service as Service<http::Request<Body>>>::Future: Send + 'static,
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<StdError>,
    {
        self.0.push(Box::new(move |inner| {
            let wrapped = layer.layer(inner);
            BoxCloneSyncService::new(wrapped.map_response(|response| response.map(Body::new)))
        }));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The services within the layers.
    pub(super) fn around(self, inner: Route) -> Route {
        self.0.into_iter().fold(inner, |inner, wrap| wrap(inner))
    }
}
