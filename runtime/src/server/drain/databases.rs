//! The database of a server that serves and stops, in either façade.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tonic::transport::Endpoint;
use tonic_health::ServingStatus;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

use super::{Gate, LONG, config, functions, futures};
use crate::server::{Routes, serve_until};
use crate::{Adapter, Config};

const ROWS: i64 = 1000;

struct Server {
    adapter: Adapter,
    file: PathBuf,
    health: HealthClient<tonic::transport::Channel>,
    stop: oneshot::Sender<()>,
    ended: tokio::task::JoinHandle<()>,
    files: tempfile::TempDir,
}

async fn server(make: impl AsyncFn(&Config, Arc<Gate>) -> Adapter) -> Server {
    let files = tempfile::tempdir().unwrap();
    let gate = Arc::new(Gate {
        entered: mpsc::unbounded_channel().0,
        open: Mutex::new(None),
    });
    let config = config(&files);
    let adapter = make(&config, gate).await;
    let mut writing = adapter.database().begin().unwrap();
    let insert = "CREATE TABLE t (n); INSERT INTO t WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 1000)
                  SELECT n FROM n";
    writing.run(|db| Ok(db.execute_batch(insert)?)).unwrap();
    writing.commit().unwrap();
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let routes = Routes::new(&[]).service(adapter.clone());
    let ended = tokio::spawn(async move {
        let stopped = async { drop(stopped.await) };
        serve_until(listener, routes, &config, stopped)
            .await
            .unwrap();
    });
    let endpoint = Endpoint::from_shared(format!("http://{address}")).unwrap();
    Server {
        adapter,
        file: files.path().join("test.db"),
        health: HealthClient::new(endpoint.connect().await.unwrap()),
        stop,
        ended,
        files,
    }
}

/// A copy of the one file has everything, though somebody still has the database at hand.
async fn all_is_in_the_file(make: impl AsyncFn(&Config, Arc<Gate>) -> Adapter) {
    let server = server(make).await;
    let read = server
        .adapter
        .database()
        .read(|db| Ok(db.query_row("SELECT count(*) FROM t", [], |row| row.get::<_, i64>(0))?));
    assert_eq!(read.unwrap(), ROWS);
    let beside = |end: &str| PathBuf::from(format!("{}-{end}", server.file.display()));
    assert!(beside("wal").exists());
    drop(server.stop);
    server.ended.await.unwrap();
    assert!(!beside("wal").exists() && !beside("shm").exists());
    // Whoever still has the database at hand brings neither of them back.
    let late = server.adapter.database().read(|_| Ok(()));
    assert_eq!(late.unwrap_err().code(), tonic::Code::Unavailable);
    assert!(!beside("wal").exists());
    let copy = server.files.path().join("copy.db");
    std::fs::copy(&server.file, &copy).unwrap();
    let copy = rusqlite::Connection::open(copy).unwrap();
    let count = copy.query_row("SELECT count(*) FROM t", [], |row| row.get::<_, i64>(0));
    assert_eq!(count.unwrap(), ROWS);
}

async fn health_follows(make: impl AsyncFn(&Config, Arc<Gate>) -> Adapter) {
    let mut server = server(make).await;
    let mut becomes = async |status: ServingStatus| {
        let wanted = tonic_health::pb::HealthCheckResponse {
            status: match status {
                ServingStatus::Serving => 1,
                _ => 2,
            },
        };
        for service in ["", super::SERVICE.name] {
            let request = HealthCheckRequest {
                service: service.to_owned(),
            };
            while server
                .health
                .check(request.clone())
                .await
                .unwrap()
                .into_inner()
                != wanted
            {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
    };
    becomes(ServingStatus::Serving).await;
    let aside = server.files.path().join("aside.db");
    std::fs::rename(&server.file, &aside).unwrap();
    becomes(ServingStatus::NotServing).await;
    std::fs::rename(&aside, &server.file).unwrap();
    becomes(ServingStatus::Serving).await;
}

macro_rules! within {
    ($($name:ident: $test:ident($rpc:ident);)*) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            tokio::time::timeout(LONG, $test($rpc)).await.unwrap();
        }
    )*};
}

within! {
    the_file_of_futures_has_everything: all_is_in_the_file(futures);
    the_file_of_functions_has_everything: all_is_in_the_file(functions);
    health_of_futures_follows_the_file: health_follows(futures);
    health_of_functions_follows_the_file: health_follows(functions);
}
