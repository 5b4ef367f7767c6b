//! The handlers as they are written by hand over tonic.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};
use tokio_stream::wrappers::{ReceiverStream, TcpListenerStream};
use tonic::body::Body;
use tonic::codegen::http;
use tonic::server::{ClientStreamingService, Grpc, NamedService};
use tonic::server::{ServerStreamingService, StreamingService, UnaryService};
use tonic::{Request, Response, Status, Streaming};
use tonic_prost::ProstCodec;

use crate::{Message, Result, SIZE};

/// What waits between a handler and its client.
const WAITING: usize = 64;

#[derive(Clone, Copy)]
pub enum Colour {
    Task,
    Thread,
}

pub async fn serve(colour: Colour) -> Result<SocketAddr> {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    let server = tonic::transport::Server::builder()
        .tcp_nodelay(true)
        .add_service(Streams(colour))
        .serve_with_incoming(TcpListenerStream::new(listener));
    tokio::spawn(server);
    Ok(address)
}

#[derive(Clone, Copy)]
struct Streams(Colour);

impl NamedService for Streams {
    const NAME: &'static str = "bench.Streams";
}

type Later<T> = Pin<Box<dyn Future<Output = Result<T, Status>> + Send>>;
type Answers = ReceiverStream<Result<Message, Status>>;

impl tonic::codegen::Service<http::Request<Body>> for Streams {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let colour = self.0;
        Box::pin(async move {
            Ok(match request.uri().path() {
                "/bench.Streams/Unary" => {
                    let mut grpc = Grpc::new(ProstCodec::<Message, Message>::default());
                    grpc.unary(Unary(colour), request).await
                }
                "/bench.Streams/Idle" => {
                    let mut grpc = Grpc::new(ProstCodec::<Message, u64>::default());
                    grpc.server_streaming(Idle(colour), request).await
                }
                "/bench.Streams/Deaf" => {
                    let mut grpc = Grpc::new(ProstCodec::<u64, Message>::default());
                    grpc.client_streaming(Deaf(colour), request).await
                }
                "/bench.Streams/Write" => {
                    let mut grpc = Grpc::new(ProstCodec::<Message, u64>::default());
                    grpc.server_streaming(Write(colour), request).await
                }
                "/bench.Streams/Read" => {
                    let mut grpc = Grpc::new(ProstCodec::<u64, Message>::default());
                    grpc.client_streaming(Read(colour), request).await
                }
                _ => {
                    let mut grpc = Grpc::new(ProstCodec::<Message, Message>::default());
                    grpc.streaming(Both(colour), request).await
                }
            })
        })
    }
}

struct Unary(Colour);

impl UnaryService<Message> for Unary {
    type Response = Message;
    type Future = Later<Response<Message>>;

    fn call(&mut self, request: Request<Message>) -> Self::Future {
        let colour = self.0;
        Box::pin(async move {
            let message = request.into_inner();
            match colour {
                Colour::Task => Ok(Response::new(message)),
                Colour::Thread => {
                    let answer = tokio::task::spawn_blocking(|| Response::new(message));
                    answer.await.map_err(gone)
                }
            }
        })
    }
}

fn gone<E>(_: E) -> Status {
    Status::internal("the handler is gone")
}

/// A stream without messages, until its client leaves.
struct Idle(Colour);

impl ServerStreamingService<u64> for Idle {
    type Response = Message;
    type ResponseStream = Answers;
    type Future = Later<Response<Answers>>;

    fn call(&mut self, _: Request<u64>) -> Self::Future {
        let (send, sent) = mpsc::channel(WAITING);
        match self.0 {
            Colour::Task => drop(tokio::spawn(async move { send.closed().await })),
            Colour::Thread => {
                let runtime = Handle::current();
                std::thread::spawn(move || runtime.block_on(send.closed()));
            }
        }
        Box::pin(async move { Ok(Response::new(ReceiverStream::new(sent))) })
    }
}

