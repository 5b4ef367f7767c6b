//! `cargo socio new`: from a spec to a project.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use super::model_args::ModelArgs;
use super::update::{self, Outcome};
use super::wizard::{self, Prompter, Terminal};
use super::{Failure, surroundings};
use crate::model::{self, Mode, Overrides, Project};
use crate::plan::{self, RuntimeSource};
use crate::spec::{self, Spec, splice};
use crate::write::lock::{self, Lock};
use crate::{shell, write};

/// Make a project from a spec
#[derive(clap::Args)]
pub struct New {
    /// The folder to make; its last part names the crate
    #[arg(value_name = "NAME")]
    path: Option<PathBuf>,
    /// The spec
    #[arg(long, conflicts_with = "model")]
    spec: Option<PathBuf>,
    /// Without a spec: the first model's name, with --field for each of its fields
    #[arg(long)]
    model: Option<String>,
    #[command(flatten)]
    model_args: ModelArgs,
    /// Whether handlers are futures or plain functions; over the spec's `mode`
    #[arg(long)]
    mode: Option<ModeArg>,
    /// Where the rows are; over the spec's `database`
    #[arg(long)]
    database: Option<DatabaseArg>,
    /// The proto package; over the spec's `package`
    #[arg(long)]
    package: Option<String>,
    /// Where the runtime comes from: vendored, path=DIR, git=URL or version=X
    #[arg(long, default_value = "vendored", value_parser = RuntimeSource::parse)]
    runtime: RuntimeSource,
    /// Say what would be made, and make nothing
    #[arg(long)]
    dry_run: bool,
    /// Make it without asking once more
    #[arg(long)]
    yes: bool,
    /// Build and serve it at once
    #[arg(long)]
    run: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum DatabaseArg {
    Sqlite,
}

impl From<Mode> for ModeArg {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Async => Self::Async,
            Mode::Sync => Self::Sync,
        }
    }
}

impl From<ModeArg> for Mode {
    fn from(mode: ModeArg) -> Self {
        match mode {
            ModeArg::Async => Self::Async,
            ModeArg::Sync => Self::Sync,
        }
    }
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum ModeArg {
    Async,
    Sync,
}

impl New {
    pub fn run(mut self) -> Result<ExitCode, Failure> {
        if (self.path.is_none() || self.spec.is_none() && self.model.is_none()) && !self.ask()? {
            shell::status("Stopped", "nothing was written");
            return Ok(ExitCode::FAILURE);
        }
        let Some(path) = self.path.clone() else {
            return Err(Failure::new("no name was given", "cargo socio new NAME"));
        };
        let name = crate_name(&path)?;
        let spec = self.spec()?;
        let mode = self.mode.map(Mode::from);
        if let Some((message, help)) = self.package.as_deref().and_then(model::refused_package) {
            return Err(Failure::new(message, help));
        }
        // What the command line says is part of the project from now on.
        let overrides = Overrides {
            project: Some(name),
            mode,
            package: self.package.clone(),
        };
        let project = model::build(&spec, &overrides)?;
        let text = settled(&spec, &overrides, &project)?;
        if write::is_occupied(&path) {
            let message = format!("{} is there already, and not empty", path.display());
            return Err(Failure::new(message, "name another folder"));
        }
        let joins_workspace = surroundings::joins_workspace(&path)?;
        let target = plan::Target {
            runtime: surroundings::runtime(&self.runtime, &path)?,
            joins_workspace,
        };
        let lock = Lock::new(project.mode, target.runtime.kind());
        let outcome = update::outcome(&path, &project, &text, &target, lock, false)?;
        if self.dry_run {
            update::report(&outcome.steps);
            return Ok(ExitCode::SUCCESS);
        }
        self.write(&path, outcome)?;
        let workspace = if joins_workspace {
            ", a member of the workspace around it"
        } else {
            ", a workspace of its own"
        };
        let models = project.models.len();
        let made = format!("{} ({models} models{workspace})", path.display());
        shell::status("Created", made);
        if self.run {
            self.serve(&path, &project)
        } else {
            Ok(ExitCode::SUCCESS)
        }
    }

    /// The wizard, for what the command line leaves open; `false` when the answer is no.
    fn ask(&mut self) -> Result<bool, Failure> {
        let Some(mut terminal) = Terminal::find() else {
            let (message, help) = match self.path {
                None => ("no name was given", "cargo socio new NAME --spec FILE"),
                Some(_) => (
                    "no spec was given",
                    "add --spec FILE, or --model NAME with --field 'title:string(200)'",
                ),
            };
            return Err(Failure::new(message, help));
        };
        if self.spec.is_some() || self.model.is_some() {
            let name = terminal.text("Name of the project", &|name| check_name(Path::new(name)))?;
            self.path = Some(PathBuf::from(name));
            return Ok(true);
        }
        let known = self.mode.map(Mode::from);
        let path = self.path.as_deref();
        if let Some(path) = path {
            check_name(path).map_err(|reason| Failure::new(reason, "nothing was written"))?;
        }
        let answers = wizard::project(&mut terminal, path, known, &check_name, &check_model)?;
        let command = answers.command();
        self.path = Some(answers.path);
        self.mode = Some(answers.mode.into());
        self.model = Some(answers.model);
        self.model_args = answers.model_args;
        let spec = self.spec()?;
        shell::plain(format!("\nThe spec:\n\n{}", spec.text));
        shell::plain(format!("The same without questions:\n\n  {command}\n"));
        Ok(self.yes || terminal.confirm("Make it?")?)
    }

