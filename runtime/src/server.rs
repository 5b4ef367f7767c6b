//! Serving: routes, reflection, health, deadlines, and a drain that ends.

#![allow(
    clippy::disallowed_methods,
    reason = "a test server has its database in a folder of its own"
)]

mod calls;
mod connection;
#[cfg(test)]
mod drain;
mod health;
mod layers;
mod log;
mod routes;
mod stopping;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::pin::Pin;
use std::time::Duration;

use futures_core::Stream;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio_stream::StreamExt;
use tonic::Status;
use tonic::codegen::http::HeaderMap;
use tonic::metadata::MetadataMap;
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Channel, Endpoint};

pub use layers::Route;
pub use log::init_tracing;
pub(crate) use log::{LogFormat, LogSettings, is_log_filter};
pub use routes::Routes;
pub(crate) use stopping::{Stop, Stopping};

use connection::{Connection, Patience};
use health::Health;

use crate::config::limited;
use crate::error::google_rpc;
use crate::{Config, Error, StartupError};

/// Streams that one connection may have open at once; tonic has no limit of its own.
const STREAMS_PER_CONNECTION: u32 = 1024;

/// What a server stream hands to tonic.
pub type ResponseStream<R> = Pin<Box<dyn Stream<Item = Result<R, Status>> + Send>>;

/// Listens where the configuration says, and serves until SIGTERM or SIGINT.
pub(crate) async fn serve(config: &Config, routes: Routes) -> Result<(), StartupError> {
    let listener = TcpListener::bind(config.listen).await.map_err(|error| {
        StartupError::new(format!("cannot listen on {}: {error}", config.listen))
    })?;
    let address = listener
        .local_addr()
        .map_err(|e| StartupError::new(e.to_string()))?;
    tracing::info!("listening on {address}");
    serve_until(listener, routes, config, signalled()).await
}

async fn serve_until(
    listener: TcpListener,
    routes: Routes,
    config: &Config,
    stop: impl Future<Output = ()>,
) -> Result<(), StartupError> {
    let failed =
        |error: &dyn std::fmt::Display| StartupError::new(format!("serving failed: {error}"));
    let reflection = || {
        tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(routes.descriptors)
            .register_encoded_file_descriptor_set(google_rpc::DESCRIPTORS)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
    };
    let v1 = reflection().build_v1().map_err(|e| failed(&e))?;
    let v1alpha = reflection().build_v1alpha().map_err(|e| failed(&e))?;
    let databases = routes.databases();
    let (health, health_service) = Health::new(&routes.names, databases.clone()).await;
    let word = Stop::new();
    let patience = Patience {
        handshake: config.handshake,
        idle: limited(config.connection_idle),
    };
    let watched = word.watched();
    let incoming = TcpIncoming::from(listener)
        .with_nodelay(Some(true))
        .map(move |stream| stream.map(|stream| Connection::new(stream, patience, watched.clone())));
    let services = routes.beside(word.watched(), |builder| {
        builder
            .add_service(v1)
            .add_service(v1alpha)
            .add_service(health_service);
    });
    let (finish, finished) = oneshot::channel::<()>();
    let mut server = tonic::transport::Server::builder()
        .max_concurrent_streams(STREAMS_PER_CONNECTION)
        .http2_max_header_list_size(config.max_metadata)
        .http2_keepalive_interval(limited(config.keepalive));
    if let Some(age) = limited(config.connection_age) {
        server = server.max_connection_age(age);
    }
    let server = server
        .layer(calls::LogCalls)
        .add_routes(services)
        .serve_with_incoming_shutdown(incoming, async move { drop(finished.await) });
    tokio::pin!(server);
    tokio::select! {
        ended = &mut server => return ended.map_err(|e| failed(&e)),
        () = health.watch() => {}
        () = stop => {}
    }
    // Load balancers look away first, then no new connection is taken.
    health.stop().await;
    drop(finish);
    let ended = word.drain(config.drain, server).await;
    if ended.is_none() {
        let seconds = config.drain.as_secs();
        tracing::warn!("calls were still open after {seconds} s");
    }
    let closed = tokio::task::spawn_blocking(move || {
        for database in databases {
            database.close();
        }
    });
    closed.await.map_err(|e| failed(&e))?;
    ended.unwrap_or(Ok(())).map_err(|e| failed(&e))
}