/// It reads nothing of what its client sends, until that leaves.
struct Deaf(Colour);

impl ClientStreamingService<Message> for Deaf {
    type Response = u64;
    type Future = Later<Response<u64>>;

    fn call(&mut self, request: Request<Streaming<Message>>) -> Self::Future {
        let messages = request.into_inner();
        let (mut done, counted) = oneshot::channel();
        if let Colour::Thread = self.0 {
            let runtime = Handle::current();
            std::thread::spawn(move || runtime.block_on(done.closed()));
            return Box::pin(async move {
                let _messages = messages;
                counted.await.map(Response::new).map_err(gone)
            });
        }
        Box::pin(async move {
            let (_messages, _done) = (messages, done);
            counted.await.map(Response::new).map_err(gone)
        })
    }
}

struct Write(Colour);

impl ServerStreamingService<u64> for Write {
    type Response = Message;
    type ResponseStream = Answers;
    type Future = Later<Response<Answers>>;

    fn call(&mut self, request: Request<u64>) -> Self::Future {
        let count = request.into_inner();
        let (send, sent) = mpsc::channel(WAITING);
        match self.0 {
            Colour::Task => drop(tokio::spawn(async move {
                for _ in 0..count {
                    if send.send(Ok(vec![7; SIZE])).await.is_err() {
                        return;
                    }
                }
            })),
            Colour::Thread => drop(std::thread::spawn(move || {
                for _ in 0..count {
                    if send.blocking_send(Ok(vec![7; SIZE])).is_err() {
                        return;
                    }
                }
            })),
        }
        Box::pin(async move { Ok(Response::new(ReceiverStream::new(sent))) })
    }
}

/// The messages of a client, for a thread.
fn received(mut messages: Streaming<Message>) -> mpsc::Receiver<Message> {
    let (send, sent) = mpsc::channel(WAITING);
    tokio::spawn(async move {
        while let Ok(Some(message)) = messages.message().await {
            if send.send(message).await.is_err() {
                return;
            }
        }
    });
    sent
}

struct Read(Colour);

impl ClientStreamingService<Message> for Read {
    type Response = u64;
    type Future = Later<Response<u64>>;

    fn call(&mut self, request: Request<Streaming<Message>>) -> Self::Future {
        let mut messages = request.into_inner();
        match self.0 {
            Colour::Task => Box::pin(async move {
                let mut count = 0;
                while messages.message().await?.is_some() {
                    count += 1;
                }
                Ok(Response::new(count))
            }),
            Colour::Thread => {
                let (done, counted) = oneshot::channel();
                let mut messages = received(messages);
                std::thread::spawn(move || {
                    let mut count = 0;
                    while messages.blocking_recv().is_some() {
                        count += 1;
                    }
                    let _ = done.send(count);
                });
                Box::pin(async move { counted.await.map(Response::new).map_err(gone) })
            }
        }
    }
}

struct Both(Colour);

impl StreamingService<Message> for Both {
    type Response = Message;
    type ResponseStream = Answers;
    type Future = Later<Response<Answers>>;

    fn call(&mut self, request: Request<Streaming<Message>>) -> Self::Future {
        let mut messages = request.into_inner();
        let (send, sent) = mpsc::channel(WAITING);
        match self.0 {
            Colour::Task => drop(tokio::spawn(async move {
                while let Ok(Some(message)) = messages.message().await {
                    if send.send(Ok(message)).await.is_err() {
                        return;
                    }
                }
            })),
            Colour::Thread => {
                let mut messages = received(messages);
                std::thread::spawn(move || {
                    while let Some(message) = messages.blocking_recv() {
                        if send.blocking_send(Ok(message)).is_err() {
                            return;
                        }
                    }
                });
            }
        }
        Box::pin(async move { Ok(Response::new(ReceiverStream::new(sent))) })
    }
}
