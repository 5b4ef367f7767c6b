//! A generated server as a process of its own.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::project::Project;

/// The generated binary on a free port over a database of its own.
pub struct Server {
    process: Child,
    pub address: String,
}

impl Server {
    pub fn start(project: &Project, database: &str) -> Self {
        Self::spawn(
            Command::new(project.binary()).current_dir(&project.root),
            database,
        )
    }

    /// The process that `command` starts, in a group of its own: what it starts ends with it.
    pub fn spawn(command: &mut Command, database: &str) -> Self {
        let mut process = command
            .env("LISTEN", "127.0.0.1:0")
            .env("DATABASE_URL", format!("sqlite:{database}"))
            .env("RUST_LOG", "info")
            .env("NO_COLOR", "1")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn()
            .expect("the server starts");
        let stderr = process.stderr.take().expect("piped");
        let (found, address) = mpsc::channel();
        // Reads to the end, so that the server never blocks on a full pipe.
        thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                if let Some(at) = line.find("127.0.0.1:") {
                    let address: String = line[at..]
                        .chars()
                        .take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ':'))
                        .collect();
                    let _ = found.send(address);
                }
            }
        });
        let address = address
            .recv_timeout(Duration::from_secs(300))
            .expect("the server logs where it listens");
        Self { process, address }
    }
}

impl Server {
    /// Sends `INT`, as Ctrl-C does to the whole group, or `TERM`; answers how the process ended.
    pub fn end(mut self, signal: &str) -> ExitStatus {
        self.signal(signal);
        self.process.wait().expect("it ends")
    }

    fn signal(&self, name: &str) {
        let group = format!("-{}", self.process.id());
        let sent = Command::new("kill")
            .args(["-s", name, "--", &group])
            .status();
        assert!(sent.is_ok_and(|status| status.success()), "kill -s {name}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(None) = self.process.try_wait() {
            self.signal("KILL");
            let _ = self.process.wait();
        }
    }
}
