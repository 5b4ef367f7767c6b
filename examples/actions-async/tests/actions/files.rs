//! Uploads: large ones in little memory, and nothing of those that were broken off.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::clients::file_controller_client::FileControllerClient;
use actions_async::generated::proto::file_upload_request::Part;
use actions_async::generated::proto::{FileRetrieveRequest, FileUploadRequest};
use tonic::Code;
use tonic::codegen::tokio_stream::{self, Stream, StreamExt};

use crate::{Outcome, serve, serve_in};

const KIB: usize = 1024;
const PIECE: usize = 64 * KIB;
const PIECES: usize = 1024;

fn name(name: &str) -> FileUploadRequest {
    let part = Some(Part::Name(name.to_owned()));
    FileUploadRequest { part }
}

fn data(bytes: &[u8]) -> FileUploadRequest {
    let part = Some(Part::Data(bytes.to_vec()));
    FileUploadRequest { part }
}

/// The name, then pieces of a file, each of them made when it is sent.
fn large(pieces: usize) -> impl Stream<Item = FileUploadRequest> + Send {
    let pieces = (0..pieces).map(|n| data(&[(n % 251) as u8; PIECE]));
    tokio_stream::iter(std::iter::once(name("large.bin")).chain(pieces))
}

/// What this process has had in memory at most, in KiB, where the system tells.
fn peak() -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

#[tokio::test]
async fn a_large_file_is_stored_in_little_memory() -> Outcome {
    let (server, app) = serve().await?;
    let mut client = FileControllerClient::new(server.channel().await?);
    // What a call takes at all is there before it is measured.
    client.upload(large(1)).await?;
    let before = peak();
    let file = client.upload(large(PIECES)).await?.into_inner();
    if let (Some(before), Some(after)) = (before, peak()) {
        let grown = after - before;
        assert!(grown < PIECES * PIECE / KIB / 2, "{grown} KiB more");
    }
    assert_eq!(file.name, "large.bin");
    assert_eq!(usize::try_from(file.size)?, PIECES * PIECE);
    let id = file.id.clone().ok_or("no id")?;
    let path = app.folder.join(&id);
    let content = fs::read(&path)?;
    fs::remove_file(path)?;
    assert_eq!(content.len(), PIECES * PIECE);
    let is_whole =
        |(n, piece): (usize, &[u8])| piece.iter().all(|byte| usize::from(*byte) == n % 251);
    assert!(content.chunks(PIECE).enumerate().all(is_whole));
    let stored = client.retrieve(FileRetrieveRequest { id }).await?;
    assert_eq!(stored.into_inner(), file);
    Ok(())
}

#[tokio::test]
async fn an_empty_file_is_a_file() -> Outcome {
    let (server, app) = serve().await?;
    let mut client = FileControllerClient::new(server.channel().await?);
    let file = client.upload(tokio_stream::iter([name("empty")])).await?;
    let id = file.into_inner().id.ok_or("no id")?;
    assert_eq!(fs::read(app.folder.join(id))?, b"");
    Ok(())
}

/// How many files are in a folder; none where there is no folder yet.
fn files(folder: &Path) -> usize {
    fs::read_dir(folder).map_or(0, |entries| entries.count())
}

async fn until(folder: &Path, count: usize) {
    while files(folder) != count {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn nothing_is_left_of_an_upload_that_is_broken_off() -> Result<(), Box<dyn Error>> {
    let folder = concat!(
        env!("CARGO_TARGET_TMPDIR"),
        "/",
        env!("CARGO_PKG_NAME"),
        "-broken-off"
    );
    let _ = fs::remove_dir_all(folder);
    let (server, app) = serve_in(folder).await?;
    let mut client = FileControllerClient::new(server.channel().await?);
    let begun = tokio_stream::iter([name("a"), data(b"b")]).chain(tokio_stream::pending());
    let upload = tokio::spawn({
        let mut client = client.clone();
        async move { client.upload(begun).await.map(drop) }
    });
    until(&app.folder, 1).await;
    upload.abort();
    until(&app.folder, 0).await;

    // Nor of one that the server refuses.
    for messages in [
        vec![data(b"b")],
        vec![name("a"), data(b"b"), name("c")],
        vec![name("a"), data(b"b"), FileUploadRequest::default()],
    ] {
        let refused = client.upload(tokio_stream::iter(messages)).await;
        let refused = refused.err().ok_or("the upload was taken")?;
        assert_eq!(refused.code(), Code::InvalidArgument);
        assert!(refused.message().contains("part"), "{refused}");
    }
    until(&app.folder, 0).await;
    Ok(())
}
