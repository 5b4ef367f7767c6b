//! Rust files through rustfmt.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::{Error, RenderedFile, VENDORED};
use crate::interrupt;

/// Files for one rustfmt: far below the longest command line of any system.
const MOST: usize = 200;

/// The files as they are written: Rust through rustfmt, on every core, all else as it is.
/// A toolchain without rustfmt gets the text as the templates have it.
pub fn format_all(files: &[&RenderedFile]) -> io::Result<Vec<Vec<u8>>> {
    if !is_installed() {
        return Ok(files.iter().map(|file| file.content.clone()).collect());
    }
    let interrupted = interrupt::watch().map_err(io::Error::other)?;
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let share = files.len().div_ceil(cores).max(1);
    thread::scope(|scope| {
        let parts: Vec<_> = files
            .chunks(share)
            .map(|part| scope.spawn(|| formatted(part, interrupted)))
            .collect();
        let mut all = Vec::with_capacity(files.len());
        for part in parts {
            let panicked = |_| Err(Error(String::from("a formatting thread panicked")));
            let part = part.join().unwrap_or_else(panicked);
            // Ctrl-C ends rustfmt too, whose errors then say nothing.
            if interrupted.load(Ordering::SeqCst) {
                return Err(io::Error::new(io::ErrorKind::Interrupted, "interrupted"));
            }
            all.extend(part.map_err(io::Error::other)?);
        }
        Ok(all)
    })
}

fn is_installed() -> bool {
    let name = format!("rustfmt{}", env::consts::EXE_SUFFIX);
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(&name).is_file())
}

fn formatted(files: &[&RenderedFile], interrupted: &AtomicBool) -> Result<Vec<Vec<u8>>, Error> {
    let mut all: Vec<_> = files.iter().map(|file| file.content.clone()).collect();
    // The runtime is formatted where it is made.
    let rust = (0..files.len())
        .filter(|n| files[*n].path.ends_with(".rs") && !files[*n].path.starts_with(VENDORED));
    // By its name, rustfmt would look for the modules that a file declares.
    let (roots, leaves): (Vec<_>, Vec<_>) = rust.partition(|n| declares_modules(&all[*n]));
    let mut alone = roots;
    for leaves in leaves.chunks(MOST) {
        if interrupted.load(Ordering::SeqCst) {
            return Ok(all);
        }
        if together(&mut all, leaves).is_none() {
            // The way that says which file it is, and why.
            alone.extend(leaves);
        }
    }
    for n in alone {
        let named = |error| Error(format!("{}: {error}", files[n].path));
        all[n] = by_itself(&all[n]).map_err(named)?;
    }
    Ok(all)
}

fn declares_modules(text: &[u8]) -> bool {
    String::from_utf8_lossy(text).lines().any(|line| {
        let item = line.trim_start().trim_start_matches("pub ");
        item.starts_with("mod ") && item.ends_with(';')
    })
}

/// rustfmt, with a fixed edition, so that the same input gives the same bytes everywhere.
fn rustfmt() -> Command {
    let mut command = Command::new("rustfmt");
    command
        .args(["--edition", "2024", "--style-edition", "2024"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Many files by one rustfmt: to start it takes longer than a file. `None` when that fails.
fn together(all: &mut [Vec<u8>], which: &[usize]) -> Option<()> {
    let folder = tempfile::tempdir().ok()?;
    let path = |n: &usize| folder.path().join(format!("{n}.rs"));
    for n in which {
        fs::write(path(n), &all[*n]).ok()?;
    }
    let output = rustfmt().args(which.iter().map(path)).output().ok()?;
    if !output.status.success() {
        return None;
    }
    for n in which {
        all[*n] = fs::read(path(n)).ok()?;
    }
    Some(())
}

fn by_itself(text: &[u8]) -> Result<Vec<u8>, String> {
    let child = rustfmt()
        .args(["--emit", "stdout"])
        .stdin(Stdio::piped())
        .spawn();
    let mut child = child.map_err(|error| error.to_string())?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(text).map_err(|error| error.to_string())?;
    }
    let output = child
        .wait_with_output()
        .map_err(|error| error.to_string())?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}
