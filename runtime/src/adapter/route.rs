//! From a path to an RPC, and through tonic.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream;
use http_body_util::BodyExt;
use tonic::body::Body;
use tonic::codegen::{Body as HttpBody, StdError, http};
use tonic::server::{ClientStreamingService, Grpc, StreamingService};
use tonic::{Code, Request, Response, Status, Streaming};

use super::bytes_codec::BytesCodec;
use super::{Adapter, Answer, Flow, compression};
use crate::context::Trailing;
use crate::server::{ResponseStream, Stopping};
use crate::{Error, Result};

/// The services of a server by their names.
#[derive(Clone)]
pub(crate) struct Router {
    adapters: Arc<HashMap<&'static str, Adapter>>,
    stopping: Stopping,
}

impl Router {
    /// `stopping` is what its calls see of the server's end.
    pub(crate) fn new(adapters: Vec<Adapter>, stopping: Stopping) -> Self {
        let named = adapters
            .into_iter()
            .map(|adapter| (adapter.name(), adapter));
        Self {
            adapters: Arc::new(named.collect()),
            stopping,
        }
    }
}

impl<B> tower::Service<http::Request<B>> for Router
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<StdError> + Send,
{
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let (service, _) = names(&request);
        match self.adapters.get(service) {
            Some(adapter) => adapter.route(request, self.stopping.clone()),
            None => Box::pin(async { Ok(no_such_method()) }),
        }
    }
}

/// One service, without a server: a client of tonic's may be made over it.
impl<B> tower::Service<http::Request<B>> for Adapter
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<StdError> + Send,
{
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        self.route(request, Stopping::never())
    }
}

impl Adapter {
    fn route<B>(
        &self,
        request: http::Request<B>,
        stopping: Stopping,
    ) -> BoxFuture<'static, Result<http::Response<Body>, Infallible>>
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<StdError> + Send,
    {
        let rpc = Rpc::at(self, names(&request), stopping);
        // tonic takes a client that resets its stream for one that has ended it, and a
        // handler would keep half of an import as the whole.
        let request = request.map(|body| body.map_err(|_| Status::aborted("reset")));
        Box::pin(async move { Ok(answer(rpc, request).await) })
    }
}

/// The names of the service and of the RPC in a path.
fn names<B>(request: &http::Request<B>) -> (&str, &str) {
    let path = request.uri().path();
    let path = path.strip_prefix('/').unwrap_or(path);
    path.rsplit_once('/').unwrap_or_default()
}

/// An RPC: its service, and its place in the table.
#[derive(Clone)]
struct Rpc {
    adapter: Adapter,
    at: usize,
    stopping: Stopping,
}

async fn answer<B>(rpc: Option<Rpc>, mut request: http::Request<B>) -> http::Response<Body>
where
    B: HttpBody<Data = Bytes, Error = Status> + Send + 'static,
{
    let Some(rpc) = rpc else {
        return no_such_method();
    };
    if let Some(encoding) = compression::unknown(request.headers()) {
        return unreadable(&encoding);
    }
    compression::forget_if_not_asked(request.headers_mut());
    let encodings = compression::enabled();
    let mut grpc = Grpc::new(BytesCodec)
        .apply_compression_config(encodings, encodings)
        .max_decoding_message_size(rpc.adapter.inner.limits.message);
    // Messages enter as a stream in any flow: tonic refuses some of them before a handler
    // of one message is called, in its own words.
    if rpc.flow().answers_many() {
        grpc.streaming(rpc, request).await
    } else {
        with_trailing(grpc.client_streaming(rpc, request).await)
    }
}

/// tonic ends a single answer that went well without metadata.
fn with_trailing(mut response: http::Response<Body>) -> http::Response<Body> {
    let Some(Trailing(trailing)) = response.extensions_mut().remove() else {
        return response;
    };
    let trailing = trailing.into_headers();
    response.map(|body| {
        Body::new(body.map_frame(move |mut frame| {
            if let Some(trailers) = frame.trailers_mut() {
                trailers.extend(trailing.clone());
            }
            frame
        }))
    })
}

fn no_such_method() -> http::Response<Body> {
    unimplemented("There is no such method.".to_owned())
}

fn unimplemented(text: String) -> http::Response<Body> {
    Status::from(Error::new(Code::Unimplemented, text, "unimplemented")).into_http()
}

fn unreadable(encoding: &str) -> http::Response<Body> {
    let text = format!("The encoding {encoding:?} is not supported.");
    let mut response = unimplemented(text);
    if let Ok(names) = compression::names().parse() {
        response.headers_mut().insert(compression::READ, names);
    }
    response
}

impl Rpc {
    fn at(adapter: &Adapter, (service, name): (&str, &str), stopping: Stopping) -> Option<Self> {
        let place = || adapter.rpcs().position(|rpc| rpc == name);
        let at = (adapter.name() == service).then(place)??;
        let adapter = adapter.clone();
        Some(Self {
            adapter,
            at,
            stopping,
        })
    }

    fn flow(&self) -> Flow {
        self.adapter.inner.rpcs[self.at].flow
    }
}

impl Rpc {
    async fn run(self, request: Request<Streaming<Bytes>>) -> Result<Response<Answer>, Status> {
        self.adapter.run(self.at, request, self.stopping).await
    }
}

impl ClientStreamingService<Bytes> for Rpc {
    type Response = Bytes;
    type Future = BoxFuture<'static, Result<Response<Bytes>, Status>>;

    fn call(&mut self, request: Request<Streaming<Bytes>>) -> Self::Future {
        let rpc = self.clone();
        Box::pin(async move {
            let (metadata, answer, extensions) = rpc.run(request).await?.into_parts();
            match answer {
                Answer::One(message) => {
                    let small = message.len() < compression::WORTH_IT;
                    let mut response = Response::from_parts(metadata, message, extensions);
                    if small {
                        response.disable_compression();
                    }
                    Ok(response)
                }
                Answer::Many(_) => Err(Error::internal("a stream for one answer").into()),
            }
        })
    }
}

impl StreamingService<Bytes> for Rpc {
    type Response = Bytes;
    type ResponseStream = ResponseStream<Bytes>;
    type Future = BoxFuture<'static, Result<Response<Self::ResponseStream>, Status>>;

    fn call(&mut self, request: Request<Streaming<Bytes>>) -> Self::Future {
        let rpc = self.clone();
        Box::pin(async move {
            let answer = rpc.run(request).await?;
            Ok(answer.map(|answer| match answer {
                Answer::Many(items) => items,
                Answer::One(message) => Box::pin(stream::iter([Ok(message)])),
            }))
        })
    }
}
