//! Streams that nobody reads.

use std::path::Path;

use super::{CALLS, LONG, holds, latencies, with_posts};
use crate::client::Client;
use crate::{Result, Scale};

/// Streams of one connection.
const OF_ONE: usize = 10;

/// What a stream may take, in KiB: a chunk of rows, what flow control lets out, and the connection.
const MOST: f64 = 512.0;

pub(super) async fn run(binary: &Path, scale: Scale) -> Result<String> {
    let folder = tempfile::tempdir()?;
    let (server, client, tag) = with_posts(binary, folder.path(), scale.rows).await?;
    let rest = client.latency(tag, CALLS).await?;
    let before = server.memory();
    let mut streams = Vec::with_capacity(scale.streams);
    for n in 0..scale.streams {
        if n % OF_ONE == 0 {
            streams.push((Client::connect(server.address).await?, Vec::new()));
        }
        if let Some((client, open)) = streams.last_mut() {
            open.push(client.stream_posts().await?);
        }
    }
    let beside = tokio::time::timeout(LONG, client.latency(tag, CALLS)).await??;
    #[allow(clippy::cast_precision_loss, reason = "few")]
    let each = (server.memory() - before) * 1024.0 / scale.streams as f64;
    holds(each < MOST, &format!("{each:.0} KiB a stream"))?;
    Ok(format!(
        "{} unread streams, {each:.0} KiB each; a Retrieve has {} without them, {} beside them",
        scale.streams,
        latencies(rest),
        latencies(beside)
    ))
}
