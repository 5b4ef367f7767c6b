//! Rust files through rustfmt.

#![expect(
    clippy::disallowed_methods,
    reason = "rustfmt is given files in a folder of its own, which goes with it"
)]

use std::env;
use std::fs::{self, File};
use std::io;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use super::parallel::on_every_core;
use super::{Error, RenderedFile, VENDORED};
use crate::interrupt;
use crate::write::Stage;

/// How often it is seen to whether rustfmt is done, or Ctrl-C was pressed.
const GLANCE: Duration = Duration::from_millis(2);

/// Files for one rustfmt: far below the longest command line of any system.
const MOST: usize = 200;

const SETTINGS: &str = "rustfmt.toml";

/// The files as they are written: Rust through rustfmt, on every core, all else as it is.
/// A toolchain without rustfmt gets the text as the templates have it.
pub fn format_all(files: &[&RenderedFile]) -> io::Result<Vec<Vec<u8>>> {
    // From here on Ctrl-C is told by the flag, with rustfmt or without.
    interrupt::watch()?;
    if !is_in_path() {
        return Ok(files.iter().map(|file| file.content.clone()).collect());
    }
    let rustfmt = Rustfmt::new()?;
    let formatted = on_every_core(files, |number, share| rustfmt.all(number, share));
    // Ctrl-C ends rustfmt too, whose errors then say nothing.
    interrupt::check()?;
    match formatted {
        Ok(texts) => Ok(texts),
        Err(error) if rustfmt.is_there() => Err(io::Error::other(error)),
        Err(_) => Ok(files.iter().map(|file| file.content.clone()).collect()),
    }
}

fn is_in_path() -> bool {
    let name = format!("rustfmt{}", env::consts::EXE_SUFFIX);
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(&name).is_file())
}

/// rustfmt with a fixed edition, and a folder with the only settings that count, which are
/// none, so that the same input gives the same bytes everywhere.
struct Rustfmt {
    folder: Stage,
}

impl Rustfmt {
    fn new() -> io::Result<Self> {
        let home = env::temp_dir();
        let folder = Stage::new_in(&home, "rustfmt").map_err(|error| {
            let what = "no temporary folder (TMPDIR names where)";
            io::Error::new(error.kind(), format!("{}: {what}: {error}", home.display()))
        })?;
        fs::write(folder.path().join(SETTINGS), "")?;
        Ok(Self { folder })
    }

    fn command(&self) -> Command {
        let mut command = Command::new("rustfmt");
        command
            .args(["--edition", "2024", "--style-edition", "2024"])
            .arg("--config-path")
            .arg(self.folder.path().join(SETTINGS))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    /// Whether it runs: rustup puts one in the `PATH` that only says that there is none.
    fn is_there(&self) -> bool {
        let version = self.command().arg("--version").spawn();
        version.and_then(ended).is_ok_and(|status| status.success())
    }

    /// The texts of some of the files; `part` tells them from other threads'.
    fn all(&self, part: usize, files: &[&RenderedFile]) -> Result<Vec<Vec<u8>>, Error> {
        let mut all: Vec<_> = files.iter().map(|file| file.content.clone()).collect();
        // The runtime is formatted where it is made.
        let rust = (0..files.len())
            .filter(|n| files[*n].path.ends_with(".rs") && !files[*n].path.starts_with(VENDORED));
        // By its name, rustfmt would look for the modules that a file declares.
        let (mut alone, leaves): (Vec<_>, Vec<_>) = rust.partition(|n| declares_modules(&all[*n]));
        for leaves in leaves.chunks(MOST) {
            if interrupt::happened() {
                return Ok(all);
            }
            if self.together(part, &mut all, leaves).is_none() {
                // The way that says which file it is, and why.
                alone.extend(leaves);
            }
        }
        for n in alone {
            if interrupt::happened() {
                return Ok(all);
            }
            let named = |error| Error(format!("{}: {error}", files[n].path));
            all[n] = self.by_itself(part, &all[n]).map_err(named)?;
        }
        Ok(all)
    }

    /// Many files by one rustfmt: to start it takes longer than a file. `None` when that fails.
    fn together(&self, part: usize, all: &mut [Vec<u8>], which: &[usize]) -> Option<()> {
        let path = |n: &usize| self.folder.path().join(format!("{part}-{n}.rs"));
        for n in which {
            fs::write(path(n), &all[*n]).ok()?;
        }
        let child = self.command().args(which.iter().map(path)).spawn().ok()?;
        if !ended(child).ok()?.success() {
            return None;
        }
        for n in which {
            all[*n] = fs::read(path(n)).ok()?;
        }
        Some(())
    }

    /// One text, without its name.
    fn by_itself(&self, part: usize, text: &[u8]) -> io::Result<Vec<u8>> {
        let path = |what: &str| self.folder.path().join(format!("{part}.{what}"));
        fs::write(path("in"), text)?;
        let child = self
            .command()
            .args(["--emit", "stdout"])
            .stdin(File::open(path("in"))?)
            .stdout(File::create(path("out"))?)
            .stderr(File::create(path("err"))?)
            .spawn()?;
        if ended(child)?.success() {
            return fs::read(path("out"));
        }
        let said = fs::read(path("err"))?;
        Err(io::Error::other(
            String::from_utf8_lossy(&said).into_owned(),
        ))
    }
}

/// Waits for its end, and makes it when Ctrl-C is pressed: rustfmt may hang, and may ignore
/// what it is sent.
fn ended(mut child: Child) -> io::Result<ExitStatus> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if interrupt::happened() {
            child.kill()?;
            return child.wait();
        }
        thread::sleep(GLANCE);
    }
}

fn declares_modules(text: &[u8]) -> bool {
    String::from_utf8_lossy(text).lines().any(|line| {
        let item = line.trim_start().trim_start_matches("pub ");
        item.starts_with("mod ") && item.ends_with(';')
    })
}
