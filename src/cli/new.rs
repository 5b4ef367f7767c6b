//! `cargo socio new`: from a spec to a project.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::crate_name::{crate_name, is_free};
use super::model_args::{ModelArgs, spec_text};
use super::update::{self, Outcome};
use super::vcs::{self, Vcs};
use super::wizard::{self, Prompter, Terminal};
use super::{Failure, here, report, run, services, surroundings};
use crate::model::{self, Mode, Overrides, Project};
use crate::plan::{self, RuntimeSource, spec_schema};
use crate::spec::FILE as SPEC;
use crate::spec::{self, Spec, splice};
use crate::write::lock::{self, Lock};
use crate::write::reconcile::Wish;
use crate::{shell, write};

/// Make a project from a spec
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cargo socio new shop --spec shop.yaml --run
  cargo socio new shop --mode sync --model Product --field 'name:string(80)' --field 'price:decimal(10,2)'
  cargo socio new shop        # asks, on a terminal
  cargo socio new .           # in this folder, which names the crate")]
pub struct New {
    /// The folder to make; its last part names the crate. `.` is this folder
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
    /// What the wizard learned
    #[arg(skip)]
    models: Vec<(String, ModelArgs)>,
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
    /// Which repository to start, where there is none around it
    #[arg(long, default_value = "git")]
    vcs: Vcs,
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

#[derive(Clone, Copy, clap::ValueEnum)]
enum ModeArg {
    Async,
    Sync,
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

impl New {
    pub fn run(mut self) -> Result<ExitCode, Failure> {
        if self.model.is_none() && !self.model_args.is_empty() {
            let help = "add --model NAME, or write the fields into the spec";
            return Err(Failure::new(
                "--field, --generic and --mixin need --model",
                help,
            ));
        }
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
        self.make(&path, &project, &text)
    }

    fn make(&self, path: &Path, project: &Project, text: &str) -> Result<ExitCode, Failure> {
        if here::is_meant(path) {
            here::refuse_taken(path, self.spec.as_deref())?;
        } else if write::is_occupied(path) {
            let message = format!("{} is there already, and not empty", path.display());
            return Err(Failure::new(message, "name another folder"));
        }
        let joins_workspace = surroundings::joins_workspace(path)?;
        let target = plan::Target {
            runtime: surroundings::runtime(&self.runtime, path)?,
            joins_workspace,
        };
        let lock = Lock::new(project.mode, target.runtime.kind());
        let wish = Wish::default();
        let mut outcome = update::outcome(path, project, text, &target, lock, wish)?;
        if here::is_meant(path) {
            here::refuse_edited(&outcome.steps)?;
            update::settle_spec(path, &mut outcome.steps, text);
        }
        if self.dry_run {
            report::changes(&outcome.steps);
            shell::status("Pending", report::summary(&outcome.steps));
            return Ok(ExitCode::SUCCESS);
        }
        let files = super::counted(self.write(path, outcome)?, "file");
        let workspace = match joins_workspace {
            true => "a member of the workspace around it",
            false => "a workspace of its own",
        };
        let models = super::counted(project.models.len(), "model");
        let made = format!("{} ({files}, {models}, {workspace})", path.display());
        shell::status("Created", made);
        vcs::init(path, self.vcs);
        services::print(project);
        if self.run {
            return run::serve(path, project);
        }
        run::say_next(path);
        Ok(ExitCode::SUCCESS)
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
            let check = |name: &str| is_free(Path::new(name));
            let name = terminal.text("Name of the project", Some("shop"), &check)?;
            self.path = Some(PathBuf::from(name));
            return Ok(true);
        }
        let known = self.mode.map(Mode::from);
        let path = self.path.as_deref();
        if let Some(path) = path {
            is_free(path).map_err(|reason| Failure::new(reason, "nothing was written"))?;
        }
        let answers = wizard::project(&mut terminal, path, known, &is_free, &check_models)?;
        let command = answers.command();
        self.path = Some(answers.path);
        self.mode = Some(answers.mode.into());
        self.models = answers.models;
        let spec = self.spec()?;
        shell::plain(format!("\nThe spec:\n\n{}", spec.text));
        self.preview(&spec)?;
        shell::plain(format!("\nThe same without questions:\n\n  {command}\n"));
        Ok(self.yes || terminal.confirm("Make it?", true)?)
    }

    /// What the spec will offer.
    fn preview(&self, spec: &Spec) -> Result<(), Failure> {
        let name = self.path.as_deref().map(crate_name).transpose()?;
        let overrides = Overrides {
            project: name,
            mode: self.mode.map(Mode::from),
            package: self.package.clone(),
        };
        services::print(&model::build(spec, &overrides)?);
        Ok(())
    }

    /// The spec: a file, or what the options or the answers say.
    fn spec(&self) -> Result<Spec, Failure> {
        let text = match (&self.spec, &self.model) {
            (Some(path), _) => return super::read(path),
            (None, Some(model)) => spec_text(&[(model.clone(), self.model_args.clone())])?,
            (None, None) => spec_text(&self.models)?,
        };
        Ok(spec::load(SPEC, &text)?)
    }

    /// Writes all files or none, and says how many.
    fn write(&self, path: &Path, outcome: Outcome) -> Result<usize, Failure> {
        let failed = |error: std::io::Error| {
            let help = "nothing was written; see to the folder's rights and free space";
            Failure::io(format!("cannot make {}", path.display()), &error, help)
        };
        let lock = outcome.lock.text().map_err(failed)?;
        for step in &outcome.steps {
            shell::detail(step.verb.as_str(), &step.path);
        }
        let files = outcome
            .steps
            .into_iter()
            .filter_map(|step| Some((step.path, step.content?)))
            .chain([(lock::FILE.to_owned(), lock.into_bytes())]);
        let files: Vec<_> = files.collect();
        let count = files.len();
        let written = shell::announced("Writing", path.display(), || match here::is_meant(path) {
            true => here::write(path, files),
            false => write::create(path, &files),
        });
        written.map_err(failed)?;
        Ok(count)
    }
}

fn check_models(models: &[(String, ModelArgs)]) -> Result<(), String> {
    let text = spec_text(models).map_err(|failure| failure.to_string())?;
    super::check_text(&text)
}

/// The spec with the command line's settings and the place of its schema in it; the rest stays as it is. Read again, it is the
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
        let text = splice::point_at(spec_schema::FILE, &text);
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
