//! Lists that take long, more than there are workers.

use std::path::Path;
use std::time::{Duration, Instant};

use super::{CALLS, LATE, LONG, holds, latencies, with_posts};
use crate::client::Client;
use crate::{Result, Scale};

/// Every row is compared with it in vain, and slowly: it has to know where each `a` was.
const PATTERN: &str = "[ab]*a[ab]{150}[^ab]";

const READS: usize = 16;

const LIMIT: Duration = Duration::from_secs(2);

pub(super) async fn run(binary: &Path, scale: Scale) -> Result<String> {
    let folder = tempfile::tempdir()?;
    let (server, client, tag) = with_posts(binary, folder.path(), scale.slow_rows).await?;
    let rest = client.latency(tag, CALLS).await?;
    let begun = Instant::now();
    let mut reads = Vec::new();
    for _ in 0..READS {
        let client = Client::connect(server.address).await?;
        reads.push(tokio::spawn(async move {
            client.posts_by_regex(PATTERN, LIMIT).await
        }));
    }
    let beside = tokio::time::timeout(LONG, client.latency(tag, CALLS / 3)).await??;
    // A read on a worker, and a write.
    let begun_list = Instant::now();
    tokio::time::timeout(LONG, client.tags()).await??;
    let list = begun_list.elapsed().as_secs_f64() * 1e3;
    tokio::time::timeout(LONG, client.create(String::from("meanwhile"))).await??;
    for read in reads {
        let code = read.await?.err().map(|status| status.code());
        holds(
            code.is_some_and(|code| LATE.contains(&code)),
            &format!("a slow read ended with {code:?}"),
        )?;
    }
    let took = begun.elapsed().as_secs_f64();
    // Nobody reads anymore: the next one has the whole machine.
    let short = tokio::time::timeout(LONG, client.posts_by_regex("^b", LONG)).await?;
    short?;
    Ok(format!(
        "{READS} lists of {} s each ended within {took:.1} s; a Retrieve has {} without them, {} beside them, a List of another model takes {list:.1} ms",
        LIMIT.as_secs(),
        latencies(rest),
        latencies(beside)
    ))
}
