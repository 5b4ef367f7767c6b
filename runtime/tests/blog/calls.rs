//! Calls through an adapter, without a server: the message says which of the test's closures
//! stands for the handler. An entry of a table is a plain function, which could not hold it.

use std::any::Any;
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use prost::Message;
use socio_runtime::{Action, Adapter, Error, Result};
use tonic::client::Grpc;
use tonic::codegen::http::uri::PathAndQuery;
use tonic::{Request, Response, Status, Streaming};
use tonic_prost::ProstCodec;

static HANDLERS: Mutex<Option<HashMap<u64, Box<dyn Any + Send>>>> = Mutex::new(None);

/// Keeps a handler until it is called; its number is the message.
pub fn put(handler: impl Any + Send) -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let mut handlers = HANDLERS.lock().unwrap();
    handlers
        .get_or_insert_default()
        .insert(number, Box::new(handler));
    number
}

/// The handler that a message asks for.
pub fn take<H: Any>(message: bytes::Bytes) -> Result<H> {
    let number: u64 = socio_runtime::generated::decode(message)?;
    let handler = HANDLERS.lock().unwrap().as_mut().unwrap().remove(&number);
    let handler = handler.ok_or_else(|| Error::internal("called twice"))?;
    Ok(*handler.downcast::<H>().unwrap())
}

pub fn path(action: Action) -> PathAndQuery {
    format!("/{}/{}", super::SERVICE.name, action.name())
        .parse()
        .unwrap()
}

/// One message, one answer.
pub async fn unary(adapter: &Adapter, action: Action, request: Request<u64>) -> Result<(), Status> {
    let codec = ProstCodec::<u64, ()>::default();
    let mut client = Grpc::new(adapter.clone());
    client
        .unary(request, path(action), codec)
        .await
        .map(Response::into_inner)
}

/// One message, a stream of answers.
pub async fn stream<M: Message + Default + 'static>(
    adapter: &Adapter,
    request: Request<u64>,
) -> Result<Streaming<M>, Status> {
    let codec = ProstCodec::<u64, M>::default();
    let mut client = Grpc::new(adapter.clone());
    let answer = client.server_streaming(request, path(Action::Stream), codec);
    answer.await.map(Response::into_inner)
}
