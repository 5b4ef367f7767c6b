//! What is left of streams that were opened and dropped.

use std::time::Duration;

use crate::kinds::{self, Flow, Kind, Pace};
use crate::served::{Holds, Served};
use crate::table::Table;
use crate::{Result, SERVERS};

/// How many of each kind, and how many of them are open at a time.
const ALL: usize = 10_000;
const AT_ONCE: usize = 500;

pub async fn run() -> Result<()> {
    let title = "10,000 streams opened and dropped: MiB, threads and open files of the server, before / after";
    let mut table = Table::new(title, &["server", "streams", "MiB", "threads", "files"]);
    for server in SERVERS {
        for flow in [Flow::Client, Flow::Server, Flow::Both] {
            let pace = Pace::Stuck;
            let (before, after) = left(server, Kind { flow, pace }).await?;
            let mib = |holds: Holds| format!("{:.1}", holds.resident / 1024.0);
            table.row([
                server.to_owned(),
                Kind { flow, pace }.to_string(),
                format!("{} / {}", mib(before), mib(after)),
                format!("{} / {}", before.threads, after.threads),
                format!("{} / {}", before.files, after.files),
            ]);
        }
    }
    table.print();
    Ok(())
}

/// What the server holds after the first tenth of the streams, and after all.
async fn left(server: &str, kind: Kind) -> Result<(Holds, Holds)> {
    let served = Served::start(server)?;
    let mut before = None;
    for done in (0..ALL + ALL / 10).step_by(AT_ONCE) {
        if done == ALL / 10 {
            before = Some(settled(&served).await?);
        }
        drop(kinds::open(served.address, kind, AT_ONCE).await?);
    }
    let after = settled(&served).await?;
    Ok((before.ok_or("nothing was opened")?, after))
}

/// Once handlers have heard that their clients have left.
async fn settled(served: &Served) -> Result<Holds> {
    tokio::time::sleep(Duration::from_secs(2)).await;
    served.holds()
}
