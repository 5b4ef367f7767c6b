//! A generated server, called by a client that is not ours: Python's grpcio.

use std::process::{Command, Stdio};

use crate::project::{BLOG, Project, succeeded};
use crate::server::Server;

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
    let server = Server::start(&project, "foreign.db");
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
