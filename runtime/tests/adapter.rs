//! What the adapter makes of calls in all four flows, in either façade: over a channel, and of
//! requests that no client of tonic's would send.
mod blog;

use std::time::Duration;

use blog::{SERVICE, code, config};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http_body_util::{BodyExt, Full};
use prost::Message;
use socio_runtime::generated::{decode, encode};
use socio_runtime::{Action, Adapter, Routes, TestServer};
use tonic::client::Grpc;
use tonic::codec::CompressionEncoding;
use tonic::codegen::http::{HeaderMap, Request as Http, uri::PathAndQuery};
use tonic::transport::Channel;
use tonic::{Code, Request, Status, Streaming};
use tonic_prost::ProstCodec;
use tower::Service as _;

type Refusal = (Code, &'static str, &'static str);

const TOO_LARGE: Refusal = (
    Code::ResourceExhausted,
    "The message is larger than 4194304 bytes.",
    "too_large",
);
const MALFORMED: Refusal = (
    Code::Internal,
    "The message could not be decoded.",
    "malformed",
);
const NOT_ONE: Refusal = (
    Code::Unimplemented,
    "This method takes exactly one message.",
    "unimplemented",
);
const NO_SUCH_METHOD: Refusal = (
    Code::Unimplemented,
    "There is no such method.",
    "unimplemented",
);
const LATE: Refusal = (
    Code::DeadlineExceeded,
    "The deadline has passed.",
    "timeout",
);

/// What each RPC does with texts: `Twice` repeats one, `Letters` streams them, `Join` puts a
/// stream together and names what it cannot read, `Echo` answers each.
mod futures {
    use super::*;
    use blog::aio::Posts;
    use socio_runtime::generated::aio::{
        Database, DuplexContext, ItemStream, ReadContext, Rpc, adapter, encode_all,
    };

    pub async fn open(directory: &std::path::Path) -> Adapter {
        let config = config(directory);
        let database = Database::open(&config, blog::MIGRATIONS).await;
        texts(Posts(database.unwrap()))
    }

    fn texts(service: Posts) -> Adapter {
        let table = vec![
            Rpc::unary(Action::Custom("Twice"), |_, _, message| {
                Box::pin(async { encode(decode::<String>(message)?.repeat(2)) })
            }),
            Rpc::server_stream(Action::Custom("Letters"), |_, _, message| {
                Box::pin(async {
                    let letters: Vec<_> = decode::<String>(message)?.chars().collect();
                    let letters = letters.into_iter().map(|letter| Ok(letter.to_string()));
                    encode_all(ItemStream::from_items(letters))
                })
            }),
            Rpc::reads(Action::Custom("Join"), |_, cx: ReadContext<String>| {
                Box::pin(async move {
                    let mut all = Vec::new();
                    loop {
                        match cx.read().await {
                            Ok(Some(text)) => all.push(text),
                            Ok(None) => return encode(all.join(" ")),
                            Err(error) => all.push(format!("{:?}", error.code())),
                        }
                    }
                })
            }),
            Rpc::reads(Action::Custom("Strict"), |_, cx: ReadContext<String>| {
                Box::pin(async move {
                    while cx.read().await?.is_some() {}
                    encode(())
                })
            }),
            Rpc::duplex(Action::Custom("Echo"), |_, cx: DuplexContext<_, String>| {
                Box::pin(async move { cx.write_all(cx.messages()).await })
            }),
            Rpc::unary(Action::Custom("Never"), |_, _, _| {
                Box::pin(std::future::pending())
            }),
            Rpc::unary(Action::Custom("Panic"), |_, _, _| {
                Box::pin(async { panic!("a secret") })
            }),
        ];
        adapter(service, &SERVICE, table)
    }
}

/// The same, as plain functions.
mod functions {
    use super::*;
    use blog::blocking::Posts;
    use socio_runtime::generated::blocking::{
        Database, DuplexContext, ItemStream, ReadContext, Rpc, adapter, encode_all,
    };

    pub async fn open(directory: &std::path::Path) -> Adapter {
        let database = Database::open(&config(directory), blog::MIGRATIONS);
        texts(Posts(database.unwrap()))
    }

