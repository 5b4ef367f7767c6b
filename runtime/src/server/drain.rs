//! Tests of the drain, with a call in flight in either façade.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context as Wakeup, Poll};
use std::time::{Duration, Instant};

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tonic::body::Body;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::codegen::http;
use tonic::server::{NamedService, UnaryService};
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Request, Response, Status};

use super::{Routes, serve_until};
use crate::{
    Action, Config, Draft, FieldMeta, Input, Kind, Listing, ModelMeta, Raw, Record, Resource, Row,
    ServiceMeta, StartupError, aio, blocking,
};

/// Longer than anything here takes.
const LONG: Duration = Duration::from_secs(20);

#[derive(Clone)]
struct Note(i64);

static META: ModelMeta = ModelMeta::new(
    "Note",
    "note",
    &[FieldMeta::new("id", Kind::Int64).key()],
    &[],
);

static SERVICE: ServiceMeta = ServiceMeta {
    name: Rpc::NAME,
    model: &META,
    listing: Listing {
        filters: &[],
        search: &[],
        ordering: &[],
        default_ordering: &[],
        pagination: None,
        strict_filters: false,
    },
};

impl Record for Note {
    type Key = i64;
    fn meta() -> &'static ModelMeta {
        &META
    }
    fn read(row: &mut Row<'_>) -> crate::Result<Self> {
        row.next().map(Self)
    }
    fn key(&self) -> i64 {
        self.0
    }
}

#[derive(Clone, Default)]
struct NoteDraft;

impl Draft for NoteDraft {
    fn into_inputs(self) -> Vec<Input<Raw>> {
        vec![Input::Unset]
    }
}

impl Resource for Note {
    type Record = Self;
    type Draft = NoteDraft;
    type Response = ();
    fn respond(_: Self) {}
}

#[derive(Clone)]
struct Futures(aio::Database);

impl aio::Service for Futures {
    type Resource = Note;
    fn database(&self) -> &aio::Database {
        &self.0
    }
}

#[derive(Clone)]
struct Functions(blocking::Database);

impl blocking::Service for Functions {
    type Resource = Note;
    fn database(&self) -> &blocking::Database {
        &self.0
    }
}

/// Messages without fields.
struct Empty;

impl Codec for Empty {
    type Encode = ();
    type Decode = ();
    type Encoder = Self;
    type Decoder = Self;
    fn encoder(&mut self) -> Self {
        Self
    }
    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Empty {
    type Item = ();
    type Error = Status;
    fn encode(&mut self, (): (), _: &mut EncodeBuf<'_>) -> Result<(), Status> {
        Ok(())
    }
}

impl Decoder for Empty {
    type Item = ();
    type Error = Status;
    fn decode(&mut self, _: &mut DecodeBuf<'_>) -> Result<Option<()>, Status> {
        Ok(Some(()))
    }
}

type Answer = Pin<Box<dyn Future<Output = Result<Response<()>, Status>> + Send>>;

/// A service of one method, as tonic would generate it.
#[derive(Clone)]
struct Rpc(Arc<dyn Fn(Request<()>) -> Answer + Send + Sync>);

impl NamedService for Rpc {
    const NAME: &'static str = "test.Gate";
}

impl UnaryService<()> for Rpc {
    type Response = ();
    type Future = Answer;
    fn call(&mut self, request: Request<()>) -> Answer {
        (self.0)(request)
    }
}

impl tower::Service<http::Request<Body>> for Rpc {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Wakeup<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let rpc = self.clone();
        Box::pin(async move {
            let mut grpc = tonic::server::Grpc::new(Empty);
            Ok(grpc.unary(rpc, request).await)
        })
    }
}

/// Where the first call waits; the later ones pass.
struct Gate {
    entered: mpsc::UnboundedSender<()>,
    open: Mutex<Option<oneshot::Receiver<()>>>,
}

impl Gate {
    fn enter(&self) -> Option<oneshot::Receiver<()>> {
        let first = self.open.lock().unwrap().take();
        self.entered.send(()).unwrap();
        first
    }
}

fn config(directory: &tempfile::TempDir) -> Config {
    Config {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        database_url: format!("sqlite:{}", directory.path().join("test.db").display()),
        workers: 2,
        queue: 4,
        request_timeout: LONG,
        drain: LONG,
    }
}

