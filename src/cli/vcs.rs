//! A repository for a new project, as cargo starts one.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::shell;

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Vcs {
    Git,
    None,
}

/// Starts a repository, unless the project lies in one. Without git, the project is whole all the same.
pub fn init(path: &Path, vcs: Vcs) {
    let Ok(full) = std::path::absolute(path) else {
        return;
    };
    if vcs == Vcs::None || full.ancestors().any(|folder| folder.join(".git").exists()) {
        return;
    }
    let git = Command::new("git")
        .args(["init", "--quiet"])
        .current_dir(path)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    match git {
        Ok(status) if status.success() => shell::detail("Init", "a git repository"),
        _ => shell::note("git did not run, so there is no repository (--vcs none asks for none)"),
    }
}
