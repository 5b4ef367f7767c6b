//! Streams that stay open: each flow, and what its client does.

use std::net::SocketAddr;
use std::pin::Pin;
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tokio_stream::{Stream, StreamExt, pending};
use tonic::client::Grpc;
use tonic::codegen::http::uri::PathAndQuery;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status};
use tonic_prost::ProstCodec;

use crate::{Message, Result, SIZE};

/// Streams that share a connection.
pub const OF_ONE_CONNECTION: usize = 10;

/// Between two messages of a slow client.
const SLOW: Duration = Duration::from_secs(1);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    Client,
    Server,
    Both,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// No message goes either way.
    Idle,
    /// A message a second.
    Slow,
    /// Somebody sends as fast as he may, and the other side never reads.
    Stuck,
}

#[derive(Debug, Clone, Copy)]
pub struct Kind {
    pub flow: Flow,
    pub pace: Pace,
}

pub fn all() -> impl Iterator<Item = Kind> {
    let flows = [Flow::Client, Flow::Server, Flow::Both];
    let paces = [Pace::Idle, Pace::Slow, Pace::Stuck];
    flows
        .into_iter()
        .flat_map(move |flow| paces.map(|pace| Kind { flow, pace }))
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let flow = match self.flow {
            Flow::Client => "client stream",
            Flow::Server => "server stream",
            Flow::Both => "both",
        };
        write!(f, "{flow}, {}", format!("{:?}", self.pace).to_lowercase())
    }
}

/// Open streams; dropped, their clients leave.
pub struct Open {
    /// Of their own, so that leaving cuts the connections: a client whose messages nobody reads never gets to reset its stream.
    runtime: Option<Runtime>,
    streams: Vec<JoinHandle<Result<()>>>,
}

impl Drop for Open {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Opens so many streams, and lets them come to rest.
pub async fn open(address: SocketAddr, kind: Kind, count: usize) -> Result<Open> {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(1).enable_all().build()?;
    let streams = runtime.spawn(start(address, kind, count)).await;
    let mut open = Open {
        runtime: Some(runtime),
        streams: Vec::new(),
    };
    open.streams = streams??;
    tokio::time::sleep(Duration::from_millis(500)).await;
    open.are_open(kind).await?;
    Ok(open)
}

async fn start(
    address: SocketAddr,
    kind: Kind,
    count: usize,
) -> Result<Vec<JoinHandle<Result<()>>>> {
    let mut streams = Vec::with_capacity(count);
    let mut channel = connect(address).await?;
    for n in 0..count {
        if n > 0 && n % OF_ONE_CONNECTION == 0 {
            channel = connect(address).await?;
        }
        let mut client = Grpc::new(channel.clone());
        client.ready().await?;
        streams.push(tokio::spawn(async move { Ok(kind.run(client).await?) }));
    }
    Ok(streams)
}

impl Open {
    /// An error with the end of a stream that has one.
    async fn are_open(&mut self, kind: Kind) -> Result<()> {
        let mut streams = self.streams.iter_mut();
        let Some(ended) = streams.find(|stream| stream.is_finished()) else {
            return Ok(());
        };
        let how = match ended.await? {
            Ok(()) => "with OK".to_owned(),
            Err(error) => format!("with {error}"),
        };
        Err(format!("a stream of {kind} has ended {how}").into())
    }
}

pub async fn connect(address: SocketAddr) -> Result<Channel> {
    let endpoint = Endpoint::from_shared(format!("http://{address}"))?;
    // What nobody reads is held here: let no stream take the window of its neighbours.
    let endpoint = endpoint.initial_stream_window_size(1 << 16);
    let endpoint = endpoint.initial_connection_window_size(1 << 20);
    Ok(endpoint.connect().await?)
}

type Messages = Pin<Box<dyn Stream<Item = Message> + Send>>;

impl Kind {
    async fn run(self, mut client: Grpc<Channel>) -> Result<(), Status> {
        let codec = ProstCodec::<Message, Message>::default();
        match self.flow {
            Flow::Client => {
                let rpc = if self.pace == Pace::Stuck {
                    "Deaf"
                } else {
                    "Read"
                };
                let codec = ProstCodec::<Message, u64>::default();
                let sent = Request::new(self.messages());
                client.client_streaming(sent, path(rpc), codec).await?;
                Ok(())
            }
            Flow::Server => {
                let rpc = if self.pace == Pace::Idle {
                    "Idle"
                } else {
                    "Write"
                };
                let codec = ProstCodec::<u64, Message>::default();
                let request = Request::new(u64::MAX);
                let answers = client.server_streaming(request, path(rpc), codec).await?;
                self.read(answers.into_inner()).await
            }
            Flow::Both => {
                let sent = Request::new(self.messages());
                let answers = client.streaming(sent, path("Both"), codec).await?;
                self.read(answers.into_inner()).await
            }
        }
    }

    /// What the client sends.
    fn messages(self) -> Messages {
        // Of shorter ones that nobody reads, h2 takes two thousand, and closes the connection.
        let size = if self.pace == Pace::Stuck { 1024 } else { SIZE };
        let endless = tokio_stream::iter(std::iter::repeat_with(move || vec![7; size]));
        match self.pace {
            Pace::Idle => Box::pin(pending()),
            Pace::Slow => Box::pin(endless.then(async |message| {
                tokio::time::sleep(SLOW).await;
                message
            })),
            Pace::Stuck => Box::pin(endless),
        }
    }

    async fn read(self, mut answers: tonic::Streaming<Message>) -> Result<(), Status> {
        if self.pace == Pace::Stuck {
            std::future::pending::<()>().await;
        }
        while answers.message().await?.is_some() {
            if self.flow == Flow::Server {
                tokio::time::sleep(SLOW).await;
            }
        }
        Ok(())
    }
}

pub fn path(rpc: &str) -> PathAndQuery {
    let path = format!("/bench.Streams/{rpc}");
    path.parse().expect("a path of letters")
}
