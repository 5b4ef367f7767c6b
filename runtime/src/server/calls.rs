//! Each call: one span around it, and one line in the log when it has ended.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use tonic::body::Body;
use tonic::codegen::http::{HeaderMap, Request, Response};
use tonic::{Code, Status};

use super::asked_limit;
use super::connection::{ConnectionInfo, OpenCall};
use crate::call_scope::{CallScope, Following};
use crate::request_id::{KEY, RequestId};

/// Of the span and the line, so that `RUST_LOG` can name them.
const TARGET: &str = "socio_runtime::call";

/// What is asked all the time by machines; their calls are logged at level debug.
const QUIET: [&str; 2] = ["grpc.health.", "grpc.reflection."];

/// The longest path of an RPC that is logged whole: a client may call what it likes.
const LONGEST: usize = 256;

/// A layer around all services, of methods that are not there, too.
#[derive(Clone)]
pub(super) struct LogCalls;

impl<S> tower::Layer<S> for LogCalls {
    type Service = Logged<S>;

    fn layer(&self, inner: S) -> Logged<S> {
        Logged { inner }
    }
}

/// Services whose calls are logged.
#[derive(Clone)]
pub(super) struct Logged<S> {
    inner: S,
}

impl<S, B> tower::Service<Request<B>> for Logged<S>
where
    S: tower::Service<Request<B>, Response = Response<Body>>,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = Answering<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let mut call = Call::begin(request.uri().path(), request.headers());
        if let Some(info) = request.extensions_mut().remove::<ConnectionInfo>() {
            call.open = Some(info.calls.begin());
            // Where tonic looks for the address of a client.
            request.extensions_mut().insert(info.tcp);
        }
        let answer = call.scope.enter(|| self.inner.call(request));
        let answer = call.scope.clone().follow(answer);
        Answering {
            call: Some(call),
            answer,
        }
    }
}

/// A call that is not answered yet.
pub(super) struct Answering<F> {
    call: Option<Call>,
    answer: Following<F>,
}

impl<F, E> Future for Answering<F>
where
    F: Future<Output = Result<Response<Body>, E>>,
{
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let answer = ready!(Pin::new(&mut self.answer).poll(cx));
        Poll::Ready(match (answer, self.call.take()) {
            (Ok(response), Some(call)) => Ok(call.answered(response)),
            (answer, _) => answer,
        })
    }
}

/// A call whose end is not logged yet. Dropped before, its client has left.
struct Call {
    scope: CallScope,
    begun: Instant,
    /// What the client allows for it.
    limit: Option<Duration>,
    quiet: bool,
    ended: bool,
    /// Of its connection.
    open: Option<OpenCall>,
}

impl Call {
    fn begin(path: &str, headers: &HeaderMap) -> Self {
        let path = path.get(..LONGEST).unwrap_or(path);
        let path = path.strip_prefix('/').unwrap_or(path);
        let (service, rpc) = path.rsplit_once('/').unwrap_or(("", path));
        let quiet = QUIET.iter().any(|prefix| service.starts_with(prefix));
        let id = RequestId::of(headers);
        let span = if quiet {
            tracing::debug_span!(target: TARGET, "call", service, rpc, request_id = id.as_str())
        } else {
            tracing::info_span!(target: TARGET, "call", service, rpc, request_id = id.as_str())
        };
        Self {
            scope: CallScope::new(id, span),
            begun: Instant::now(),
            limit: asked_limit(headers),
            quiet,
            ended: false,
            open: None,
        }
    }

    /// The client gets the id in any case. The call ends here, if nothing follows.
    fn answered(mut self, mut response: Response<Body>) -> Response<Body> {
        let headers = response.headers_mut();
        headers.insert(KEY, self.scope.id().header());
        if let Some(code) = code(headers) {
            self.end(code);
            return response;
        }
        response.map(|body| Body::new(LoggedBody { body, call: self }))
    }

    fn end(&mut self, code: Code) {
        if std::mem::replace(&mut self.ended, true) {
            return;
        }
        let code = name(code);
        let micros = u32::try_from(self.begun.elapsed().as_micros());
        let duration_ms = f64::from(micros.unwrap_or(u32::MAX)) / 1000.0;
        self.scope.enter(|| {
            if self.quiet {
                tracing::debug!(target: TARGET, code, duration_ms, "finished");
            } else {
                tracing::info!(target: TARGET, code, duration_ms, "finished");
            }
        });
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        let late = self
            .limit
            .is_some_and(|limit| self.begun.elapsed() >= limit);
        self.end(if late {
            Code::DeadlineExceeded
        } else {
            Code::Cancelled
        });
    }
}

/// An answer, in whose trailers is how it ended.
struct LoggedBody {
    body: Body,
    call: Call,
}

impl HttpBody for LoggedBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = &mut *self;
        let body = Pin::new(&mut this.body);
        let frame = ready!(this.call.scope.enter(|| body.poll_frame(cx)));
        match &frame {
            Some(Ok(frame)) => {
                if let Some(trailers) = frame.trailers_ref() {
                    this.call.end(code(trailers).unwrap_or(Code::Unknown));
                }
            }
            Some(Err(status)) => this.call.end(status.code()),
            // It had no trailers.
            None => this.call.end(Code::Unknown),
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

fn code(headers: &HeaderMap) -> Option<Code> {
    let code = headers.get(Status::GRPC_STATUS)?;
    Some(Code::from_bytes(code.as_bytes()))
}

/// As the protocol writes it.
fn name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}
