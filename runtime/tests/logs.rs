//! What the log says of calls, in either façade: one line each when it has ended, and what was logged
//! meanwhile, on whatever thread, under the id of the call.
mod blog;

use std::io::Write;
use std::sync::{Mutex, Once};
use std::time::Duration;

use blog::SERVICE;
use futures_util::stream;
use prost::Message;
use serde_json::Value as Json;
use socio_runtime::generated::{aio, blocking, decode, encode};
use socio_runtime::{
    Action, Adapter, Code, ErrorContext, Result, Routes, TestServer, async_to_sync, sync_to_async,
};
use tonic::client::Grpc;
use tonic::metadata::MetadataMap;
use tonic::transport::Channel;
use tonic::{Request, Response, Status, Streaming};
use tonic_prost::ProstCodec;

const SAY: Action = Action::Custom("Say");
const FAIL: Action = Action::Custom("Fail");
const COUNT: Action = Action::Custom("Count");
const WRITE: Action = Action::Custom("Write");

fn no_ink() -> std::io::Result<()> {
    Err(std::io::Error::other("no ink"))
}

/// `Say` logs in a handler and on the other side of the bridge, `Fail` meets another library's error, `Count`
/// streams so many numbers, without an end where it is 0, `Write` writes two and fails.
mod futures {
    use super::*;
    use aio::{ItemStream, Rpc, adapter, encode_all};
    use blog::aio::{Posts, database};

    pub async fn service() -> (tempfile::TempDir, Adapter) {
        let (files, database) = database().await;
        let table = vec![
            Rpc::unary(SAY, |_, cx, _| {
                Box::pin(async move {
                    tracing::info!(said = "in the handler");
                    sync_to_async(|| {
                        tracing::info!(said = "on a thread");
                        Ok(())
                    })
                    .await?;
                    encode(cx.request_id().to_owned())
                })
            }),
            Rpc::unary(FAIL, |_, _, _| {
                Box::pin(async {
                    no_ink()?;
                    encode(())
                })
            }),
            Rpc::server_stream(COUNT, |_, _, message| {
                Box::pin(async {
                    match decode::<u32>(message)? {
                        0 => encode_all(ItemStream::new(stream::pending::<Result<u32>>())),
                        n => encode_all(ItemStream::new(stream::iter((0..n).map(Ok)))),
                    }
                })
            }),
            Rpc::writes(WRITE, |_, cx: aio::WriteContext<u32>, _| {
                Box::pin(async move {
                    for number in 0..2 {
                        cx.write(number).await?;
                        tracing::info!(said = "in the handler");
                    }
                    no_ink()?;
                    Ok(())
                })
            }),
        ];
        (files, adapter(Posts(database), &SERVICE, table))
    }
}

/// The same, as plain functions.
mod functions {
    use super::*;
    use blocking::{ItemStream, Rpc, adapter, encode_all};
    use blog::blocking::{Posts, database};

    pub async fn service() -> (tempfile::TempDir, Adapter) {
        let (files, database) = database();
        let table = vec![
            Rpc::unary(SAY, |_, cx, _| {
                tracing::info!(said = "in the handler");
                async_to_sync(async {
                    tracing::info!(said = "on a thread");
                    Ok(())
                })?;
                encode(cx.request_id().to_owned())
            }),
            Rpc::unary(FAIL, |_, _, _| {
                no_ink()?;
                encode(())
            }),
            Rpc::server_stream(COUNT, |_, _, message| match decode::<u32>(message)? {
                0 => encode_all(ItemStream::new(std::iter::from_fn(|| {
                    std::thread::sleep(Duration::from_millis(10));
                    Some(Ok(0_u32))
                }))),
                n => encode_all(ItemStream::new((0..n).map(Ok))),
            }),
            Rpc::writes(WRITE, |_, cx: blocking::WriteContext<u32>, _| {
                for number in 0..2 {
                    cx.write(number)?;
                    tracing::info!(said = "in the handler");
                }
                no_ink()?;
                Ok(())
            }),
        ];
        (files, adapter(Posts(database), &SERVICE, table))
    }
}