    fn texts(service: Posts) -> Adapter {
        let table = vec![
            Rpc::unary(Action::Custom("Twice"), |_, _, message| {
                encode(decode::<String>(message)?.repeat(2))
            }),
            Rpc::server_stream(Action::Custom("Letters"), |_, _, message| {
                let letters: Vec<_> = decode::<String>(message)?.chars().collect();
                let letters = letters.into_iter().map(|letter| Ok(letter.to_string()));
                encode_all(ItemStream::from_items(letters))
            }),
            Rpc::reads(Action::Custom("Join"), |_, cx: ReadContext<String>| {
                let mut all = Vec::new();
                loop {
                    match cx.read() {
                        Ok(Some(text)) => all.push(text),
                        Ok(None) => return encode(all.join(" ")),
                        Err(error) => all.push(format!("{:?}", error.code())),
                    }
                }
            }),
            Rpc::reads(Action::Custom("Strict"), |_, cx: ReadContext<String>| {
                while cx.read()?.is_some() {}
                encode(())
            }),
            Rpc::duplex(Action::Custom("Echo"), |_, cx: DuplexContext<_, String>| {
                cx.write_all(cx.messages())
            }),
            Rpc::unary(Action::Custom("Never"), |_, _, _| {
                std::thread::sleep(Duration::from_secs(2));
                encode(())
            }),
            Rpc::unary(Action::Custom("Panic"), |_, _, _| panic!("a secret")),
        ];
        adapter(service, &SERVICE, table)
    }
}

/// Opens the service of either façade over a database in a directory.
trait Texts: AsyncFn(&std::path::Path) -> Adapter + Copy {}
impl<T: AsyncFn(&std::path::Path) -> Adapter + Copy> Texts for T {}

async fn served(texts: impl Texts) -> (TestServer, tempfile::TempDir, Grpc<Channel>) {
    let files = tempfile::tempdir().unwrap();
    let routes = Routes::new(&[]).service(texts(files.path()).await);
    let server = TestServer::start(async |_| Ok(routes)).await.unwrap();
    let client = Grpc::new(server.channel().await.unwrap());
    (server, files, client)
}

fn path(rpc: &str) -> PathAndQuery {
    format!("/{}/{rpc}", SERVICE.name).parse().unwrap()
}

