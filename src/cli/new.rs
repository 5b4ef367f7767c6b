//! `cargo socio new`: from a spec to a project.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Failure;
use crate::model::{self, Mode, Overrides};
use crate::plan::{self, RuntimeSource};
use crate::{render, shell, write};

/// Make a project from a spec
#[derive(clap::Args)]
pub struct New {
    /// The folder to make; its last part names the crate
    path: PathBuf,
    /// The spec
    #[arg(long)]
    spec: Option<PathBuf>,
    /// Whether handlers are futures or plain functions; over the spec's `mode`
    #[arg(long)]
    mode: Option<ModeArg>,
    /// The proto package; over the spec's `package`
    #[arg(long)]
    package: Option<String>,
    /// Where the runtime comes from: vendored, path=DIR, git=URL or version=X
    #[arg(long, default_value = "vendored", value_parser = RuntimeSource::parse)]
    runtime: RuntimeSource,
    /// Say what would be made, and make nothing
    #[arg(long)]
    dry_run: bool,
    /// Build and serve it at once
    #[arg(long)]
    run: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum ModeArg {
    Async,
    Sync,
}

impl New {
    pub fn run(self) -> Result<(), Failure> {
        let name = crate_name(&self.path)?;
        let Some(spec_path) = &self.spec else {
            return Err(Failure::new("no spec was given", "add --spec FILE"));
        };
        let spec = super::read(spec_path)?;
        let mode = self.mode.map(|mode| match mode {
            ModeArg::Async => Mode::Async,
            ModeArg::Sync => Mode::Sync,
        });
        // What the command line says is part of the project from now on.
        let text = settled(&spec.text, &name, mode, self.package.as_deref());
        let overrides = Overrides {
            project: Some(name),
            mode,
            package: self.package.clone(),
        };
        let project = model::build(&spec, &overrides)
            .map_err(|diagnostics| Failure::new(diagnostics.to_string(), ""))?;
        if write::is_occupied(&self.path) {
            let message = format!("{} is there already, and not empty", self.path.display());
            return Err(Failure::new(message, "name another folder"));
        }
        let runtime = self.absolute_runtime()?;
        let plan = plan::plan(&project, &plan::Before::default(), &text, &runtime, true)
            .map_err(|refusal| Failure::new(refusal.to_string(), "please report it"))?;
        let mut files = render::render(plan.files)
            .map_err(|error| Failure::new(error.to_string(), "please report it"))?;
        if runtime == RuntimeSource::Vendored {
            files.extend(render::vendored_runtime());
        }
        if self.dry_run {
            files
                .iter()
                .for_each(|file| shell::status("Would create", &file.path));
            return Ok(());
        }
        write::create(&self.path, &files).map_err(|error| {
            let message = format!("cannot make {}: {error}", self.path.display());
            Failure::new(
                message,
                "nothing was written; see to the folder's rights and free space",
            )
        })?;
        let own = files
            .iter()
            .filter(|file| !file.path.starts_with("runtime/"));
        own.for_each(|file| shell::status("create", &file.path));
        shell::status(
            "Created",
            format!("{} ({} models)", self.path.display(), project.models.len()),
        );
        if self.run {
            self.serve(&project)
        } else {
            Ok(())
        }
    }

    fn absolute_runtime(&self) -> Result<RuntimeSource, Failure> {
        let RuntimeSource::Path(path) = &self.runtime else {
            return Ok(self.runtime.clone());
        };
        if Path::new(path).is_absolute() {
            return Ok(self.runtime.clone());
        }
        // The path was typed here, and Cargo.toml reads it from within the project.
        let full = fs::canonicalize(path).map_err(|error| {
            Failure::new(
                format!("--runtime {path}: {error}"),
                "name the folder of socio-runtime",
            )
        })?;
        Ok(RuntimeSource::Path(full.display().to_string()))
    }

    fn serve(&self, project: &model::Project) -> Result<(), Failure> {
        if let Some(model) = project.models.iter().find(|model| model.service.is_some()) {
            let method = format!("{}.{}Controller", project.package, model.name.pascal());
            shell::status(
                "Try",
                format!("grpcurl -plaintext 127.0.0.1:50051 describe {method}"),
            );
        }
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let ran = Command::new(cargo)
            .arg("run")
            .current_dir(&self.path)
            .status();
        match ran {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(Failure::new(format!("cargo run ended with {status}"), "")),
            Err(error) => Err(Failure::new(format!("cannot start cargo: {error}"), "")),
        }
    }
}

/// The crate's name: the folder's, where that is a sound one.
fn crate_name(path: &Path) -> Result<String, Failure> {
    const TAKEN: [&str; 12] = [
        "test",
        "core",
        "std",
        "alloc",
        "proc-macro",
        "prost",
        "prost-types",
        "tokio",
        "tonic",
        "tonic-prost",
        "socio-runtime",
        "protox",
    ];
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let sound = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_');
    if !sound {
        return Err(Failure::new(
            format!("`{name}` cannot name a crate"),
            "lower case letters, digits, - and _",
        ));
    }
    if TAKEN.contains(&name) || crate::plan::is_keyword(name) {
        return Err(Failure::new(
            format!("`{name}` has a meaning for cargo already"),
            "choose another name",
        ));
    }
    Ok(name.to_owned())
}

/// The spec with the command line's settings written at its top; the rest stays as it is.
fn settled(text: &str, name: &str, mode: Option<Mode>, package: Option<&str>) -> String {
    let mode = mode.map(|mode| match mode {
        Mode::Async => "async",
        Mode::Sync => "sync",
    });
    let settings = [
        ("project", Some(name)),
        ("mode", mode),
        ("package", package),
    ];
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut added = Vec::new();
    for (key, value) in settings {
        let Some(value) = value else { continue };
        let line = format!("{key}: {value}");
        match lines
            .iter_mut()
            .find(|line| line.starts_with(&format!("{key}:")))
        {
            Some(found) => *found = line,
            None => added.push(line),
        }
    }
    added.extend(lines);
    added.join("\n") + "\n"
}
