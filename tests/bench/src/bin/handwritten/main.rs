//! The server of `spec.yaml`'s `Post` as a careful engineer writes it by hand: tonic and rusqlite, prepared statements,
//! WAL, one thread that writes, readers where they are needed. What generated servers are measured against.

mod post;
mod store;
mod validate;

#[allow(dead_code, reason = "messages that nobody names")]
mod proto {
    tonic::include_proto!("bench.v1");
    pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));
}

use std::env;
use std::error::Error;
use std::time::Duration;

use tonic::codegen::http::Request;
use tonic::transport::Server;
use tonic_health::server::health_reporter;
use tonic_reflection::server::Builder as Reflection;
use tower_http::request_id::{
    MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer,
};
use tower_http::trace::{DefaultOnEos, TraceLayer};
use tracing::{Level, Span};

use post::Posts;
use proto::post_controller_server::PostControllerServer;
use store::Store;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let filter = env::var("RUST_LOG").unwrap_or_else(|_| String::from("info"));
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    let listen = env::var("LISTEN").unwrap_or_else(|_| String::from("127.0.0.1:50051"));
    let url = env::var("DATABASE_URL").unwrap_or_else(|_| String::from("sqlite:posts.db"));
    let path = url.strip_prefix("sqlite:").unwrap_or(&url);
    let (path, parameters) = path.split_once('?').unwrap_or((path, ""));
    let synchronous = parameters.strip_prefix("synchronous=").unwrap_or("full");
    // How many waiting writes may share a commit.
    let group = env::var("GROUP_COMMIT").map_or(Ok(1), |text| text.parse())?;

    let posts = PostControllerServer::new(Posts::new(Store::open(path, synchronous, group)?));
    let (health, health_service) = health_reporter();
    health.set_serving::<PostControllerServer<Posts>>().await;
    let reflection = Reflection::configure()
        .register_encoded_file_descriptor_set(proto::DESCRIPTORS)
        .build_v1()?;
    tracing::info!("listening on {listen}");
    // A request id, a span and a line for each call, as generated servers have them.
    let calls = TraceLayer::new_for_grpc()
        .make_span_with(span_of_call)
        .on_eos(DefaultOnEos::new().level(Level::INFO))
        .on_request(());
    Server::builder()
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .layer(calls)
        .layer(PropagateRequestIdLayer::x_request_id())
        .timeout(Duration::from_secs(60))
        .add_service(posts)
        .add_service(health_service)
        .add_service(reflection)
        .serve_with_shutdown(listen.parse()?, async {
            let _ = tokio::signal::ctrl_c().await;
        })
        .await?;
    Ok(())
}

fn span_of_call<B>(request: &Request<B>) -> Span {
    let id = request.extensions().get::<RequestId>();
    let id = id.and_then(|id| id.header_value().to_str().ok());
    let rpc = request.uri().path();
    tracing::info_span!("call", rpc, id)
}
