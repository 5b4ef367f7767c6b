//! What open streams cost the other calls of a server, and its memory.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tonic::Request;
use tonic::client::Grpc;
use tonic_prost::ProstCodec;

use crate::kinds::{self, Kind, connect, path};
use crate::served::Served;
use crate::table::{Table, median};
use crate::{Message, Result, SERVERS, SIZE};

const OPEN: [usize; 3] = [10, 100, 1000];

/// Calls that are timed, and those before them that are not.
const CALLS: usize = 2_000;
const WARM: usize = 200;

/// After streams are dropped, until the server has heard of it.
const REST: Duration = Duration::from_millis(500);

/// The p50 and the p99 of a unary call, in microseconds.
#[derive(Debug, Clone, Copy)]
struct Latency(f64, f64);

/// One kind of stream at one server.
#[derive(Default)]
struct Row {
    without: Vec<Latency>,
    with: [Vec<Latency>; OPEN.len()],
    /// KiB a stream, of the most of them.
    memory: Vec<f64>,
}

pub async fn run(rounds: usize) -> Result<()> {
    let kinds: Vec<Kind> = kinds::all().collect();
    let mut rows: Vec<Vec<Row>> = Vec::new();
    rows.resize_with(kinds.len(), || SERVERS.map(|_| Row::default()).into());
    for round in 0..rounds {
        eprintln!("isolation, round {} of {rounds}", round + 1);
        for (kind, rows) in kinds.iter().zip(&mut rows) {
            for turn in 0..SERVERS.len() {
                let n = (turn + round) % SERVERS.len();
                let measured = measure(SERVERS[n], *kind, &mut rows[n]).await;
                measured.map_err(|error| format!("{}: {error}", SERVERS[n]))?;
            }
        }
    }
    print(&kinds, &rows);
    Ok(())
}

async fn measure(server: &str, kind: Kind, row: &mut Row) -> Result<()> {
    let served = Served::start(server)?;
    row.without.push(latency(served.address).await?);
    for (with, count) in row.with.iter_mut().zip(OPEN) {
        let before = served.holds()?.resident;
        let open = kinds::open(served.address, kind, count).await?;
        #[allow(clippy::cast_precision_loss, reason = "a thousand")]
        let memory = (served.holds()?.resident - before) / count as f64;
        with.push(latency(served.address).await?);
        if Some(&count) == OPEN.last() {
            row.memory.push(memory);
        }
        drop(open);
        tokio::time::sleep(REST).await;
    }
    Ok(())
}

/// Of calls one after the other.
async fn latency(address: SocketAddr) -> Result<Latency> {
    let mut client = Grpc::new(connect(address).await?);
    let mut times = Vec::with_capacity(CALLS);
    for n in 0..WARM + CALLS {
        client.ready().await?;
        let codec = ProstCodec::<Message, Message>::default();
        let begun = Instant::now();
        let request = Request::new(vec![7; SIZE]);
        client.unary(request, path("Unary"), codec).await?;
        if n >= WARM {
            times.push(begun.elapsed().as_secs_f64() * 1e6);
        }
    }
    times.sort_by(f64::total_cmp);
    Ok(Latency(times[CALLS / 2], times[CALLS * 99 / 100]))
}

fn print(kinds: &[Kind], rows: &[Vec<Row>]) {
    let title = "A unary call beside open streams: µs, p50 / p99";
    let heads = ["server", "streams", "none", "10", "100", "1000"];
    let mut table = Table::new(title, &heads);
    let cell = |all: &[Latency]| {
        let of = |take: fn(&Latency) -> f64| median(&all.iter().map(take).collect::<Vec<_>>());
        format!(
            "{:.0} / {:.0}",
            of(|latency| latency.0),
            of(|latency| latency.1)
        )
    };
    for (n, server) in SERVERS.iter().enumerate() {
        for (kind, rows) in kinds.iter().zip(rows) {
            let row = &rows[n];
            let [ten, hundred, thousand] = row.with.each_ref().map(|all| cell(all));
            let without = cell(&row.without);
            table.row([
                server.to_string(),
                kind.to_string(),
                without,
                ten,
                hundred,
                thousand,
            ]);
        }
    }
    table.print();
    let heads: Vec<&str> = std::iter::once("streams").chain(SERVERS).collect();
    let mut table = Table::new("Memory of the server, KiB a stream, of 1000", &heads);
    for (kind, rows) in kinds.iter().zip(rows) {
        let cells = rows.iter().map(|row| format!("{:.0}", median(&row.memory)));
        table.row(std::iter::once(kind.to_string()).chain(cells));
    }
    table.print();
}
