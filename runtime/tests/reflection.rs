//! A client that knows nothing in advance learns from the server how to read the details of an error.

use futures_util::stream;
use protox::prost_reflect::{DescriptorPool, DynamicMessage, Value};
use socio_runtime::{Error, Routes, TestServer};
use tonic::Status;
use tonic::transport::Channel;
use tonic_reflection::pb;

/// The files that a version of reflection answers a question with.
macro_rules! files {
    ($version:ident, $channel:expr, $question:ident($name:expr)) => {{
        use pb::$version::server_reflection_client::ServerReflectionClient;
        use pb::$version::server_reflection_request::MessageRequest;
        use pb::$version::server_reflection_response::MessageResponse;
        let request = pb::$version::ServerReflectionRequest {
            host: String::new(),
            message_request: Some(MessageRequest::$question($name.to_owned())),
        };
        let mut client = ServerReflectionClient::new($channel.clone());
        let answers = client.server_reflection_info(stream::iter([request])).await;
        let answer = answers.unwrap().into_inner().message().await.unwrap();
        match answer.unwrap().message_response {
            Some(MessageResponse::FileDescriptorResponse(answer)) => answer.file_descriptor_proto,
            other => panic!("{}: {other:?}", $name),
        }
    }};
}

/// The files that define these symbols, after what they import.
macro_rules! pool {
    ($version:ident, $channel:expr) => {{
        let channel: &Channel = $channel;
        let mut files = files!(
            $version,
            channel,
            FileByFilename("google/protobuf/any.proto")
        );
        for symbol in ["google.rpc.Status", "google.rpc.BadRequest"] {
            files.extend(files!($version, channel, FileContainingSymbol(symbol)));
        }
        let mut pool = DescriptorPool::new();
        for file in files {
            pool.decode_file_descriptor_proto(&*file).expect("a file");
        }
        pool
    }};
}

#[tokio::test]
async fn the_details_of_an_error_are_read_by_what_reflection_answers() {
    let server = TestServer::start(async |_| Ok(Routes::new(&[])))
        .await
        .unwrap();
    let channel = server.channel().await.unwrap();
    for pool in [pool!(v1, &channel), pool!(v1alpha, &channel)] {
        let error = Error::invalid()
            .field("title", "Too long.", "max_length")
            .element("scores", 2, "Too low.", "min_value");
        let status = Status::from(error);
        let rich = read(&pool, "google.rpc.Status", status.details());
        assert_eq!(number(&rich, "code"), 3);
        assert_eq!(text(&rich, "message"), status.message());
        let [request, info] = &messages(&rich, "details")[..] else {
            panic!("{rich}");
        };
        let violations = messages(&unpacked(&pool, request), "field_violations");
        let told = violations
            .iter()
            .map(|violation| ["field", "description", "reason"].map(|name| text(violation, name)));
        let expected = [
            ["title", "Too long.", "MAX_LENGTH"],
            ["scores[2]", "Too low.", "MIN_VALUE"],
        ];
        assert_eq!(told.collect::<Vec<_>>(), expected);
        let info = unpacked(&pool, info);
        let told = ["reason", "domain"].map(|name| text(&info, name));
        assert_eq!(told, ["INVALID", "socio"]);
    }
}

fn read(pool: &DescriptorPool, name: &str, bytes: &[u8]) -> DynamicMessage {
    let descriptor = pool.get_message_by_name(name).expect(name);
    let message = DynamicMessage::decode(descriptor, bytes).expect(name);
    assert_eq!(message.unknown_fields().count(), 0, "{message}");
    message
}

/// What an `Any` holds.
fn unpacked(pool: &DescriptorPool, any: &DynamicMessage) -> DynamicMessage {
    let url = text(any, "type_url");
    let name = url.strip_prefix("type.googleapis.com/").expect("a type");
    let value = any.get_field_by_name("value").expect("its bytes");
    read(pool, name, value.as_bytes().expect("bytes"))
}

fn messages(message: &DynamicMessage, field: &str) -> Vec<DynamicMessage> {
    let value = message.get_field_by_name(field).expect(field);
    let items = value.as_list().expect("a list").iter();
    items.filter_map(Value::as_message).cloned().collect()
}

fn text(message: &DynamicMessage, field: &str) -> String {
    let value = message.get_field_by_name(field).expect(field);
    value.as_str().expect("text").to_owned()
}

fn number(message: &DynamicMessage, field: &str) -> i32 {
    let value = message.get_field_by_name(field).expect(field);
    value.as_i32().expect("a number")
}
