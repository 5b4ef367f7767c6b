//! A client of the service, on a connection of its own.

use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::{Stream, stream};
use prost::Message;
use socio_runtime::{Adapter, Config, Routes, TestServer};
use tokio::sync::mpsc;
use tonic::client::Grpc;
use tonic::codegen::http::uri::PathAndQuery;
use tonic::transport::Channel;
use tonic::{Code, Request, Response, Status, Streaming};
use tonic_prost::ProstCodec;

use crate::chat::{Probe, SERVICE};

/// Longer than any test takes.
pub const LONG: Duration = Duration::from_secs(60);

pub type Make = fn(&Config, Probe) -> BoxFuture<'_, Adapter>;

/// A server, what is seen of its handlers, and a connection to it.
pub struct Served {
    pub server: TestServer,
    pub channel: Channel,
    pub probe: Probe,
    pub ended: mpsc::UnboundedReceiver<Code>,
}

pub async fn served(make: Make) -> Served {
    served_as(make, |config| config).await
}

/// The same, with other settings.
pub async fn served_as(make: Make, settings: fn(Config) -> Config) -> Served {
    let (probe, ended) = Probe::new();
    let of_handlers = probe.clone();
    let routes = async move |config: &Config| {
        let config = settings(config.clone());
        Ok(Routes::new(&[]).service(make(&config, of_handlers).await))
    };
    let server = TestServer::start(routes).await.unwrap();
    let channel = server.channel().await.unwrap();
    Served {
        server,
        channel,
        probe,
        ended,
    }
}

pub fn path(rpc: &str) -> PathAndQuery {
    format!("/{}/{rpc}", SERVICE.name).parse().unwrap()
}

pub async fn unary<Q, R>(channel: &Channel, rpc: &str, request: Q) -> Result<Response<R>, Status>
where
    Q: Message + Default + 'static,
    R: Message + Default + 'static,
{
    let mut client = Grpc::new(channel.clone());
    client.ready().await.unwrap();
    let codec = ProstCodec::default();
    client.unary(Request::new(request), path(rpc), codec).await
}

/// Calls an RPC that answers with a stream.
pub async fn writes<Q, R>(
    channel: &Channel,
    rpc: &str,
    request: Request<Q>,
) -> Result<Response<Streaming<R>>, Status>
where
    Q: Message + Default + 'static,
    R: Message + Default + 'static,
{
    let mut client = Grpc::new(channel.clone());
    client.ready().await.unwrap();
    let codec = ProstCodec::default();
    client.server_streaming(request, path(rpc), codec).await
}

/// Calls an RPC that takes a stream.
pub async fn reads<Q, R>(
    channel: &Channel,
    rpc: &str,
    messages: impl Stream<Item = Q> + Send + 'static,
) -> Result<R, Status>
where
    Q: Message + Default + 'static,
    R: Message + Default + 'static,
{
    let mut client = Grpc::new(channel.clone());
    client.ready().await.unwrap();
    let codec = ProstCodec::default();
    let request = Request::new(messages);
    let answer = client.client_streaming(request, path(rpc), codec);
    answer.await.map(Response::into_inner)
}

/// A call with streams both ways.
pub struct Both {
    pub send: mpsc::Sender<String>,
    pub answers: Streaming<String>,
}

pub async fn duplex(channel: &Channel, rpc: &str, limit: Option<Duration>) -> Both {
    let (send, sent) = mpsc::channel(1);
    let sent = stream::unfold(sent, |mut sent| async { Some((sent.recv().await?, sent)) });
    let mut request = Request::new(sent);
    if let Some(limit) = limit {
        request.set_timeout(limit);
    }
    let mut client = Grpc::new(channel.clone());
    client.ready().await.unwrap();
    let codec = ProstCodec::default();
    let answers = client.streaming(request, path(rpc), codec).await;
    let answers = answers.unwrap().into_inner();
    Both { send, answers }
}

/// The messages of a stream, and how it ended.
pub async fn collected<R>(mut answers: Streaming<R>) -> (Vec<R>, Result<(), Status>) {
    let mut all = Vec::new();
    loop {
        match answers.message().await {
            Ok(Some(message)) => all.push(message),
            Ok(None) => return (all, Ok(())),
            Err(status) => return (all, Err(status)),
        }
    }
}

pub fn code(end: &Result<(), Status>) -> Code {
    end.as_ref().err().map_or(Code::Ok, Status::code)
}
