//! What is done to a server, and what has to hold.

mod flood;
mod full_disk;
mod kills;
mod locks;
mod slow_clients;
mod slow_reads;
mod sorting;
mod stop;

use std::path::Path;
use std::time::Duration;

use tonic::Code;

use crate::client::Client;
use crate::server::Server;
use crate::{Result, Scale};

/// Longer than anything may take on a slow machine.
const LONG: Duration = Duration::from_secs(60);

/// How a call ends at its deadline: tonic's client has the same one, and says CANCELLED where it is the first.
const LATE: [Code; 2] = [Code::DeadlineExceeded, Code::Cancelled];

/// Calls whose times are taken.
const CALLS: usize = 300;

/// Runs every scenario against a server, and prints what it bore.
pub async fn run(name: &str, binary: &Path, scale: Scale) -> Result<()> {
    println!("\n### Stress: {name}\n\n| scenario | what it bore |\n|---|---|");
    for (scenario, bore) in [
        ("kills", kills::run(binary, scale).await),
        ("flood", flood::run(binary, scale).await),
        ("slow clients", slow_clients::run(binary, scale).await),
        ("slow reads", slow_reads::run(binary, scale).await),
        ("sorting", sorting::run(binary, scale).await),
        ("full disk", full_disk::run(binary).await),
        ("locks", locks::run(binary).await),
        ("stop", stop::run(binary, scale).await),
    ] {
        let bore = bore.map_err(|error| format!("{scenario}: {error}"))?;
        println!("| {scenario} | {bore} |");
    }
    Ok(())
}

/// A server over so many posts, a client of it, and the key of a tag.
async fn with_posts(binary: &Path, folder: &Path, rows: usize) -> Result<(Server, Client, i64)> {
    // It makes the tables itself.
    drop(Server::start(binary, folder, &[])?);
    let mut db = rusqlite::Connection::open(folder.join("blog.db"))?;
    let seed = db.transaction()?;
    seed.execute_batch("INSERT INTO author (name, email) VALUES ('Ada', 'ada@example.org')")?;
    let post = "INSERT INTO post (title, status, author_id) VALUES (?, 'draft', 1)";
    for _ in 0..rows {
        // Of two letters, so that a regular expression has no short way around a row.
        let title: String = (0..195)
            .map(|_| if fastrand::bool() { 'a' } else { 'b' })
            .collect();
        seed.prepare_cached(post)?.execute([title])?;
    }
    seed.commit()?;
    drop(db);
    let server = Server::start(binary, folder, &[])?;
    let client = Client::connect(server.address).await?;
    let tag = client.create(String::from("a tag")).await?;
    Ok((server, client, tag))
}

fn latencies((p50, p99): (f64, f64)) -> String {
    format!("p50 {p50:.2} ms, p99 {p99:.2} ms")
}

fn holds(condition: bool, promise: &str) -> Result<()> {
    match condition {
        true => Ok(()),
        false => Err(promise.into()),
    }
}