static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Log;

impl Write for Log {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        LOG.lock().unwrap().write(line)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The lines of a call, without the one that says how it ended.
struct Lines {
    before: Vec<Json>,
    end: Json,
}

/// Waits for the end of the call with this id.
async fn lines(id: &str) -> Lines {
    let of_call = |line: &Json| line["span"]["request_id"] == id;
    let all = || -> Vec<Json> {
        let log = LOG.lock().unwrap().clone();
        let lines = std::str::from_utf8(&log).unwrap().lines();
        let lines = lines.map(|line| serde_json::from_str(line).unwrap());
        lines.filter(of_call).collect()
    };
    for _ in 0..2000 {
        let (end, before): (Vec<_>, Vec<_>) = all()
            .into_iter()
            .partition(|line| line["message"] == "finished");
        if let Ok([end]) = <[Json; 1]>::try_from(end) {
            return Lines { before, end };
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("no end of {id} in {:?}", all());
}

struct Client {
    grpc: Grpc<Channel>,
    id: String,
    _server: TestServer,
    _files: tempfile::TempDir,
}

impl Client {
    async fn of(service: (tempfile::TempDir, Adapter)) -> Self {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            tracing_subscriber::fmt()
                .with_max_level(tracing::Level::DEBUG)
                .json()
                .flatten_event(true)
                .with_writer(|| Log)
                .init();
        });
        let (files, adapter) = service;
        let routes = Routes::new(&[]).service(adapter);
        let server = TestServer::start(async |_| Ok(routes)).await.unwrap();
        let mut grpc = Grpc::new(server.channel().await.unwrap());
        grpc.ready().await.unwrap();
        Self {
            grpc,
            id: files.path().display().to_string(),
            _server: server,
            _files: files,
        }
    }

    fn request<Q>(&self, message: Q) -> Request<Q> {
        let mut request = Request::new(message);
        request
            .metadata_mut()
            .insert("x-request-id", self.id.parse().unwrap());
        request
    }

    async fn unary<R: Message + Default + 'static>(
        &mut self,
        path: &str,
    ) -> Result<Response<R>, Status> {
        let path = path.parse().unwrap();
        let codec = ProstCodec::<(), R>::default();
        self.grpc.unary(self.request(()), path, codec).await
    }

    async fn count(&mut self, request: Request<u32>) -> Response<Streaming<u32>> {
        self.stream("Count", request).await
    }

    async fn stream(&mut self, rpc: &str, request: Request<u32>) -> Response<Streaming<u32>> {
        let path = format!("/{}/{rpc}", SERVICE.name).parse().unwrap();
        let codec = ProstCodec::<u32, u32>::default();
        let answer = self.grpc.server_streaming(request, path, codec);
        answer.await.unwrap()
    }

    fn is_answered(&self, metadata: &MetadataMap) {
        assert_eq!(metadata.get("x-request-id").unwrap(), self.id.as_str());
    }
}

async fn a_call_is_one_line_and_its_span_follows_it(mut client: Client) {
    let path = format!("/{}/Say", SERVICE.name);
    let answer = client.unary::<String>(&path).await.unwrap();
    client.is_answered(answer.metadata());
    assert_eq!(answer.into_inner(), client.id);
    let Lines { before, end } = lines(&client.id).await;
    let said: Vec<_> = before.iter().filter_map(|line| line.get("said")).collect();
    assert_eq!(said, ["in the handler", "on a thread"]);
    assert_eq!(end["level"], "INFO");
    assert_eq!(end["code"], "OK");
    assert!(end["duration_ms"].as_f64().unwrap() > 0.0, "{end}");
    assert_eq!(end["span"]["service"], SERVICE.name);
    assert_eq!(end["span"]["rpc"], "Say");
}