async fn signalled() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! {
                    _ = interrupt => {}
                    _ = terminate.recv() => {}
                }
            }
            Err(_) => drop(interrupt.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
    tracing::info!("stopping");
}

/// How long a call may take: what its client allows, else `default`.
pub(crate) fn time_limit(metadata: &MetadataMap, default: Option<Duration>) -> Option<Duration> {
    // tonic keeps the same limit and answers CANCELLED; a little earlier, the answer is ours.
    let ours = |limit: Duration| limit.saturating_sub(Duration::from_millis(2));
    asked_limit(metadata.as_ref()).map(ours).or(default)
}

/// How long the client allows a call to take.
fn asked_limit(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get("grpc-timeout")?.to_str().ok()?;
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    // At most eight digits, says the protocol: a larger number would overflow the clock.
    let number: u64 = number.parse().ok().filter(|_| number.len() <= 8)?;
    Some(match unit {
        "H" => Duration::from_secs(number * 3600),
        "M" => Duration::from_secs(number * 60),
        "S" => Duration::from_secs(number),
        "m" => Duration::from_millis(number),
        "u" => Duration::from_micros(number),
        "n" => Duration::from_nanos(number),
        _ => return None,
    })
}

pub(crate) fn expired() -> Error {
    Error::new(
        tonic::Code::DeadlineExceeded,
        "The deadline has passed.",
        "timeout",
    )
}

/// A server for tests: a free port, and a database that is deleted with it.
pub struct TestServer {
    address: SocketAddr,
    folder: PathBuf,
    /// Dropped, it stops the server.
    _stop: oneshot::Sender<()>,
}

impl TestServer {
    /// Makes a configuration with a database of its own, and serves what `routes` makes of it.
    pub async fn start(
        routes: impl AsyncFnOnce(&Config) -> Result<Routes, StartupError>,
    ) -> Result<Self, StartupError> {
        log::start_in_tests();
        let io = |error: std::io::Error| StartupError::new(error.to_string());
        let folder = std::env::temp_dir().join(format!("socio-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir(&folder).map_err(io)?;
        let config = Config {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            workers: 4,
            drain: Duration::ZERO,
            ..Config::new(format!(
                // It ends with the test: nobody waits for the disk.
                "sqlite:{}?synchronous=normal",
                folder.join("test.db").display()
            ))
        };
        let listener = TcpListener::bind(config.listen).await.map_err(io)?;
        let address = listener.local_addr().map_err(io)?;
        let (stop, stopped) = oneshot::channel::<()>();
        let routes = routes(&config).await?;
        let server = async move {
            serve_until(listener, routes, &config, async { drop(stopped.await) }).await
        };
        tokio::spawn(server);
        Ok(Self {
            address,
            folder,
            _stop: stop,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A client connection of its own.
    pub async fn channel(&self) -> Result<Channel, StartupError> {
        let failed = |error: tonic::transport::Error| StartupError::new(error.to_string());
        let endpoint = Endpoint::from_shared(format!("http://{}", self.address)).map_err(failed)?;
        endpoint.connect().await.map_err(failed)
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_may_set_any_limit_that_the_protocol_allows() {
        let limit = |text: &str| {
            let mut metadata = MetadataMap::new();
            metadata.insert("grpc-timeout", text.parse().unwrap());
            time_limit(&metadata, Some(Duration::from_secs(60))).unwrap()
        };
        assert_eq!(limit("1500m"), Duration::from_millis(1498));
        // As large as the protocol allows still fits the clock.
        assert!(
            std::time::Instant::now()
                .checked_add(limit("99999999H"))
                .is_some()
        );
        for ignored in ["", "S", "1", "1x", "18446744073709551615S"] {
            assert_eq!(limit(ignored), Duration::from_secs(60), "{ignored}");
        }
    }
}
