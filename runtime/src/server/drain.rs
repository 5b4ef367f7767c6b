//! Tests of the drain, with a call in flight in either façade.

mod connections;
mod databases;
mod streams;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tonic::codegen::http;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Request, Response, Status};

use super::{Routes, serve_until};
use crate::{Action, Adapter, Config, ServiceMeta, StartupError, aio, blocking, encode};

/// Longer than anything here takes.
const LONG: Duration = Duration::from_secs(20);

const WAIT: Action = Action::Custom("Wait");

static SERVICE: ServiceMeta = ServiceMeta::new("test.Gate");

#[derive(Clone)]
struct Futures(aio::Database, Arc<Gate>);

impl aio::Service for Futures {
    fn database(&self) -> &aio::Database {
        &self.0
    }
}

#[derive(Clone)]
struct Functions(blocking::Database, Arc<Gate>);

impl blocking::Service for Functions {
    fn database(&self) -> &blocking::Database {
        &self.0
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
        workers: 2,
        queue: 4,
        request_timeout: LONG,
        drain: LONG,
        ..Config::new(format!(
            "sqlite:{}",
            directory.path().join("test.db").display()
        ))
    }
}

async fn futures(config: &Config, gate: Arc<Gate>) -> Adapter {
    let database = aio::Database::open(config, &[]).await;
    let service = Futures(database.unwrap(), gate);
    let wait = aio::adapter::Rpc::unary(WAIT, |service: Futures, _, _| {
        Box::pin(async move {
            if let Some(open) = service.1.enter() {
                drop(open.await);
            }
            encode(())
        })
    });
    aio::adapter::adapter(service, &SERVICE, vec![wait])
}

async fn functions(config: &Config, gate: Arc<Gate>) -> Adapter {
    let service = Functions(blocking::Database::open(config, &[]).unwrap(), gate);
    let wait = blocking::adapter::Rpc::unary(WAIT, |service: Functions, _, _| {
        if let Some(open) = service.1.enter() {
            drop(open.blocking_recv());
        }
        encode(())
    });
    blocking::adapter::adapter(service, &SERVICE, vec![wait])
}

async fn call(channel: Channel) -> Result<(), Status> {
    let mut client = tonic::client::Grpc::new(channel);
    let unready = |error: tonic::transport::Error| Status::unavailable(error.to_string());
    client.ready().await.map_err(unready)?;
    let path = http::uri::PathAndQuery::from_static("/test.Gate/Wait");
    let codec = tonic_prost::ProstCodec::<(), ()>::default();
    let answer = client.unary(Request::new(()), path, codec);
    answer.await.map(Response::into_inner)
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

async fn stopping(drain: Duration, rpc: impl AsyncFn(&Config, Arc<Gate>) -> Adapter) -> Stopping {
    let files = tempfile::tempdir().unwrap();
    let (entered, mut entries) = mpsc::unbounded_channel();
    let (open, opened) = oneshot::channel();
    let gate = Arc::new(Gate {
        entered,
        open: Mutex::new(Some(opened)),
    });
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let config = Config {
        drain,
        ..config(&files)
    };
    let adapter = rpc(&config, gate.clone()).await;
    let routes = Routes::new(&[]).service(adapter);
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(async move {
        serve_until(listener, routes, &config, async { drop(stopped.await) }).await
    });
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

async fn finishes_what_it_began(rpc: impl AsyncFn(&Config, Arc<Gate>) -> Adapter) {
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

async fn ends_by_its_deadline(rpc: impl AsyncFn(&Config, Arc<Gate>) -> Adapter) {
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