async fn a_foreign_error_is_internal_and_its_cause_is_logged_once(mut client: Client) {
    let path = format!("/{}/Fail", SERVICE.name);
    let status = client.unary::<()>(&path).await.unwrap_err();
    client.is_answered(status.metadata());
    assert_eq!(status.code(), Code::Internal);
    assert!(status.message().contains(&client.id), "{status:?}");
    assert!(!status.message().contains("ink"), "{status:?}");
    let Lines { before, end } = lines(&client.id).await;
    let causes: Vec<_> = before.iter().filter_map(|line| line.get("cause")).collect();
    assert_eq!(causes, ["no ink"]);
    assert_eq!(end["code"], "INTERNAL");
}

async fn a_method_that_is_not_there_is_logged_too(mut client: Client) {
    let status = client.unary::<()>("/no.Such/Method").await.unwrap_err();
    client.is_answered(status.metadata());
    let Lines { end, .. } = lines(&client.id).await;
    assert_eq!(end["code"], "UNIMPLEMENTED");
    assert_eq!(end["span"]["service"], "no.Such");
}

async fn health_is_logged_for_those_who_debug(mut client: Client) {
    let path = "/grpc.health.v1.Health/Check";
    client.unary::<()>(path).await.unwrap();
    let Lines { end, .. } = lines(&client.id).await;
    assert_eq!(
        (&end["code"], &end["level"]),
        (&"OK".into(), &"DEBUG".into())
    );
}

async fn a_stream_is_logged_when_it_ends(mut client: Client) {
    let answer = client.count(client.request(3)).await;
    client.is_answered(answer.metadata());
    let mut numbers = answer.into_inner();
    while numbers.message().await.unwrap().is_some() {}
    assert_eq!(lines(&client.id).await.end["code"], "OK");
}

async fn what_a_handler_of_a_stream_logs_belongs_to_its_call(mut client: Client) {
    let mut numbers = client.stream("Write", client.request(0)).await.into_inner();
    while let Ok(Some(_)) = numbers.message().await {}
    let Lines { before, end } = lines(&client.id).await;
    let said: Vec<_> = before.iter().filter_map(|line| line.get("said")).collect();
    assert_eq!(said, ["in the handler"; 2]);
    let causes: Vec<_> = before.iter().filter_map(|line| line.get("cause")).collect();
    assert_eq!(causes, ["no ink"]);
    assert_eq!(end["code"], "INTERNAL");
    assert_eq!(end["span"]["rpc"], "Write");
    assert!(end["duration_ms"].as_f64().unwrap() > 0.0, "{end}");
}

async fn a_client_that_leaves_its_stream_has_cancelled_it(mut client: Client) {
    drop(client.count(client.request(0)).await);
    assert_eq!(lines(&client.id).await.end["code"], "CANCELLED");
}

async fn a_stream_may_end_by_its_deadline(mut client: Client) {
    let mut request = client.request(0);
    request.set_timeout(Duration::from_millis(50));
    let mut numbers = client.count(request).await.into_inner();
    while let Ok(Some(_)) = numbers.message().await {}
    assert_eq!(lines(&client.id).await.end["code"], "DEADLINE_EXCEEDED");
}

#[test]
fn a_test_that_fails_shows_the_cause() {
    let panic = std::panic::catch_unwind(|| {
        let printed: Result<()> = no_ink().context("printing");
        printed.unwrap();
    });
    let text = panic.unwrap_err().downcast::<String>().unwrap();
    assert!(text.contains("printing\n    no ink"), "{text}");
}

macro_rules! both {
    ($($test:ident),* $(,)?) => {$(
        mod $test {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn futures() {
                super::$test(super::Client::of(super::futures::service().await).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn functions() {
                super::$test(super::Client::of(super::functions::service().await).await).await;
            }
        }
    )*};
}

both! {
    a_call_is_one_line_and_its_span_follows_it,
    a_foreign_error_is_internal_and_its_cause_is_logged_once,
    a_method_that_is_not_there_is_logged_too,
    health_is_logged_for_those_who_debug,
    a_stream_is_logged_when_it_ends,
    what_a_handler_of_a_stream_logs_belongs_to_its_call,
    a_client_that_leaves_its_stream_has_cancelled_it,
    a_stream_may_end_by_its_deadline,
}
