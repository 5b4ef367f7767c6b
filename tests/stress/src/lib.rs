//! Attacks a running blog server, and says what it bore.

pub mod client;
pub mod scenarios;
pub mod server;

use std::path::{Path, PathBuf};
use std::process::Command;

pub use scenarios::run;

/// What can go wrong ends the run: a promise that is not kept, too.
pub type Result<T, E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;

/// How hard a server is attacked.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    /// Times that the server is killed.
    pub kills: usize,
    /// Calls that are begun and left.
    pub flood: usize,
    /// Streams that nobody reads.
    pub streams: usize,
    /// Rows that streams are over.
    pub rows: usize,
    /// Rows that slow reads are over, of which one alone takes longer than its deadline, and those that are sorted.
    pub slow_rows: usize,
    /// Connections that say nothing.
    pub silent: usize,
}

impl Scale {
    pub const FULL: Self = Self {
        kills: 20,
        flood: 50_000,
        streams: 500,
        rows: 20_000,
        slow_rows: 200_000,
        silent: 200,
    };
    pub const SHORT: Self = Self {
        kills: 3,
        flood: 1_000,
        streams: 20,
        rows: 3_000,
        slow_rows: 20_000,
        silent: 50,
    };
}

/// The examples that are attacked.
pub const SERVERS: [&str; 2] = ["blog-async", "blog-sync"];

/// Builds the servers, and says where they are.
pub fn build(release: bool) -> Result<[PathBuf; 2]> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.arg("build").current_dir(root());
    for server in SERVERS {
        cargo.args(["--bin", server, "-p", server]);
    }
    if release {
        cargo.arg("--release");
    }
    if !cargo.status()?.success() {
        return Err("the examples do not build".into());
    }
    // A test or a program of this crate is below the same folder.
    let own = std::env::current_exe()?;
    let profile = if release { "release" } else { "debug" };
    let mut above = own.ancestors();
    let folder = above.find(|folder| folder.ends_with(profile));
    let folder = folder.ok_or("not in a target folder")?;
    Ok(SERVERS.map(|server| folder.join(server)))
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}
