//! Actions of every flow: the project as it is made, and with handlers in it.

use std::process::Command;

use crate::foreign::has_grpcio;
use crate::project::{Project, succeeded};
use crate::scaffold::builds_clean_and_passes;
use crate::server::Server;
use crate::skipped::skipped;

const SPEC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/e2e/specs/actions.yaml");
const CALLS: &str = include_str!("specs/actions_calls.rs");
const CLIENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/foreign/flows.py");

/// The handlers of an async project; of a sync one, only the colour differs.
const POSTS: &str = include_str!("specs/actions_posts.rs");
const LOBBY: &str = include_str!("specs/actions_lobby.rs");

/// What a file of an async project is in a project of `mode`.
fn coloured(text: &str, mode: &str) -> String {
    match mode {
        "sync" => text
            .replace("actions_async", "actions_sync")
            .replace("::aio::", "::blocking::")
            .replace("MIGRATIONS).await", "MIGRATIONS)"),
        _ => text.to_owned(),
    }
}

fn handlers(text: &str, mode: &str) -> String {
    match mode {
        "sync" => coloured(text, mode)
            .replace("async fn", "fn")
            .replace(".recv()", ".blocking_recv()")
            .replace(".await", ""),
        _ => text.to_owned(),
    }
}

#[test]
fn actions_of_every_flow_are_written_and_called() {
    for mode in ["async", "sync"] {
        let project = Project::new(&format!("actions-{mode}"), SPEC, mode);
        builds_clean_and_passes(&project);
        project.write("src/services/post.rs", &handlers(POSTS, mode));
        project.write("src/services/lobby.rs", &handlers(LOBBY, mode));
        project.write("tests/calls.rs", &coloured(CALLS, mode));
        project.cargo(&["fmt"]);
        builds_clean_and_passes(&project);
        python_calls(&project);
    }
}

/// Python's grpcio calls an action of each flow.
fn python_calls(project: &Project) {
    if !has_grpcio() {
        skipped("python3 with grpcio and grpcio-tools is not installed");
        return;
    }
    let server = Server::start(project, "actions.db");
    let output = Command::new("python3")
        .arg(CLIENT)
        .arg(project.root.join("proto"))
        .arg(&server.address)
        .output()
        .expect("python3 starts");
    succeeded("the Python client", &output);
    assert!(String::from_utf8_lossy(&output.stdout).contains("every flow answered as expected"));
}

/// What a context does not offer is not there: rustc says so in the user's file.
#[test]
fn a_context_that_writes_does_not_read() {
    for mode in ["async", "sync"] {
        let project = Project::new(&format!("reads-{mode}"), SPEC, mode);
        let own = handlers(POSTS, mode);
        let wait = if mode == "async" { ".await" } else { "" };
        let wrong = own.replace(
            &format!("cx.write(post){wait}?;"),
            &format!("drop(cx.read(){wait}?);"),
        );
        assert_ne!(wrong, own);
        project.write("src/services/post.rs", &wrong);
        let output = project
            .cargo_command(&["check"])
            .output()
            .expect("cargo starts");
        assert!(!output.status.success());
        let said = String::from_utf8_lossy(&output.stderr);
        let error = said.split("error[").find(|part| part.starts_with("E0599"));
        let error = error.unwrap_or_else(|| panic!("no E0599 in\n{said}"));
        for part in ["`read`", "WriteContext", "--> src/services/post.rs:"] {
            assert!(error.contains(part), "{part} is missing in\n{error}");
        }
    }
}

/// `generate` prints the method of each action that nobody has written; pasted, it compiles.
#[test]
fn the_methods_that_generate_prints_fit() {
    for mode in ["async", "sync"] {
        let project = Project::new(&format!("printed-{mode}"), SPEC, mode);
        let output = project.socio(&["generate"]);
        succeeded("generate", &output);
        let said = String::from_utf8_lossy(&output.stderr);
        let mut lines = said.lines();
        let mut pasted = 0;
        while let Some(line) = lines.next() {
            let Some((action, file)) = line.split_once("; in ") else {
                continue;
            };
            let method = lines.next().expect("the method").trim();
            let (_, action) = action.split_once("Unwritten ").expect("an action");
            let service = action.split("Controller").next().expect("its service");
            let file = file.trim_end_matches(':');
            let own = project.read(file);
            let start = format!("impl {service}Service for ");
            let at = own.find(&start).expect("the implementation");
            let open = at + own[at..].find('{').expect("its body") + 1;
            let body = "{ Err(Error::not_found(\"Thing\", 1)) }";
            let (before, after) = own.split_at(open);
            project.write(file, &format!("{before}\n{method} {body}\n{after}"));
            pasted += 1;
        }
        assert_eq!(pasted, 23, "{said}");
        project.cargo(&["check"]);
        let output = project.socio(&["generate"]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!said.contains("Unwritten"), "{said}");
    }
}
