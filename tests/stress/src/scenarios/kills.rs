//! Acknowledged rows survive the process.

use std::path::Path;
use std::time::Duration;

use super::{LONG, holds};
use crate::client::Client;
use crate::server::Server;
use crate::{Result, Scale};

const CLIENTS: usize = 8;

pub(super) async fn run(binary: &Path, scale: Scale) -> Result<String> {
    let folder = tempfile::tempdir()?;
    let mut acknowledged = Vec::new();
    for round in 0..scale.kills {
        let server = Server::start(binary, folder.path(), &[])?;
        let mut writing = Vec::new();
        for n in 0..CLIENTS {
            let client = Client::connect(server.address).await?;
            writing.push(tokio::spawn(creates(client, format!("{round}.{n}"))));
        }
        tokio::time::sleep(Duration::from_millis(fastrand::u64(50..400))).await;
        server.kill()?;
        for client in writing {
            acknowledged.extend(tokio::time::timeout(LONG, client).await??);
        }
    }
    drop(Server::start(binary, folder.path(), &[])?);
    let db = rusqlite::Connection::open(folder.path().join("blog.db"))?;
    let mut find = db.prepare("SELECT count(*) FROM tag WHERE id = ? AND label = ?")?;
    for (id, label) in &acknowledged {
        let found: i64 = find.query_row((id, label), |row| row.get(0))?;
        holds(
            found == 1,
            &format!("{label} was acknowledged, and is lost"),
        )?;
    }
    holds(!acknowledged.is_empty(), "nothing was acknowledged")?;
    let (rows, kills) = (acknowledged.len(), scale.kills);
    Ok(format!(
        "{rows} acknowledged rows over {kills} kills, none lost"
    ))
}

/// Creates rows until the server is gone: those that were acknowledged.
async fn creates(client: Client, prefix: String) -> Vec<(i64, String)> {
    let mut stored = Vec::new();
    for n in 0.. {
        let label = format!("{prefix}.{n}");
        match client.create(label.clone()).await {
            Ok(id) => stored.push((id, label)),
            Err(_) => break,
        }
    }
    stored
}
