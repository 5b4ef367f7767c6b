//! Messages a second. Servers and client share the process; rounds take turns.

use crate::table::{Table, median, short};
use crate::{Result, SERVERS, load, serve};

const ROUNDS: usize = 9;
const FLOWS: [&str; 4] = ["write", "read", "both", "ping-pong"];

pub async fn run(count: u64) -> Result<()> {
    let mut addresses = Vec::new();
    for name in SERVERS {
        addresses.push(serve(name).await?);
    }
    let mut rates = vec![[const { Vec::new() }; FLOWS.len()]; SERVERS.len()];
    for round in 0..ROUNDS {
        for turn in 0..SERVERS.len() {
            let n = (round + turn) % SERVERS.len();
            for (flow, rates) in rates[n].iter_mut().enumerate() {
                rates.push(load::rate(addresses[n], flow, count).await?);
            }
        }
    }
    let heads: Vec<&str> = std::iter::once("server").chain(FLOWS).collect();
    let mut table = Table::new("Messages a second", &heads);
    for (name, rates) in SERVERS.iter().zip(&rates) {
        let cells = rates.iter().map(|rates| short(median(rates)));
        table.row(std::iter::once((*name).to_owned()).chain(cells));
    }
    table.print();
    Ok(())
}