    /// The spec: a file, or what the options say.
    fn spec(&self) -> Result<Spec, Failure> {
        match (&self.spec, &self.model) {
            (Some(path), _) => super::read(path),
            (None, Some(model)) => {
                let text = spec_text(model, &self.model_args)?;
                Ok(spec::load("socio.yaml", &text)?)
            }
            (None, None) => {
                let help = "add --spec FILE, or --model NAME with --field 'title:string(200)'";
                Err(Failure::new("no spec was given", help))
            }
        }
    }

    fn write(&self, path: &Path, outcome: Outcome) -> Result<(), Failure> {
        let failed = |error: std::io::Error| {
            let message = format!("cannot make {}: {error}", path.display());
            let help = match error.kind() {
                std::io::ErrorKind::Interrupted => "nothing was written",
                _ => "nothing was written; see to the folder's rights and free space",
            };
            Failure::new(message, help)
        };
        let lock = outcome.lock.text().map_err(failed)?;
        update::report(&outcome.steps);
        let files = outcome
            .steps
            .into_iter()
            .filter_map(|step| Some((step.path, step.content?)))
            .chain([(lock::FILE.to_owned(), lock.into_bytes())]);
        write::create(path, &files.collect::<Vec<_>>()).map_err(failed)
    }

    /// Builds and serves the project, until Ctrl-C.
    fn serve(&self, path: &Path, project: &model::Project) -> Result<ExitCode, Failure> {
        let line = match (
            path.join("examples/client.rs").is_file(),
            project.served().next(),
        ) {
            (true, _) => {
                let folder = path.display();
                format!("(cd {folder} && cargo run --example client)")
            }
            (false, Some(model)) => {
                let name = format!("{}.{}Controller", project.package, model.name.pascal());
                format!("grpcurl -plaintext 127.0.0.1:50051 describe {name}")
            }
            (false, None) => String::from("grpcurl -plaintext 127.0.0.1:50051 list"),
        };
        shell::status("Call it", line);
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let ran = Command::new(cargo).arg("run").current_dir(path).status();
        match ran {
            Ok(status) if status.success() => Ok(ExitCode::SUCCESS),
            Ok(status) => Err(Failure::new(format!("cargo run ended with {status}"), "")),
            Err(error) => Err(Failure::new(format!("cannot start cargo: {error}"), "")),
        }
    }
}

/// A spec of one model.
fn spec_text(model: &str, args: &ModelArgs) -> Result<String, Failure> {
    let entry = args.yaml(model)?;
    let entry: String = entry.lines().map(|line| format!("  {line}\n")).collect();
    Ok(format!("models:\n{entry}"))
}

fn check_name(path: &Path) -> Result<(), String> {
    crate_name(path).map_err(|failure| failure.to_string())?;
    match write::is_occupied(path) {
        true => Err(format!("{} is there already", path.display())),
        false => Ok(()),
    }
}

fn check_model(name: &str, args: &ModelArgs) -> Result<(), String> {
    let text = spec_text(name, args).map_err(|failure| failure.to_string())?;
    super::check_text(&text)
}

/// The crate's name: the folder's, where that is a sound one.
fn crate_name(path: &Path) -> Result<String, Failure> {
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
    const CARGOS: [&str; 8] = [
        "test",
        "core",
        "std",
        "alloc",
        "proc-macro",
        "build",
        "deps",
        "examples",
    ];
    if CARGOS.contains(&name)
        || model::ident::is_keyword(name)
        || plan::cargo_lock::is_dependency(name)
    {
        let message = format!("`{name}` has a meaning for cargo, or names a dependency");
        return Err(Failure::new(message, "choose another name"));
    }
    Ok(name.to_owned())
}

/// The spec with the command line's settings in it; the rest stays as it is. Read again, it is the
/// same project, or there is no project.
fn settled(spec: &Spec, overrides: &Overrides, project: &Project) -> Result<String, Failure> {
    let settings = [
        ("project", overrides.project.as_deref()),
        ("mode", overrides.mode.map(Mode::as_str)),
        ("package", overrides.package.as_deref()),
    ];
    let settings = settings.map(|(key, value)| Some((key, value?)));
    let settings: Vec<_> = settings.into_iter().flatten().collect();
    let written = splice::set(spec, &settings).and_then(|text| {
        let read = spec::load(&spec.path, &text).ok();
        let read = read.and_then(|spec| model::build(&spec, &Overrides::default()).ok());
        match read.is_some_and(|read| read == *project) {
            true => Ok(text),
            false => Err(splice::Refusal::Unsafe(String::from(
                "it would be another project",
            ))),
        }
    });
    written.map_err(|reason| {
        let lines = settings
            .iter()
            .map(|(key, value)| format!("\n{key}: {value}"));
        let lines: String = lines.collect();
        let help = format!("write them at its top yourself, then run this again:\n{lines}");
        Failure::new(
            format!("cannot write the settings into the spec: {reason}"),
            help,
        )
    })
}