fn futures(config: &Config, gate: Arc<Gate>) -> Rpc {
    let service = Futures(aio::Database::open(config, &[]).unwrap());
    let hosted = Arc::new(aio::Hosted::new(service, &SERVICE));
    Rpc(Arc::new(move |request| {
        let (hosted, gate) = (hosted.clone(), gate.clone());
        Box::pin(async move {
            let wait = |_, _, ()| async move {
                if let Some(open) = gate.enter() {
                    drop(open.await);
                }
                Ok(())
            };
            hosted.unary(Action::Retrieve, request, wait).await
        })
    }))
}

fn functions(config: &Config, gate: Arc<Gate>) -> Rpc {
    let service = Functions(blocking::Database::open(config, &[]).unwrap());
    let hosted = Arc::new(blocking::Hosted::new(service, &SERVICE));
    Rpc(Arc::new(move |request| {
        let (hosted, gate) = (hosted.clone(), gate.clone());
        Box::pin(async move {
            let wait = move |_, _, ()| {
                if let Some(open) = gate.enter() {
                    drop(open.blocking_recv());
                }
                Ok(())
            };
            hosted.unary(Action::Retrieve, request, wait).await
        })
    }))
}

async fn call(channel: Channel) -> Result<(), Status> {
    let mut client = tonic::client::Grpc::new(channel);
    let unready = |error: tonic::transport::Error| Status::unavailable(error.to_string());
    client.ready().await.map_err(unready)?;
    let path = http::uri::PathAndQuery::from_static("/test.Gate/Wait");
    let codec = Empty;
    client
        .unary(Request::new(()), path, codec)
        .await
        .map(Response::into_inner)
}

/// A server that was told to stop while a call is in flight.
struct Stopping {
    address: SocketAddr,
    channel: Channel,
    in_flight: JoinHandle<Result<(), Status>>,
    server: JoinHandle<Result<(), StartupError>>,
    open: oneshot::Sender<()>,
    _files: tempfile::TempDir,
}

async fn stopping(drain: Duration, rpc: fn(&Config, Arc<Gate>) -> Rpc) -> Stopping {
    let files = tempfile::tempdir().unwrap();
    let (entered, mut entries) = mpsc::unbounded_channel();
    let (open, opened) = oneshot::channel();
    let gate = Arc::new(Gate {
        entered,
        open: Mutex::new(Some(opened)),
    });
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let routes = Routes::new(&[]).service(rpc(&config(&files), gate.clone()));
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(serve_until(listener, routes, drain, async {
        drop(stopped.await)
    }));
    let endpoint = Endpoint::from_shared(format!("http://{address}")).unwrap();
    let channel = endpoint.connect().await.unwrap();
    let in_flight = tokio::spawn(call(channel.clone()));
    entries.recv().await.unwrap();
    // Later calls enter, too, and nobody counts them: keep the receiver alive.
    tokio::spawn(async move { while entries.recv().await.is_some() {} });
    drop(stop);
    Stopping {
        address,
        channel,
        in_flight,
        server,
        open,
        _files: files,
    }
}

async fn finishes_what_it_began(rpc: fn(&Config, Arc<Gate>) -> Rpc) {
    let stopping = stopping(LONG, rpc).await;
    // The word spreads: no new connection, and no new call on the old one.
    while TcpStream::connect(stopping.address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    // At the moment it closes, a client may see CANCELLED once.
    let code = async || call(stopping.channel.clone()).await.err().map(|e| e.code());
    while code().await != Some(Code::Unavailable) {}
    assert!(!stopping.server.is_finished() && !stopping.in_flight.is_finished());
    stopping.open.send(()).unwrap();
    stopping.in_flight.await.unwrap().unwrap();
    stopping.server.await.unwrap().unwrap();
}

async fn ends_by_its_deadline(rpc: fn(&Config, Arc<Gate>) -> Rpc) {
    let drain = Duration::from_millis(50);
    let begun = Instant::now();
    let stopping = stopping(drain, rpc).await;
    stopping.server.await.unwrap().unwrap();
    assert!(begun.elapsed() >= drain);
    assert!(!stopping.in_flight.is_finished());
    drop(stopping.open);
}

macro_rules! within {
    ($($name:ident: $test:ident($rpc:ident);)*) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            tokio::time::timeout(LONG, $test($rpc)).await.unwrap();
        }
    )*};
}

within! {
    futures_finish: finishes_what_it_began(futures);
    functions_finish: finishes_what_it_began(functions);
    futures_end_by_the_deadline: ends_by_its_deadline(futures);
    functions_end_by_the_deadline: ends_by_its_deadline(functions);
}
