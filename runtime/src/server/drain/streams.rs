//! Streams that are open when their server is told to stop, in either façade.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tonic::transport::Endpoint;
use tonic::{Code, Request, Status};

use super::{Functions, Futures, Gate, LONG, SERVICE, config};
use crate::server::{Routes, serve_until};
use crate::{Action, Adapter, Config, aio, blocking};

/// Sees that the server stops, and says so.
const POLITE: Action = Action::Custom("Polite");
/// Goes on until it is ended.
const DEAF: Action = Action::Custom("Deaf");

async fn futures(config: &Config, gate: Arc<Gate>) -> Adapter {
    let service = Futures(aio::Database::open(config, &[]).await.unwrap(), gate);
    let polite = aio::adapter::Rpc::writes(POLITE, |_, cx: aio::WriteContext<i64>, _| {
        Box::pin(async move {
            cx.write(1).await?;
            cx.context().stopping().await;
            cx.write(2).await
        })
    });
    let deaf = aio::adapter::Rpc::writes(DEAF, |_, cx: aio::WriteContext<i64>, _| {
        Box::pin(async move {
            cx.write(1).await?;
            std::future::pending().await
        })
    });
    aio::adapter::adapter(service, &SERVICE, vec![polite, deaf])
}

async fn functions(config: &Config, gate: Arc<Gate>) -> Adapter {
    let service = Functions(blocking::Database::open(config, &[]).unwrap(), gate);
    let polite = blocking::adapter::Rpc::writes(POLITE, |_, cx: blocking::WriteContext<i64>, _| {
        cx.write(1)?;
        while !cx.context().is_stopping() {
            std::thread::sleep(Duration::from_millis(1));
        }
        cx.write(2)
    });
    let deaf = blocking::adapter::Rpc::writes(DEAF, |_, cx: blocking::WriteContext<i64>, _| {
        cx.write(1)?;
        while !cx.context().is_cancelled() {
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    });
    blocking::adapter::adapter(service, &SERVICE, vec![polite, deaf])
}

/// What a client reads of a stream that is open when its server stops, how it ends, and how
/// long the server took to stop.
async fn stopped(
    make: impl AsyncFn(&Config, Arc<Gate>) -> Adapter,
    rpc: &'static str,
    grace: Duration,
) -> (Vec<i64>, Result<(), Status>, Duration) {
    let files = tempfile::tempdir().unwrap();
    // Nobody waits at it here.
    let gate = Arc::new(Gate {
        entered: mpsc::unbounded_channel().0,
        open: Mutex::new(None),
    });
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let config = Config {
        drain: grace,
        ..config(&files)
    };
    let adapter = make(&config, gate).await;
    let routes = Routes::new(&[]).service(adapter);
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(async move {
        serve_until(listener, routes, &config, async { drop(stopped.await) }).await
    });
    let endpoint = Endpoint::from_shared(format!("http://{address}")).unwrap();
    let mut client = tonic::client::Grpc::new(endpoint.connect().await.unwrap());
    client.ready().await.unwrap();
    let path = format!("/{}/{rpc}", SERVICE.name).parse().unwrap();
    let codec = tonic_prost::ProstCodec::<(), i64>::default();
    let answers = client.server_streaming(Request::new(()), path, codec).await;
    let mut answers = answers.unwrap().into_inner();
    let mut read = vec![answers.message().await.unwrap().unwrap()];
    let told = Instant::now();
    drop(stop);
    let end = loop {
        match answers.message().await {
            Ok(Some(number)) => read.push(number),
            end => break end.map(drop),
        }
    };
    server.await.unwrap().unwrap();
    (read, end, told.elapsed())
}

async fn a_stream_that_sees_the_stop_ends_well(make: impl AsyncFn(&Config, Arc<Gate>) -> Adapter) {
    let (read, end, took) = stopped(make, "Polite", LONG).await;
    assert_eq!(read, [1, 2]);
    end.unwrap();
    assert!(took < LONG);
}

async fn a_stream_that_goes_on_is_ended_with_a_text(
    make: impl AsyncFn(&Config, Arc<Gate>) -> Adapter,
) {
    let grace = Duration::from_millis(500);
    let (read, end, took) = stopped(make, "Deaf", grace).await;
    assert_eq!(read, [1]);
    let status = end.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
    let text = "The server is stopping.";
    assert!(status.message().contains(text), "{status:?}");
    assert!(took >= grace / 2);
}

macro_rules! within {
    ($($name:ident: $test:ident($make:ident);)*) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            tokio::time::timeout(LONG, $test($make)).await.unwrap();
        }
    )*};
}

within! {
    futures_end_well: a_stream_that_sees_the_stop_ends_well(futures);
    functions_end_well: a_stream_that_sees_the_stop_ends_well(functions);
    futures_are_ended: a_stream_that_goes_on_is_ended_with_a_text(futures);
    functions_are_ended: a_stream_that_goes_on_is_ended_with_a_text(functions);
}
