//! How long a call takes while streams are open that nobody reads.

use std::time::{Duration, Instant};

use crate::Result;
use crate::load::{Call, Random, connect, one};
use crate::project::{Bench, Hook, Mode};
use crate::proto::PostStreamRequest;
use crate::servers::seeded;
use crate::table::{Table, median};

const STALLED: [usize; 3] = [0, 10, 100];

pub fn run(bench: &Bench, quick: bool) -> Result<()> {
    let contenders = [
        ("hand-written", bench.handwritten()?.release()?),
        (
            "async",
            bench
                .server("generated-async", Mode::Async, Hook::Nothing)?
                .release()?,
        ),
        (
            "sync",
            bench
                .server("generated-sync", Mode::Sync, Hook::Nothing)?
                .release()?,
        ),
    ];
    let rounds = if quick { 3 } else { 7 };
    let mut p50 = vec![STALLED.map(|_| Vec::new()); contenders.len()];
    let mut p99 = p50.clone();
    let runtime = tokio::runtime::Runtime::new()?;
    for round in 0..rounds {
        eprintln!("stalled streams, round {} of {rounds}", round + 1);
        for turn in 0..contenders.len() {
            let n = (turn + round) % contenders.len();
            let database = bench.work.join("stalled.db");
            let server = seeded(&contenders[n].1, &database, "", &[])?;
            for (column, stalled) in STALLED.into_iter().enumerate() {
                let times = runtime.block_on(latencies(server.address, stalled))?;
                p50[n][column].push(median(&times));
                p99[n][column].push(times[times.len() * 99 / 100]);
            }
        }
    }
    let title = "Retrieve with stalled streams open: µs, p50 / p99";
    let heads = ["server", "0 streams", "10 streams", "100 streams"];
    let mut rows = Table::new(title, &heads);
    for (n, (name, _)) in contenders.iter().enumerate() {
        let cell = |c: usize| format!("{:.0} / {:.0}", median(&p50[n][c]), median(&p99[n][c]));
        rows.row([String::from(*name), cell(0), cell(1), cell(2)]);
    }
    rows.print();
    Ok(())
}

/// Microseconds of calls one after the other, sorted.
async fn latencies(address: std::net::SocketAddr, stalled: usize) -> Result<Vec<f64>> {
    let mut open = Vec::new();
    for _ in 0..stalled {
        // A connection each: unread streams on one would fill its window, which is the client's doing.
        let mut client = connect(address, Some(65_535)).await?;
        let mut posts = client.stream(PostStreamRequest {}).await?.into_inner();
        posts.message().await?;
        open.push((client, posts));
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    let mut client = connect(address, None).await?;
    let mut random = Random(stalled as u64 + 1);
    let mut times = Vec::new();
    for n in 0..2_200 {
        let begun = Instant::now();
        one(&mut client, Call::Retrieve, &mut random).await?;
        if n >= 200 {
            times.push(begun.elapsed().as_secs_f64() * 1e6);
        }
    }
    drop(open);
    times.sort_by(f64::total_cmp);
    Ok(times)
}
