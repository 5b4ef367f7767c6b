//! Calls that are begun and left at once, and connections.

use std::path::Path;
use std::time::Duration;

use super::{CALLS, LONG, holds, latencies, with_posts};
use crate::client::Client;
use crate::{Result, Scale};

/// What a flood may leave, in MiB.
const LEFT: f64 = 64.0;

pub(super) async fn run(binary: &Path, scale: Scale) -> Result<String> {
    let folder = tempfile::tempdir()?;
    let (server, client, tag) = with_posts(binary, folder.path(), scale.rows / 10).await?;
    let before = server.memory();
    for n in 0..scale.flood {
        let leaving = async {
            let left: Result<()> = match n % 10 {
                // A connection with it.
                0 => Client::connect(server.address).await.map(drop),
                1 | 2 => Ok(client.stream_posts().await.map(drop)?),
                _ => Ok(client.retrieve(tag).await.map(drop)?),
            };
            left
        };
        // Dropped at the latest then, so that its stream is reset.
        let _ = tokio::time::timeout(Duration::from_micros(fastrand::u64(0..300)), leaving).await;
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let left = server.memory() - before;
    holds(left < LEFT, &format!("{left:.0} MiB are left of a flood"))?;
    let client = Client::connect(server.address).await?;
    let after = tokio::time::timeout(LONG, client.latency(tag, CALLS)).await??;
    let flood = scale.flood;
    Ok(format!(
        "{flood} calls left, {left:.1} MiB more; then a Retrieve has {}",
        latencies(after)
    ))
}
