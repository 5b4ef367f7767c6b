//! The same calls to Django Socio gRPC and to our servers, in both modes: one spec, in
//! `differential/atlas.yaml`, is a Django project there and two projects here. Every answer is
//! the same, but for what `differential/instead.py` lists with its reason.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

#[path = "e2e/project.rs"]
#[expect(dead_code, reason = "the end-to-end tests do more with a project")]
mod project;
#[path = "e2e/server.rs"]
#[expect(dead_code, reason = "the end-to-end tests end a server by signals")]
mod server;
mod skipped;

use project::{Project, succeeded};
use server::Server;
use skipped::skipped;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/differential");

/// What the scripts import.
const MODULES: &str =
    "import django, django_filters, django_socio_grpc, grpc_tools, rest_framework, yaml";

#[test]
fn answers_are_those_of_django_socio_grpc() {
    if !has_modules() {
        skipped(&format!("python3 cannot `{MODULES}`"));
        return;
    }
    let spec = format!("{FOLDER}/atlas.yaml");
    let ours = ["async", "sync"].map(|mode| {
        let project = Project::new(&format!("atlas-{mode}"), &spec, mode);
        project.cargo(&["build"]);
        project
    });
    let home = tempfile::tempdir().expect("a folder");
    let made = python("django_server.py", home.path()).arg("make").output();
    succeeded("django_server.py make", &made.expect("python3 starts"));
    let django = Server::spawn(
        python("django_server.py", home.path()).arg("serve"),
        "django.db",
    );
    let servers = ours
        .each_ref()
        .map(|project| Server::start(project, "atlas.db"));

    let mut compare = python("compare.py", home.path());
    compare
        .arg(home.path().join("grpc_folder/kinds"))
        .arg(&django.address);
    for (project, server) in ours.iter().zip(&servers) {
        compare.arg(project.root.join("proto")).arg(&server.address);
    }
    let output = compare.output().expect("python3 starts");
    let said = String::from_utf8_lossy(&output.stdout);
    succeeded("compare.py", &output);
    println!("{said}");
    let calls = said.lines().last().and_then(|line| line.split(' ').next());
    let calls: Option<usize> = calls.and_then(|calls| calls.parse().ok());
    assert!(calls > Some(5000), "too few calls:\n{said}");
    assert!(is_clean(), "Python left something in {FOLDER}");
}

/// A script of ours, run in a folder that it may write into.
fn python(script: &str, folder: &Path) -> Command {
    let mut command = Command::new("python3");
    command
        .arg(format!("{FOLDER}/{script}"))
        .current_dir(folder)
        .env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

fn has_modules() -> bool {
    Command::new("python3")
        .args(["-c", MODULES])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn is_clean() -> bool {
    let entries = fs::read_dir(FOLDER).expect("a folder");
    let mut names = entries.map(|entry| entry.expect("an entry").file_name());
    names.all(|name| name != "__pycache__" && name != "grpc_folder")
}
