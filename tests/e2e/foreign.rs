//! A generated server, called by a client that is not ours: Python's grpcio.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::project::{BLOG, Project, succeeded};

const CLIENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/foreign/client.py");

#[test]
fn python_calls_an_async_server() {
    python_calls("foreign-async", "async");
}

#[test]
fn python_calls_a_sync_server() {
    python_calls("foreign-sync", "sync");
}

fn python_calls(name: &str, mode: &str) {
    if !has_grpcio() {
        println!("SKIPPED: python3 with grpcio and grpcio-tools is not installed");
        return;
    }
    let project = Project::new(name, BLOG, mode);
    project.cargo(&["build"]);
    let server = Server::start(&project);
    let output = Command::new("python3")
        .arg(CLIENT)
        .arg(project.root.join("proto"))
        .arg(&server.address)
        .output()
        .expect("python3 starts");
    succeeded("the Python client", &output);
    assert!(String::from_utf8_lossy(&output.stdout).contains("all calls answered as expected"));
}

fn has_grpcio() -> bool {
    Command::new("python3")
        .args(["-c", "import grpc, grpc_tools, grpc_reflection"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The generated binary on a free port over a database of its own.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(project: &Project) -> Self {
        let mut process = Command::new(project.binary())
            .current_dir(&project.root)
            .env("LISTEN", "127.0.0.1:0")
            .env("DATABASE_URL", "sqlite:foreign.db")
            .env("RUST_LOG", "info")
            .env("NO_COLOR", "1")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
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
            .recv_timeout(Duration::from_secs(60))
            .expect("the server logs where it listens");
        Self { process, address }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