fn codec<Q, R>() -> ProstCodec<Q, R>
where
    Q: Message + Default + 'static,
    R: Message + Default + 'static,
{
    ProstCodec::default()
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

async fn collected(answers: tonic::Response<Streaming<String>>) -> Vec<String> {
    answers.into_inner().map(Result::unwrap).collect().await
}

async fn all_flows_come_through(texts: impl Texts) {
    let (_server, _files, mut client) = served(texts).await;
    let sent = stream::iter(owned(&["a", "b", "c"]));
    client.ready().await.unwrap();
    let twice = client.unary(Request::new("ab".to_owned()), path("Twice"), codec());
    let twice: String = twice.await.unwrap().into_inner();
    assert_eq!(twice, "abab");
    let sent_one = Request::new("abc".to_owned());
    client.ready().await.unwrap();
    let letters = client.server_streaming(sent_one, path("Letters"), codec());
    assert_eq!(collected(letters.await.unwrap()).await, ["a", "b", "c"]);
    client.ready().await.unwrap();
    let joined = client.client_streaming(Request::new(sent.clone()), path("Join"), codec());
    let joined: String = joined.await.unwrap().into_inner();
    assert_eq!(joined, "a b c");
    client.ready().await.unwrap();
    let echoed = client.streaming(Request::new(sent), path("Echo"), codec());
    assert_eq!(collected(echoed.await.unwrap()).await, ["a", "b", "c"]);
}

/// Answers come while the client still sends, and one that is slow holds nobody up.
async fn both_sides_talk_in_turns(texts: impl Texts) {
    let (_server, _files, client) = served(texts).await;
    let mut open = Vec::new();
    for _ in 0..20 {
        let (send, sent) = tokio::sync::mpsc::channel::<String>(1);
        let sent = stream::unfold(sent, |mut sent| async { Some((sent.recv().await?, sent)) });
        let mut client = client.clone();
        client.ready().await.unwrap();
        let answers = client.streaming(Request::new(sent), path("Echo"), codec());
        let mut answers = answers.await.unwrap().into_inner();
        for text in ["one", "two"] {
            send.send(text.to_owned()).await.unwrap();
            assert_eq!(answers.message().await.unwrap(), Some(text.to_owned()));
        }
        open.push((send, answers));
    }
    let mut client = client.clone();
    client.ready().await.unwrap();
    let twice = client.unary(Request::new("x".to_owned()), path("Twice"), codec());
    let twice: String = twice.await.unwrap().into_inner();
    assert_eq!(twice, "xx");
    let (send, mut answers) = open.pop().unwrap();
    drop(send);
    assert_eq!(answers.message().await.unwrap(), None);
}

async fn a_client_that_leaves_has_not_ended(texts: impl Texts) {
    let files = tempfile::tempdir().unwrap();
    let mut adapter = texts(files.path()).await;
    // A body that fails, as that of a stream which its client has reset.
    let first = frame(0, &"half".to_owned().encode_to_vec());
    let reset = stream::iter([
        Ok(http_body::Frame::data(first)),
        Err(Status::cancelled("reset")),
    ]);
    let body = http_body_util::StreamBody::new(reset);
    let request = Http::post(path("Join")).body(body).unwrap();
    let answer = adapter.call(request).await.unwrap();
    let status = Status::from_header_map(answer.headers()).unwrap();
    assert_eq!(status.code(), Code::Cancelled, "{status:?}");
}

/// A message as it stands in a body.
fn frame(flag: u8, message: &[u8]) -> Bytes {
    let length = u32::try_from(message.len()).unwrap().to_be_bytes();
    [&[flag][..], &length, message].concat().into()
}

/// The status of an answer, and its body.
async fn raw(
    texts: impl Texts,
    rpc: &str,
    headers: &[(&'static str, &str)],
    body: Bytes,
) -> (Status, HeaderMap, Bytes) {
    let files = tempfile::tempdir().unwrap();
    let mut request = Http::post(path(rpc));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Full::new(body)).unwrap();
    let answer = texts(files.path()).await.call(request).await.unwrap();
    let headers = answer.headers().clone();
    let body = answer.into_body().collect().await.unwrap();
    let trailers = body.trailers().cloned().unwrap_or_default();
    let status = Status::from_header_map(&trailers).or_else(|| Status::from_header_map(&headers));
    (status.unwrap(), headers, body.to_bytes())
}

/// Whether a status says so, in the JSON form.
fn says(status: &Status, (code, message, text_code): Refusal) -> bool {
    let said: serde_json::Value = serde_json::from_str(status.message()).unwrap();
    status.code() == code && said == serde_json::json!({"message": message, "code": text_code})
}

fn text(text: &str) -> Vec<u8> {
    text.to_owned().encode_to_vec()
}

fn packed(message: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(message).unwrap();
    packed.finish().unwrap()
}

async fn large_messages_are_refused(texts: impl Texts) {
    let large = vec![0; (4 << 20) + 1];
    let gzip = [("grpc-encoding", "gzip")];
    for rpc in ["Twice", "Letters", "Strict", "Echo"] {
        let answer = raw(texts, rpc, &[], frame(0, &large)).await;
        assert!(says(&answer.0, TOO_LARGE), "{:?}", answer.0);
        let answer = raw(texts, rpc, &gzip, frame(1, &packed(&large))).await;
        assert!(says(&answer.0, TOO_LARGE), "{:?}", answer.0);
    }
    // In mid-stream: what came before is answered, what comes behind is not read.
    let body = [frame(0, &text("a")), frame(0, &large), frame(0, &text("b"))].concat();
    let answer = raw(texts, "Echo", &[], body.clone().into()).await;
    assert!(says(&answer.0, TOO_LARGE), "{:?}", answer.0);
    assert_eq!(answer.2, frame(0, &text("a")));
    let answer = raw(texts, "Join", &[], body.into()).await;
    assert_eq!(answer.2, frame(0, &text("a ResourceExhausted")));
}

async fn what_is_no_message_is_refused(texts: impl Texts) {
    // A number where the text is expected.
    let number = [0x08, 0x01];
    for rpc in ["Twice", "Letters", "Strict", "Echo"] {
        for body in [
            frame(0, &number),
            frame(1, &text("no encoding was named")),
            frame(7, &text("no such flag")),
            frame(0, &text("cut off")).slice(..8),
        ] {
            let answer = raw(texts, rpc, &[], body.clone()).await;
            assert!(says(&answer.0, MALFORMED), "{rpc} {:?}", answer.0);
        }
        let body = frame(1, &text("not packed"));
        let answer = raw(texts, rpc, &[("grpc-encoding", "gzip")], body).await;
        assert!(says(&answer.0, MALFORMED), "{rpc} {:?}", answer.0);
    }
    // In mid-stream, too: what comes behind is not read.
    let body = [
        frame(0, &text("a")),
        frame(0, &number),
        frame(0, &text("b")),
    ]
    .concat();
    let answer = raw(texts, "Join", &[], body.into()).await;
    assert_eq!(answer.2, frame(0, &text("a Internal")));
}

async fn one_message_is_one(texts: impl Texts) {
    let two = [frame(0, &text("a")), frame(0, &text("b"))].concat();
    for rpc in ["Twice", "Letters"] {
        for body in [Bytes::new(), two.clone().into()] {
            let answer = raw(texts, rpc, &[], body).await;
            assert!(says(&answer.0, NOT_ONE), "{:?}", answer.0);
        }
    }
}

async fn messages_are_compressed_both_ways(texts: impl Texts) {
    let (_server, _files, client) = served(texts).await;
    let long = "long ".repeat(1000);
    for encoding in [CompressionEncoding::Gzip, CompressionEncoding::Deflate] {
        let client = client.clone().accept_compressed(encoding);
        let mut client = client.send_compressed(encoding);
        client.ready().await.unwrap();
        let sent = Request::new(long.clone());
        client.ready().await.unwrap();
        let twice = client.unary(sent, path("Twice"), codec()).await.unwrap();
        assert!(twice.metadata().contains_key("grpc-encoding"));
        let twice: String = twice.into_inner();
        assert_eq!(twice, long.repeat(2));
        client.ready().await.unwrap();
        let sent = Request::new(stream::iter(vec![long.clone(); 3]));
        client.ready().await.unwrap();
        let echoed = client.streaming(sent, path("Echo"), codec()).await.unwrap();
        assert_eq!(collected(echoed).await, vec![long.clone(); 3]);
    }
}

async fn answers_are_compressed_where_it_is_asked_and_worth_it(texts: impl Texts) {
    let long = frame(0, &text(&"long ".repeat(1000)));
    let short = frame(0, &text("short"));
    for (body, rpc, asked, flag) in [
        (&long, "Twice", "gzip", 1),
        (&long, "Twice", "identity, deflate, gzip", 0),
        (&short, "Twice", "gzip", 0),
        (&long, "Echo", "deflate,identity", 1),
        (&long, "Echo", "br", 0),
    ] {
        let headers = [("grpc-accept-encoding", asked)];
        let (status, _, body) = raw(texts, rpc, &headers, body.clone()).await;
        assert_eq!((status.code(), body[0]), (Code::Ok, flag), "{rpc} {asked}");
    }
    let (status, headers, _) = raw(texts, "Twice", &[("grpc-encoding", "br")], short).await;
    assert_eq!(status.code(), Code::Unimplemented);
    assert!(status.message().contains("is not supported"), "{status:?}");
    let known = headers["grpc-accept-encoding"].to_str().unwrap();
    assert!(known.starts_with("gzip,deflate"), "{known}");
}

async fn what_is_not_there_has_a_text(texts: impl Texts) {
    let (_server, _files, mut client) = served(texts).await;
    for unknown in [
        "/blog.v1.PostController/Nothing",
        "/blog.v1.Nothing/Create",
        "/",
    ] {
        let path = PathAndQuery::from_static(unknown);
        client.ready().await.unwrap();
        let answer = client.unary::<(), (), _>(Request::new(()), path, codec());
        let status = answer.await.unwrap_err();
        assert!(says(&status, NO_SUCH_METHOD), "{status:?}");
    }
}

async fn deadlines_and_panics_are_ours(texts: impl Texts) {
    let files = tempfile::tempdir().unwrap();
    let mut client = Grpc::new(texts(files.path()).await);
    let mut request = Request::new(String::new());
    request.set_timeout(Duration::from_millis(50));
    let late = client.unary::<_, (), _>(request, path("Never"), codec());
    let status = late.await.unwrap_err();
    assert!(says(&status, LATE), "{status:?}");
    let mut request = Request::new(stream::pending::<String>());
    request.set_timeout(Duration::from_millis(50));
    let late = client.client_streaming::<_, _, (), _>(request, path("Strict"), codec());
    let status = late.await.unwrap_err();
    assert!(says(&status, LATE), "{status:?}");
    let panic = client.unary::<_, (), _>(Request::new(String::new()), path("Panic"), codec());
    let (status, text) = code(panic.await.map(drop));
    assert_eq!(status, Code::Internal);
    assert!(
        text.contains("Internal error") && !text.contains("secret"),
        "{text}"
    );
}

macro_rules! both {
    ($($test:ident),* $(,)?) => {$(
        mod $test {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn futures() {
                super::$test(super::futures::open).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn functions() {
                super::$test(super::functions::open).await;
            }
        }
    )*};
}

both! {
    all_flows_come_through,
    both_sides_talk_in_turns,
    a_client_that_leaves_has_not_ended,
    large_messages_are_refused,
    what_is_no_message_is_refused,
    one_message_is_one,
    messages_are_compressed_both_ways,
    answers_are_compressed_where_it_is_asked_and_worth_it,
    what_is_not_there_has_a_text,
    deadlines_and_panics_are_ours,
}
