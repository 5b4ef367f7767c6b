//! SIGTERM, while connections and a stream are open.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tokio::net::TcpStream;

use super::{holds, with_posts};
use crate::client::Client;
use crate::{Result, Scale};

/// The grace that a server has unless it is told otherwise, and something for the process itself.
const GRACE: Duration = Duration::from_secs(15);

pub(super) async fn run(binary: &Path, scale: Scale) -> Result<String> {
    let folder = tempfile::tempdir()?;
    let (mut server, client, _) = with_posts(binary, folder.path(), scale.rows).await?;
    let rows = i64::try_from(scale.rows)?;
    let mut silent = Vec::with_capacity(scale.silent);
    for _ in 0..scale.silent {
        silent.push(TcpStream::connect(server.address).await?);
    }
    let begun = Instant::now();
    server.stop(GRACE).await?;
    let alone = begun.elapsed().as_secs_f64();
    drop((client, silent));
    let database = server.database.clone();
    is_whole(&database, rows)?;
    // The same with a stream that nobody reads: it is cut when the grace ends.
    let mut server = crate::server::Server::start(binary, folder.path(), &[])?;
    let client = Client::connect(server.address).await?;
    let unread = client.stream_posts().await?;
    let begun = Instant::now();
    server.stop(GRACE).await?;
    let beside = begun.elapsed().as_secs_f64();
    drop(unread);
    is_whole(&database, rows)?;
    Ok(format!(
        "{} silent connections held it {alone:.1} s, an unread stream {beside:.1} s; one file was left, with everything in it",
        scale.silent
    ))
}

/// A copy of the one file has every row.
fn is_whole(database: &Path, rows: i64) -> Result<()> {
    for end in ["wal", "shm"] {
        let beside = PathBuf::from(format!("{}-{end}", database.display()));
        holds(!beside.exists(), &format!("{} is left", beside.display()))?;
    }
    let copy = database.with_extension("copy");
    std::fs::copy(database, &copy)?;
    let db = rusqlite::Connection::open(copy)?;
    let found: i64 = db.query_row("SELECT count(*) FROM post", [], |row| row.get(0))?;
    holds(
        found == rows,
        &format!("{found} of {rows} rows are in the file"),
    )
}
