//! Child processes and what they used, from /proc.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::Result;

/// Ticks of the processor clock per second, on every Linux that is met today.
const TICKS: f64 = 100.0;

/// Runs a command to its end, quietly; seconds.
pub fn timed(command: &mut Command) -> Result<f64> {
    let begun = Instant::now();
    let output = command.stdin(Stdio::null()).output()?;
    let took = begun.elapsed().as_secs_f64();
    if output.status.success() {
        return Ok(took);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("{command:?}: {}\n{said}", output.status).into())
}

/// Runs a command to its end, quietly; seconds of processor, those of its children included.
pub fn processor_time(command: &mut Command) -> Result<f64> {
    let before = waited_for()?;
    timed(command)?;
    Ok(waited_for()? - before)
}

/// Seconds of processor of every child that has ended.
fn waited_for() -> Result<f64> {
    let text = fs::read_to_string("/proc/self/stat")?;
    Ok(ticks(&text, 13) / TICKS)
}

/// Two neighbours in /proc/PID/stat, added: user and system time. Counted from behind the name, which may hold blanks.
fn ticks(stat: &str, first: usize) -> f64 {
    let rest = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks = rest.split_whitespace().skip(first).take(2);
    ticks.filter_map(|t| t.parse::<f64>().ok()).sum()
}

/// The most memory that a command's own process holds, in MiB. Not to be timed: it is watched closely.
pub fn peak(command: &mut Command) -> Result<f64> {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null());
    let mut child = quiet.stderr(Stdio::null()).spawn()?;
    let mut most = 0.0_f64;
    while child.try_wait()?.is_none() {
        most = most.max(status(child.id(), "VmHWM:").unwrap_or(0.0));
        thread::sleep(Duration::from_micros(100));
    }
    Ok(most)
}

/// A figure of /proc/PID/status, in MiB.
fn status(pid: u32, name: &str) -> Option<f64> {
    let text = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024.0)
}

/// A server that runs until it is dropped.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Server {
    /// Starts it on a free port and waits until it listens; `parameters` stand behind the file in its address.
    pub fn start(
        binary: &Path,
        database: &Path,
        parameters: &str,
        env: &[(&str, &str)],
    ) -> Result<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let child = Command::new(binary)
            .env("LISTEN", address.to_string())
            .env(
                "DATABASE_URL",
                format!("sqlite:{}{parameters}", database.display()),
            )
            // A line for each call is written, and read by nobody.
            .env("RUST_LOG", "info")
            .envs(env.iter().copied())
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let mut server = Self { child, address };
        let deadline = Instant::now() + Duration::from_secs(10);
        while TcpStream::connect(address).is_err() {
            if server.child.try_wait()?.is_some() || Instant::now() > deadline {
                return Err(format!("{} does not listen", binary.display()).into());
            }
            thread::sleep(Duration::from_millis(5));
        }
        Ok(server)
    }

    /// Seconds of processor that it has used so far.
    pub fn cpu(&self) -> f64 {
        let read = fs::read_to_string(format!("/proc/{}/stat", self.child.id()));
        ticks(&read.unwrap_or_default(), 11) / TICKS
    }

    /// What it holds in memory now, in MiB.
    pub fn memory(&self) -> f64 {
        status(self.child.id(), "VmRSS:").unwrap_or(f64::NAN)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
