//! Streams in an order that no index has, more than their memory is for.

use std::path::Path;
use std::time::Duration;

use tonic::Code;

use super::{CALLS, LONG, holds, latencies, with_posts};
use crate::client::Client;
use crate::server::Server;
use crate::{Result, Scale};

/// How many of the streams have room for their keys.
const ROOM: usize = 10;

const LIMIT: Duration = Duration::from_secs(5);

pub(super) async fn run(binary: &Path, scale: Scale) -> Result<String> {
    let folder = tempfile::tempdir()?;
    drop(with_posts(binary, folder.path(), scale.slow_rows).await?);
    let budget = (scale.slow_rows * size_of::<i64>() * ROOM).to_string();
    let env = [("SORT_MEMORY_BYTES", Path::new(&budget))];
    let server = Server::start(binary, folder.path(), &env)?;
    let client = Client::connect(server.address).await?;
    let tag = client.create(String::from("another tag")).await?;
    let rest = client.latency(tag, CALLS).await?;
    let mut streams = Vec::with_capacity(scale.streams);
    for _ in 0..scale.streams {
        let client = client.clone();
        streams.push(tokio::spawn(async move {
            let mut rows = client.stream_sorted_posts(LIMIT).await?;
            // One row, and no more: its keys stay where they are.
            rows.message().await?;
            tokio::time::sleep(LIMIT).await;
            Ok::<_, tonic::Status>(())
        }));
    }
    let other = Client::connect(server.address).await?;
    let beside = tokio::time::timeout(LONG, other.latency(tag, CALLS)).await??;
    let mut refused = 0;
    for stream in streams {
        match tokio::time::timeout(LONG, stream).await?? {
            Err(status) if status.code() == Code::ResourceExhausted => refused += 1,
            // Where the machine is slow, it is late with the last words.
            Err(status) if super::LATE.contains(&status.code()) => {}
            Err(status) => return Err(format!("a stream ended with {status:?}").into()),
            Ok(()) => {}
        }
    }
    holds(refused > 0, "all streams had room")?;
    Ok(format!(
        "{} streams with memory for {ROOM}, {refused} were refused with RESOURCE_EXHAUSTED; a Retrieve has {} without them, {} beside them",
        scale.streams,
        latencies(rest),
        latencies(beside)
    ))
}
