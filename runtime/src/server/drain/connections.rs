//! Connections that have no call, when their server stops and before.

use std::time::{Duration, Instant};

use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

use super::{LONG, config};
use crate::server::{Routes, serve_until};
use crate::{Config, StartupError};

struct Server {
    address: std::net::SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<Result<(), StartupError>>,
    _files: tempfile::TempDir,
}

/// A server without services.
async fn server(change: impl FnOnce(&mut Config)) -> Server {
    let files = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let mut config = config(&files);
    change(&mut config);
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let ended = tokio::spawn(async move {
        let stopped = async { drop(stopped.await) };
        serve_until(listener, Routes::new(&[]), &config, stopped).await
    });
    Server {
        address,
        stop,
        ended,
        _files: files,
    }
}

/// Waits until the server closes the connection, and says how long that took.
async fn closed(mut silent: TcpStream) -> Duration {
    let begun = Instant::now();
    let mut bytes = Vec::new();
    let read = silent.read_to_end(&mut bytes);
    let _ = tokio::time::timeout(LONG, read).await.expect("closed");
    begun.elapsed()
}

#[tokio::test]
async fn silent_connections_do_not_hold_a_stop() {
    let server = server(|config| config.drain = LONG).await;
    let connect = || TcpStream::connect(server.address);
    let silent = futures_util::future::join_all((0..200).map(|_| connect())).await;
    let silent: Vec<_> = silent.into_iter().map(Result::unwrap).collect();
    // Accepted, and not only in the queue of the system.
    let mut health = health(&server).await;
    let request = HealthCheckRequest::default();
    health.check(request).await.unwrap();
    drop(server.stop);
    // Much earlier than the grace.
    let ended = tokio::time::timeout(LONG / 2, server.ended).await;
    ended.expect("stopped").unwrap().unwrap();
    drop(silent);
}

#[tokio::test]
async fn a_client_that_does_not_begin_is_sent_away() {
    let soon = Duration::from_millis(50);
    let server = server(|config| config.handshake = soon).await;
    let silent = TcpStream::connect(server.address).await.unwrap();
    assert!(closed(silent).await < LONG);
    // One that speaks HTTP/2 is not in a hurry.
    let mut health = health(&server).await;
    for _ in 0..2 {
        tokio::time::sleep(soon * 2).await;
        let request = HealthCheckRequest::default();
        health.check(request).await.unwrap();
    }
}

#[tokio::test]
async fn a_connection_without_calls_ends_and_one_with_an_open_call_goes_on() {
    let idle = Duration::from_millis(100);
    let server = server(|config| config.connection_idle = idle).await;
    let mut health = health(&server).await;
    let request = HealthCheckRequest::default();
    // An open call without a message for many times as long.
    let mut watched = health.watch(request).await.unwrap().into_inner();
    assert!(watched.message().await.unwrap().is_some());
    let next = tokio::time::timeout(idle * 8, watched.message()).await;
    assert!(next.is_err(), "the call has ended");
    drop((watched, health));
    closed(speaking(&server).await).await;
}

/// It has said that it speaks HTTP/2, and answers nothing: the server's last words neither.
#[tokio::test]
async fn a_client_that_no_longer_answers_does_not_hold_a_stop() {
    let server = server(|config| config.drain = LONG).await;
    let silent = speaking(&server).await;
    health(&server)
        .await
        .check(HealthCheckRequest::default())
        .await
        .unwrap();
    drop(server.stop);
    let ended = tokio::time::timeout(LONG / 2, server.ended).await;
    ended.expect("stopped").unwrap().unwrap();
    drop(silent);
}

#[tokio::test]
async fn metadata_has_a_limit() {
    let server = server(|config| config.max_metadata = 4096).await;
    let mut health = health(&server).await;
    let mut check = async |size: usize| {
        let mut request = tonic::Request::new(HealthCheckRequest::default());
        let text = "x".repeat(size).parse().unwrap();
        request.metadata_mut().insert("long", text);
        health.check(request).await
    };
    check(2000).await.unwrap();
    check(8000).await.expect_err("too much metadata");
    // The connection goes on.
    check(2000).await.unwrap();
}

/// A connection that has said that it speaks HTTP/2, and nothing else.
async fn speaking(server: &Server) -> TcpStream {
    let mut silent = TcpStream::connect(server.address).await.unwrap();
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
    tokio::io::AsyncWriteExt::write_all(&mut silent, preface)
        .await
        .unwrap();
    silent
}

async fn health(server: &Server) -> HealthClient<tonic::transport::Channel> {
    let endpoint = tonic::transport::Endpoint::from_shared(format!("http://{}", server.address));
    HealthClient::new(endpoint.unwrap().connect().await.unwrap())
}
