//! The projects that are measured: generated ones, and the hand-written one with a manifest of its own.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Result;
use crate::process::timed;

const HERE: &str = env!("CARGO_MANIFEST_DIR");

/// What the generator may take: should it grow without bounds, the machine is to survive it.
pub const MEMORY_LIMIT_GIB: u64 = 4;

/// What a user writes to replace a step of Create: the default, called from the user's file.
const OVERRIDE: &str = "
    ASYNC fn perform_create(
        &self,
        cx: &socio_runtime::Context,
        tx: &mut socio_runtime::FACADE::Tx,
        changes: socio_runtime::Changes<Post>,
    ) -> socio_runtime::Result<Post> {
        FIRST
        socio_runtime::FACADE::actions::perform_create(self, cx, tx, changes)AWAIT
    }
}

/// The RPCs.";

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Async,
    Sync,
}

/// What the user's file has of `perform_create`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Hook {
    Nothing,
    /// The default, called from there.
    Default,
    /// The same, once it has waited for something else: async only.
    Waiting,
}

/// The checkout, and the folder where everything is made.
pub struct Bench {
    root: PathBuf,
    pub work: PathBuf,
    pub socio: PathBuf,
}

impl Bench {
    /// Builds cargo-socio.
    pub fn prepare() -> Result<Self> {
        let root = fs::canonicalize(Path::new(HERE).join("../.."))?;
        let target = env::var_os("CARGO_TARGET_DIR").map_or(root.join("target"), PathBuf::from);
        let target = std::path::absolute(target)?;
        eprintln!("building cargo-socio");
        let build = ["build", "--release", "--package", "cargo-socio"];
        timed(cargo(&root, &target).args(build))?;
        let work = target.join("socio-bench");
        fs::create_dir_all(&work)?;
        Ok(Self {
            root,
            socio: target.join("release").join("cargo-socio"),
            work,
        })
    }

    /// `cargo socio new`, over the runtime of this checkout.
    pub fn new_command(&self, project: &Path, spec: &Path, mode: Mode) -> Command {
        let limited = format!("ulimit -v {}; exec \"$0\" \"$@\"", MEMORY_LIMIT_GIB << 20);
        let mut command = Command::new("/bin/sh");
        command.args(["-c", &limited]).arg(&self.socio);
        command.args(["socio", "new"]).arg(project);
        command.arg("--spec").arg(spec).arg("--runtime");
        command.arg(format!("path={}", self.root.join("runtime").display()));
        let mode = if mode == Mode::Async { "async" } else { "sync" };
        command.args(["--mode", mode]);
        command
    }

    /// A generated project.
    pub fn generated(&self, name: &str, spec: &Path, mode: Mode, hook: Hook) -> Result<Project> {
        let fresh = self.work.join("fresh").join(name);
        clear(&fresh)?;
        fs::create_dir_all(self.work.join("fresh"))?;
        timed(&mut self.new_command(&fresh, spec, mode))?;
        if hook != Hook::Nothing {
            let file = fresh.join("src/services/post.rs");
            let (word, facade, wait) = match mode {
                Mode::Async => ("async", "aio", ".await"),
                Mode::Sync => ("", "blocking", ""),
            };
            let first = match hook {
                Hook::Waiting => "tokio::task::yield_now().await;",
                Hook::Default | Hook::Nothing => "",
            };
            let step = OVERRIDE.replace("ASYNC", word).replace("FACADE", facade);
            let step = step.replace("FIRST", first);
            let text = fs::read_to_string(&file)?;
            let changed = text.replacen("}\n\n/// The RPCs.", &step.replace("AWAIT", wait), 1);
            if changed == text {
                return Err("src/services/post.rs has no place for perform_create any more".into());
            }
            fs::write(&file, changed)?;
        }
        self.settle(name, &fresh)
    }

    /// The server of `spec.yaml`; the client and the hand-written server must speak its protos.
    pub fn server(&self, name: &str, mode: Mode, hook: Hook) -> Result<Project> {
        let project = self.generated(name, &Path::new(HERE).join("spec.yaml"), mode, hook)?;
        for proto in ["proto/bench/v1/enums.proto", "proto/bench/v1/post.proto"] {
            if fs::read(project.root.join(proto))? != fs::read(Path::new(HERE).join(proto))? {
                let made = project.root.join(proto);
                return Err(
                    format!("tests/bench/{proto} is not {} any more", made.display()).into(),
                );
            }
        }
        Ok(project)
    }

    /// The hand-written server, as a project.
    pub fn handwritten(&self) -> Result<Project> {
        let fresh = self.work.join("fresh/handwritten");
        clear(&fresh)?;
        let source = Path::new(HERE).join("src/bin/handwritten");
        copy(&source, &fresh.join("src"))?;
        copy(&Path::new(HERE).join("proto"), &fresh.join("proto"))?;
        fs::copy(Path::new(HERE).join("build.rs"), fresh.join("build.rs"))?;
        fs::rename(fresh.join("src/project.toml"), fresh.join("Cargo.toml"))?;
        self.settle("handwritten", &fresh)
    }

    /// Moves what is new into the project's place, so that cargo builds again only what changed.
    fn settle(&self, name: &str, fresh: &Path) -> Result<Project> {
        let root = self.work.join("projects").join(name);
        copy(fresh, &root)?;
        clear(fresh)?;
        // All are built with the versions of this checkout.
        if !root.join("Cargo.lock").exists() {
            fs::copy(self.root.join("Cargo.lock"), root.join("Cargo.lock"))?;
        }
        let target = self.work.join("target");
        let name = name.to_owned();
        Ok(Project { root, target, name })
    }
}

pub struct Project {
    pub root: PathBuf,
    pub target: PathBuf,
    pub name: String,
}

impl Project {
    pub fn cargo(&self) -> Command {
        cargo(&self.root, &self.target)
    }

    /// The server, built for release.
    pub fn release(&self) -> Result<PathBuf> {
        eprintln!("building {} for release", self.name);
        timed(self.cargo().args(["build", "--release"]))?;
        Ok(self.target.join("release").join(&self.name))
    }
}

fn cargo(root: &Path, target: &Path) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root).env("CARGO_TARGET_DIR", target);
    command
}

/// Removes a folder that may not be there.
pub fn clear(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Copies a tree; a file that is there with the same content keeps its time.
fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, there) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy(&path, &there)?;
        } else if fs::read(&there).ok() != Some(fs::read(&path)?) {
            fs::copy(&path, &there)?;
        }
    }
    Ok(())
}
