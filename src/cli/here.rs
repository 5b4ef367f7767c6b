//! `cargo socio new .`: a project in a folder that is there already, as `cargo init`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Failure;
use crate::shell;
use crate::spec::FILE as SPEC;
use crate::write::lock;
use crate::write::reconcile::{Step, Verb};
use crate::write::{self, Changes, Guard};

/// What a folder may have before it is a project; it stays as it is.
const KEPT: [&str; 3] = [SPEC, "README.md", ".gitignore"];

pub fn is_meant(path: &Path) -> bool {
    path == Path::new(".")
}

/// The folder's own path.
pub fn resolved(path: &Path) -> Result<PathBuf, Failure> {
    if !is_meant(path) {
        return Ok(path.to_owned());
    }
    std::env::current_dir().map_err(|error| Failure::io("no current folder", &error, ""))
}

/// Refuses a folder that is a project, or has a spec that is not the one to be used.
pub fn refuse_taken(path: &Path, spec: Option<&Path>) -> Result<(), Failure> {
    if path.join(lock::FILE).exists() {
        let help = "`cargo socio generate` brings it up to date";
        return Err(Failure::new(
            "this folder is a project of cargo-socio already",
            help,
        ));
    }
    let theirs = path.join(SPEC);
    let same = |spec: &Path| fs::canonicalize(spec).ok() == fs::canonicalize(&theirs).ok();
    if theirs.exists() && !spec.is_some_and(same) {
        let help = "make the project from it with --spec socio.yaml, or move it away";
        return Err(Failure::new(format!("there is a {SPEC} here"), help));
    }
    Ok(())
}

/// Refuses a folder with files that a project needs to have from the generator.
pub fn refuse_edited(steps: &[Step]) -> Result<(), Failure> {
    let taken = steps.iter().filter(|step| match step.verb {
        Verb::Yours => !KEPT.contains(&step.path.as_str()),
        verb => verb != Verb::Create,
    });
    let taken: Vec<&str> = taken.map(|step| step.path.as_str()).collect();
    if taken.is_empty() {
        return Ok(());
    }
    let message = format!("there already: {}", taken.join(", "));
    Err(Failure::new(
        message,
        "nothing was written; move them away, or name another folder",
    ))
}

/// All files or none, in a folder that keeps what it has.
pub fn write(path: &Path, files: Vec<(String, Vec<u8>)>) -> io::Result<()> {
    let waits = || shell::status("Blocking", "another command works in this folder");
    let _guard = Guard::exclusive(path, waits)?;
    write::commit(path, Changes::writes(files))
}
