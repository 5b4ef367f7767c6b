//! A disk without room, as the server sees it: a small library that is loaded first answers for the C library.

use std::path::{Path, PathBuf};
use std::process::Command;

use tonic::Code;

use super::holds;
use crate::Result;
use crate::client::Client;
use crate::server::Server;

const FULL: &str = "SOCIO_STRESS_FULL";

/// Writes fail as long as a file of this name is there.
const LIBRARY: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static int is_full(void) {
    const char *mark = getenv("SOCIO_STRESS_FULL");
    return mark && access(mark, F_OK) == 0;
}

#define WRITE(name, offset) \
    ssize_t name(int file, const void *bytes, size_t count, offset at) { \
        if (is_full()) { \
            errno = ENOSPC; \
            return -1; \
        } \
        return ((ssize_t (*)(int, const void *, size_t, offset))dlsym(RTLD_NEXT, #name))(file, bytes, count, at); \
    }

WRITE(pwrite, off_t)
WRITE(pwrite64, off64_t)
"#;

pub(super) async fn run(binary: &Path) -> Result<String> {
    let folder = tempfile::tempdir()?;
    let Some(library) = library(folder.path())? else {
        eprintln!("SKIPPED: a full disk, without a C compiler that makes a library to preload");
        return Ok(String::from("SKIPPED: no C compiler"));
    };
    let mark = folder.path().join("full");
    let env = [("LD_PRELOAD", library.as_path()), (FULL, mark.as_path())];
    let server = Server::start(binary, folder.path(), &env)?;
    let client = Client::connect(server.address).await?;
    let tag = client.create(String::from("before")).await?;
    std::fs::write(&mark, "")?;
    let mut refused = 0;
    for n in 0..20 {
        let status = client.create(format!("full {n}")).await.err();
        let code = status.as_ref().map(tonic::Status::code);
        let found = format!("a write to a full disk is {status:?}");
        holds(code == Some(Code::ResourceExhausted), &found)?;
        client.retrieve(tag).await?;
        refused += 1;
    }
    std::fs::remove_file(&mark)?;
    client.create(String::from("after")).await?;
    Ok(format!(
        "{refused} writes refused with RESOURCE_EXHAUSTED, reads went on, and so did writes once there was room"
    ))
}

fn library(folder: &Path) -> Result<Option<PathBuf>> {
    if !cfg!(target_os = "linux") {
        return Ok(None);
    }
    let (source, library) = (folder.join("full.c"), folder.join("full.so"));
    std::fs::write(&source, LIBRARY)?;
    let made = Command::new("cc")
        .args(["-shared", "-fPIC", "-o"])
        .args([&library, &source])
        .arg("-ldl")
        .status();
    Ok(made.is_ok_and(|status| status.success()).then_some(library))
}
