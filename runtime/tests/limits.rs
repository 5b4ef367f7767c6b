//! What a configuration allows a client to send, in either façade.
mod blog;

use blog::calls::path;
use blog::{MIGRATIONS, config};
use socio_runtime::{Action, Adapter, aio, blocking};
use tonic::client::Grpc;
use tonic::{Code, Request, Status};
use tonic_prost::ProstCodec;

/// Sends a message of so many bytes.
async fn send(adapter: &Adapter, size: usize) -> Status {
    let codec = ProstCodec::<Vec<u8>, ()>::default();
    let mut client = Grpc::new(adapter.clone());
    let message = Request::new(vec![0xff; size]);
    let answer = client.unary(message, path(Action::List), codec).await;
    answer.expect_err("no message that the service knows")
}

async fn is_limited(adapter: &Adapter) {
    let refused = send(adapter, 3000).await;
    assert_eq!(refused.code(), Code::ResourceExhausted);
    assert!(
        refused.message().contains("larger than 2000 bytes"),
        "{refused}"
    );
    assert_ne!(send(adapter, 1000).await.code(), Code::ResourceExhausted);
}

#[tokio::test]
async fn the_size_of_a_message_is_a_setting() {
    let files = tempfile::tempdir().unwrap();
    let mut config = config(files.path());
    config.max_message = 2000;
    let db = aio::Database::open(&config, MIGRATIONS).await.unwrap();
    is_limited(blog::aio::Calls::new(blog::aio::Posts(db)).adapter()).await;
    let db = blocking::Database::open(&config, MIGRATIONS).unwrap();
    is_limited(blog::blocking::Calls::new(blog::blocking::Posts(db)).adapter()).await;
}
