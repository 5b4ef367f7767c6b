//! A generated server, called by a client that is not ours: Python's grpcio.

use std::fs;
use std::process::{Command, Stdio};

use crate::project::{BLOG, Project, RUNTIME, shares_builds, socio, succeeded};
use crate::server::Server;
use crate::skipped::skipped;

const CLIENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/foreign/client.py");

/// A service that no spec knows of.
const NOTES_PROTO: &str = include_str!("../foreign/notes.proto");
const NOTES: &str = include_str!("../foreign/notes.rs");

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
        skipped("python3 with grpcio and grpcio-tools is not installed");
        return;
    }
    let project = Project::new(name, BLOG, mode);
    add_notes(&project);
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

/// What a user does for a service of their own.
fn add_notes(project: &Project) {
    let own = project.root.join("proto/own/v1");
    fs::create_dir_all(&own).expect("made");
    fs::write(own.join("notes.proto"), NOTES_PROTO).expect("written");
    fs::write(project.root.join("src/notes.rs"), NOTES).expect("written");
    let main = project.read("src/main.rs");
    let routes = "services::register(&app)";
    assert!(main.contains(routes), "{main}");
    let both =
        format!("{routes}.tonic_service(notes::notes_server::NotesServer::new(notes::Echo))");
    let main = main.replacen("\nuse ", "\nmod notes;\nuse ", 1);
    fs::write(
        project.root.join("src/main.rs"),
        main.replace(routes, &both),
    )
    .expect("written");
}

pub fn has_grpcio() -> bool {
    Command::new("python3")
        .args(["-c", "import grpc, grpc_tools, grpc_reflection"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The client that every project carries calls each RPC, twice: unique values are new each time.
/// Then the server is told to end, as service managers do it.
#[test]
fn the_typed_client_calls_every_rpc() {
    for mode in ["async", "sync"] {
        let project = Project::new(&format!("client-{mode}"), BLOG, mode);
        project.cargo(&["build", "--examples", "--bins"]);
        let server = Server::start(&project, "client.db");
        let address = format!("http://{}", server.address);
        for _ in 0..2 {
            let said = project.cargo(&["run", "--example", "client", "--", &address]);
            for line in [
                "Author created: AuthorResponse { id: Some(",
                "Post listed: ",
                "Post streamed: ",
                "Post updated in part: ",
                "Author destroyed",
            ] {
                assert!(said.contains(line), "{line} is missing in:\n{said}");
            }
        }
        assert!(server.end("TERM").success());
    }
}

/// `new --run` builds and serves at once, says how to call it, and ends cleanly with Ctrl-C.
#[test]
fn a_new_project_runs_at_once() {
    for mode in ["async", "sync"] {
        let home = tempfile::tempdir().expect("a folder");
        let name = format!("at-once-{mode}");
        let mut command = socio(home.path());
        command
            .args(["new", &name, "--spec", BLOG, "--mode", mode])
            .args(["--runtime", RUNTIME, "--run"]);
        shares_builds(&mut command);
        let server = Server::spawn(&mut command, "at-once.db");
        let channel = format!("http://{}", server.address);
        let mut client = Command::new(env!("CARGO"));
        client
            .args(["run", "--example", "client", "--", &channel])
            .current_dir(home.path().join(&name));
        shares_builds(&mut client);
        succeeded("the client", &client.output().expect("cargo starts"));
        assert!(server.end("INT").success());
    }
}
