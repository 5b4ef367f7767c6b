//! Another process that writes, and does not end.

use std::path::Path;
use std::time::Instant;

use tonic::Code;

use super::{LONG, holds};
use crate::Result;
use crate::client::Client;
use crate::server::Server;

pub(super) async fn run(binary: &Path) -> Result<String> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(binary, folder.path(), &[])?;
    let client = Client::connect(server.address).await?;
    let tag = client.create(String::from("before")).await?;
    let other = rusqlite::Connection::open(&server.database)?;
    other.execute_batch("BEGIN IMMEDIATE")?;
    let begun = Instant::now();
    let waiting = tokio::spawn({
        let client = client.clone();
        async move { client.create(String::from("meanwhile")).await }
    });
    let mut reads = 0;
    while !waiting.is_finished() && begun.elapsed() < LONG {
        client.retrieve(tag).await?;
        reads += 1;
    }
    let refused = waiting.await?.err();
    let waited = begun.elapsed().as_secs_f64();
    let code = refused.as_ref().map(tonic::Status::code);
    holds(
        code == Some(Code::Unavailable),
        &format!("a write that waits in vain is {refused:?}"),
    )?;
    other.execute_batch("ROLLBACK")?;
    client.create(String::from("after")).await?;
    Ok(format!(
        "a write was UNAVAILABLE after {waited:.1} s, {reads} reads went on meanwhile"
    ))
}
