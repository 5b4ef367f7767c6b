//! What buf says of the protos: its lint, beside the rules that `buf.yaml` excepts, and its format.

use std::process::{Command, Stdio};

use crate::project::{Project, succeeded};
use crate::skipped::skipped;

const TYPES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/e2e/specs/types.yaml");

fn buf(project: &Project, args: &[&str]) -> std::process::Output {
    let mut command = Command::new("buf");
    let command = command.args(args).current_dir(&project.root);
    command.output().expect("buf starts")
}

#[test]
fn protos_are_as_buf_wants_them() {
    let mut version = Command::new("buf");
    let version = version.arg("--version").stdout(Stdio::null());
    if !version.status().is_ok_and(|status| status.success()) {
        skipped("buf (npm's @bufbuild/buf) is not installed");
        return;
    }
    let project = Project::new("protos", TYPES, "async");
    succeeded("buf lint", &buf(&project, &["lint"]));
    succeeded(
        "buf format",
        &buf(&project, &["format", "--diff", "--exit-code"]),
    );

    // Each exception is needed: without it, buf finds what the names break.
    let settings = project.read("buf.yaml");
    let excepted = settings.lines().filter(|line| {
        let rule = line.trim().trim_start_matches("- ");
        line.starts_with("    - ") && rule.contains('_')
    });
    for line in excepted {
        project.write("buf.yaml", &settings.replace(&format!("{line}\n"), ""));
        let output = buf(&project, &["lint"]);
        assert!(!output.status.success(), "{line} excepts nothing");
    }
}
