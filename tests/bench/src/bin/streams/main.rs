//! Messages a second through streams: handlers on the contexts of the runtime beside the same
//! handlers written by hand over tonic, async (a task and a channel) and sync (a thread and two
//! channels). Servers and client share the process; rounds take turns.

mod load;
mod ours;
mod plain;

use std::net::SocketAddr;

type Result<T, E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;

/// A message of a hundred bytes.
type Message = Vec<u8>;

const SIZE: usize = 100 - 2;
const ROUNDS: usize = 9;
const FLOWS: [&str; 4] = ["write", "read", "both", "ping-pong"];

#[tokio::main]
async fn main() -> Result<()> {
    let count = std::env::args()
        .nth(1)
        .map_or(Ok(200_000), |text| text.parse())?;
    let servers: [(&str, SocketAddr); 4] = [
        ("async, by hand", plain::serve(plain::Colour::Task).await?),
        ("async", ours::serve_async().await?),
        ("sync, by hand", plain::serve(plain::Colour::Thread).await?),
        ("sync", ours::serve_sync().await?),
    ];
    let mut rates = vec![[const { Vec::new() }; FLOWS.len()]; servers.len()];
    for round in 0..ROUNDS {
        for turn in 0..servers.len() {
            let n = (round + turn) % servers.len();
            for (flow, rates) in rates[n].iter_mut().enumerate() {
                rates.push(load::rate(servers[n].1, flow, count).await?);
            }
        }
    }
    println!("| thousand messages a second | {} |", FLOWS.join(" | "));
    println!("|---|{}", "---|".repeat(FLOWS.len()));
    for ((name, _), rates) in servers.iter().zip(&mut rates) {
        let cells = rates.iter_mut().map(|rates| {
            rates.sort_by(f64::total_cmp);
            format!("{:.0}", rates[ROUNDS / 2] / 1000.0)
        });
        println!("| {name} | {} |", cells.collect::<Vec<_>>().join(" | "));
    }
    std::process::exit(0);
}
