//! A server in a process of its own, and what it holds.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use crate::Result;

/// What the child does: it says where it listens, and serves until its parent is gone.
pub async fn serve(name: &str) -> Result<()> {
    println!("{}", crate::serve(name).await?);
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    Ok(())
}

/// It runs until it is dropped.
pub struct Served {
    child: Child,
    pub address: SocketAddr,
}

/// What a process has at one moment.
#[derive(Debug, Clone, Copy)]
pub struct Holds {
    /// Memory, in KiB.
    pub resident: f64,
    pub threads: usize,
    /// Open files, of which connections are most.
    pub files: usize,
}

impl Served {
    pub fn start(name: &str) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve", name])
            .env("RUST_LOG", "error")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let said = child.stdout.take().ok_or("no output")?;
        let mut line = String::new();
        BufReader::new(said).read_line(&mut line)?;
        let address = line.trim().parse()?;
        Ok(Self { child, address })
    }

    pub fn holds(&self) -> Result<Holds> {
        let folder = format!("/proc/{}", self.child.id());
        let count = |name: &str| fs::read_dir(format!("{folder}/{name}")).map(Iterator::count);
        let status = fs::read_to_string(format!("{folder}/status"))?;
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let resident = resident.ok_or("no VmRSS")?.trim().trim_end_matches(" kB");
        Ok(Holds {
            resident: resident.parse()?,
            threads: count("task")?,
            files: count("fd")?,
        })
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
