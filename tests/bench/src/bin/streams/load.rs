//! The client.

use std::net::SocketAddr;
use std::time::Instant;

use tokio_stream::wrappers::ReceiverStream;
use tokio_stream::{Stream, StreamExt};
use tonic::Request;
use tonic::client::Grpc;
use tonic::transport::{Channel, Endpoint};
use tonic_prost::ProstCodec;

use crate::kinds::path;
use crate::{Message, Result, SIZE};

/// Messages a second of one stream, by the place of its flow.
pub async fn rate(address: SocketAddr, flow: usize, count: u64) -> Result<f64> {
    let channel = Endpoint::from_shared(format!("http://{address}"))?
        .connect()
        .await?;
    let mut client = Grpc::new(channel);
    client.ready().await?;
    let begun = Instant::now();
    let done = match flow {
        0 => write(client, count).await?,
        1 => read(client, count).await?,
        2 => both(client, count).await?,
        _ => ping_pong(client, count / 20).await?,
    };
    #[allow(clippy::cast_precision_loss, reason = "a rate")]
    let done = done as f64;
    Ok(done / begun.elapsed().as_secs_f64())
}

fn messages(count: u64) -> impl Stream<Item = Message> + Send + 'static {
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    tokio_stream::iter(std::iter::repeat_n(vec![7; SIZE], count))
}

async fn write(mut client: Grpc<Channel>, count: u64) -> Result<u64> {
    let codec = ProstCodec::<u64, Message>::default();
    let answers = client.server_streaming(Request::new(count), path("Write"), codec);
    counted(answers.await?.into_inner(), count).await
}

async fn read(mut client: Grpc<Channel>, count: u64) -> Result<u64> {
    let codec = ProstCodec::<Message, u64>::default();
    let request = Request::new(messages(count));
    let answer = client
        .client_streaming(request, path("Read"), codec)
        .await?;
    (answer.into_inner() == count)
        .then_some(count)
        .ok_or_else(|| "lost".into())
}

async fn both(mut client: Grpc<Channel>, count: u64) -> Result<u64> {
    let codec = ProstCodec::<Message, Message>::default();
    let request = Request::new(messages(count));
    let answers = client.streaming(request, path("Both"), codec).await?;
    counted(answers.into_inner(), count).await
}

async fn counted(mut answers: tonic::Streaming<Message>, count: u64) -> Result<u64> {
    let mut seen = 0;
    while answers.message().await?.is_some() {
        seen += 1;
    }
    (seen == count)
        .then_some(count)
        .ok_or_else(|| "lost".into())
}

async fn ping_pong(mut client: Grpc<Channel>, count: u64) -> Result<u64> {
    let (send, sent) = tokio::sync::mpsc::channel(1);
    let codec = ProstCodec::<Message, Message>::default();
    let request = Request::new(ReceiverStream::new(sent));
    send.send(vec![7; SIZE]).await?;
    let answers = client.streaming(request, path("Both"), codec).await?;
    let mut answers = answers.into_inner();
    for _ in 0..count {
        answers.next().await.ok_or("ended")??;
        send.send(vec![7; SIZE]).await?;
    }
    Ok(count)
}
