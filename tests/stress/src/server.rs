//! A server process and its database.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::Result;

/// It is killed when it is dropped.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    pub database: PathBuf,
}

impl Server {
    /// Starts it over a database in this folder, with these variables, and waits until it listens.
    pub fn start(binary: &Path, folder: &Path, env: &[(&str, &Path)]) -> Result<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let database = folder.join("blog.db");
        let log = fs::File::create(folder.join("server.log"))?;
        let child = Command::new(binary)
            .env("LISTEN", address.to_string())
            .env("DATABASE_URL", format!("sqlite:{}", database.display()))
            .env("RUST_LOG", "warn")
            .envs(env.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()?;
        let mut server = Self {
            child,
            address,
            database,
        };
        let end = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(address).is_err() {
            if server.child.try_wait()?.is_some() || Instant::now() > end {
                let said = fs::read_to_string(folder.join("server.log"))?;
                return Err(format!("{} does not listen: {said}", binary.display()).into());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(server)
    }

    /// As `kill -9` does.
    pub fn kill(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Sends SIGTERM, and waits until it has stopped.
    pub async fn stop(&mut self, within: Duration) -> Result<ExitStatus> {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status()?;
        let end = Instant::now() + within;
        while Instant::now() < end {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Err(format!("not stopped within {within:?}").into())
    }

    /// Resident, in MiB; nothing where the system does not say.
    pub fn memory(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmRSS"));
        let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
        kib.unwrap_or(0.0) / 1024.0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
