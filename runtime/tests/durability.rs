//! That an acknowledged write is on the disk: calls of `fsync` are counted by a small library that is loaded before the C library.
#![cfg(target_os = "linux")]

mod blog;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use blog::{MIGRATIONS, author_changes, config};
use socio_runtime::{aio, blocking};

const WRITES: usize = 100;

/// In the process that is counted: the façade it writes with.
const FACADE: &str = "SOCIO_TEST_FACADE";
const URL: &str = "SOCIO_TEST_URL";
const COUNT: &str = "SOCIO_TEST_COUNT";

const COUNTER: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

static atomic_long syncs;

int fsync(int file) {
    syncs++;
    return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(file);
}

int fdatasync(int file) {
    syncs++;
    return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(file);
}

__attribute__((destructor)) static void tell(void) {
    FILE *file = fopen(getenv("SOCIO_TEST_COUNT"), "w");
    if (file) {
        fprintf(file, "%ld", syncs);
        fclose(file);
    }
}
"#;

/// Not a test by itself: what the counted process does.
#[test]
fn writes_one_by_one() {
    let (Ok(facade), Ok(url)) = (std::env::var(FACADE), std::env::var(URL)) else {
        return;
    };
    let mut config = config(Path::new("."));
    config.database_url = url;
    let email = |n| author_changes(&format!("{n}@example.org"));
    if facade == "aio" {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let db = aio::Database::open(&config, MIGRATIONS).await.unwrap();
            for n in 0..WRITES {
                db.repository().insert(email(n)).await.unwrap();
            }
        });
    } else {
        let db = blocking::Database::open(&config, MIGRATIONS).unwrap();
        for n in 0..WRITES {
            db.repository().insert(email(n)).unwrap();
        }
    }
}

#[test]
fn every_acknowledged_write_is_on_the_disk_unless_the_address_says_otherwise() {
    let files = tempfile::tempdir().unwrap();
    let Some(counter) = counter(files.path()) else {
        eprintln!("SKIPPED: there is no C compiler that makes a library to preload");
        return;
    };
    for facade in ["aio", "blocking"] {
        let syncs = |parameters: &str| {
            let file = files
                .path()
                .join(format!("{facade}{}.db", parameters.len()));
            syncs(
                &counter,
                facade,
                &format!("sqlite:{}{parameters}", file.display()),
            )
        };
        let (full, normal) = (syncs(""), syncs("?synchronous=normal"));
        assert!(full >= WRITES, "{facade}: {full} syncs of {WRITES} writes");
        // So that the counter is known to count writes, and not what opens a database.
        assert!(
            normal < WRITES / 2,
            "{facade}: {normal} syncs of {WRITES} writes"
        );
    }
}

fn counter(folder: &Path) -> Option<PathBuf> {
    let (source, library) = (folder.join("counter.c"), folder.join("counter.so"));
    std::fs::write(&source, COUNTER).unwrap();
    let made = Command::new("cc")
        .args(["-shared", "-fPIC", "-o"])
        .args([&library, &source])
        .arg("-ldl")
        .status();
    made.is_ok_and(|status| status.success()).then_some(library)
}

/// How often a process of its own syncs while it writes.
fn syncs(counter: &Path, facade: &str, url: &str) -> usize {
    let count = counter.with_extension("count");
    let ran = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "writes_one_by_one"])
        .envs([(FACADE, facade), (URL, url)])
        .env(COUNT, &count)
        .env("LD_PRELOAD", counter)
        .stdout(Stdio::null())
        .status();
    assert!(ran.unwrap().success());
    std::fs::read_to_string(&count).unwrap().parse().unwrap()
}
