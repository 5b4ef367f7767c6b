//! From a spec to what a project's folder should hold, for every command that writes one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::failure::PENDING;
use super::{Failure, consent, migrations, report};
use crate::model::{self, Overrides, Project};
use crate::plan::compat::WireChange;
use crate::plan::evolve::effect::Effect;
use crate::plan::evolve::{Change, Guess};
use crate::plan::lock::WireLock;
use crate::plan::signatures::signatures;
use crate::plan::{self, RuntimeSource};
use crate::spec::{FILE as SPEC, Spec};
use crate::write::lock::{self, Lock};
use crate::write::reconcile::{self, Step, Verb, Wish};
use crate::write::{Changes, Guard};
use crate::{render, shell, write};

/// How a command that changes a project goes about it.
#[derive(clap::Args)]
pub struct How {
    /// Say what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// The same, and exit with 2 when anything is pending
    #[arg(long)]
    check: bool,
    /// Overwrite generated files that were edited by hand
    #[arg(long)]
    force: bool,
    /// Write a migration that loses rows or values, such as that of a removed field
    #[arg(long)]
    pub allow_lossy: bool,
    /// Change what clients know already, such as the name of a field
    #[arg(long)]
    pub allow_breaking: bool,
}

impl How {
    /// Nothing is done, and what needs consent is no reason to stop.
    pub fn only_looks(check: bool) -> Self {
        Self {
            dry_run: true,
            check,
            force: false,
            allow_lossy: true,
            allow_breaking: true,
        }
    }

    fn writes(&self) -> bool {
        !self.dry_run && !self.check
    }

    pub fn exit_code(&self, pending: bool) -> ExitCode {
        ExitCode::from(if self.check && pending { PENDING } else { 0 })
    }
}

/// What a command wants beyond what the spec says.
#[derive(Debug, Default)]
pub struct Also {
    /// Files of the user's that are to be written again, as the project names them.
    pub restore: Vec<String>,
    /// A migration of the user's, to be run after all that are there.
    pub migration: Option<String>,
    /// What was published elsewhere, in place of what the lock remembers.
    pub wire: Option<WireLock>,
}

/// Everything that is to be written, and the lock that goes with it.
pub struct Outcome {
    pub steps: Vec<Step>,
    pub lock: Lock,
    /// What the migration does, and what that does to rows.
    pub changes: Vec<(Change, Effect)>,
    /// What may be an old thing under a new name.
    pub guesses: Vec<Guess>,
    /// What becomes of the API, and what that does to clients.
    pub wire_changes: Vec<WireChange>,
}

/// Plans a project over what is in `root`; writes nothing.
pub fn outcome(
    root: &Path,
    project: &Project,
    spec_text: &str,
    target: &plan::Target,
    mut lock: Lock,
    wish: Wish<'_>,
) -> Result<Outcome, Failure> {
    let before = plan::Before {
        names: std::mem::take(&mut lock.names),
        wire: std::mem::take(&mut lock.wire),
        schema: std::mem::take(&mut lock.schema),
    };
    let plan = plan::plan(project, &before, spec_text, target)
        .map_err(|refusal| consent::impossible(project, spec_text, &refusal))?;
    let bug = |error: render::Error| Failure::new(error.to_string(), "please report it");
    let mut files = render::render(&plan.files).map_err(bug)?;
    if target.runtime == RuntimeSource::Vendored {
        files.extend(render::vendored_runtime());
    }
    let what = super::counted(files.len(), "file");
    let steps = shell::announced("Formatting", what, || {
        reconcile::reconcile(root, &lock, &files, wish)
    });
    let steps = steps.map_err(|error| Failure::io("cannot plan", &error, "nothing was written"))?;
    lock.names = plan.names;
    lock.wire = plan.wire;
    lock.schema = plan.schema;
    env!("CARGO_PKG_VERSION").clone_into(&mut lock.version);
    reconcile::record(&mut lock, &steps);
    Ok(Outcome {
        steps,
        lock,
        changes: plan.changes,
        guesses: plan.guesses,
        wire_changes: plan.wire_changes,
    })
}

/// The folder of the project around the current folder.
pub fn root() -> Result<PathBuf, Failure> {
    let here = std::env::current_dir()
        .map_err(|error| Failure::new(format!("no current folder: {error}"), ""))?;
    let root = here.ancestors().find(|folder| folder.join(SPEC).is_file());
    root.map(Path::to_owned).ok_or_else(|| {
        let help = "go into a project's folder, or make one with `cargo socio new`";
        Failure::new(format!("no {SPEC} here or above"), help)
    })
}

/// A project on disk, which no other command writes meanwhile.
pub struct Existing {
    pub root: PathBuf,
    pub lock: Lock,
    guard: Guard,
}

impl Existing {
    /// The project around the current folder, after completing what an interrupted run left.
    /// A command that does not write leaves that to the next one that does.
    pub fn find(how: &How) -> Result<Self, Failure> {
        let root = root()?;
        let waits = || shell::status("Blocking", "another command works in this project");
        let guard = match how.writes() {
            true => Guard::exclusive(&root, waits),
            false => Guard::shared(&root, waits),
        };
        let guard = guard.map_err(|error| {
            let help = "see to the folder's rights and free space; nothing was written";
            Failure::io("cannot lock the project", &error, help)
        })?;
        if how.writes() {
            write::recover(&root).map_err(|error| {
                let help = "see to the folder `.socio-journal`";
                Failure::io("cannot complete an interrupted run", &error, help)
            })?;
        } else if write::is_interrupted(&root) {
            let help = "`cargo socio generate` completes or undoes it";
            let failure = Failure::new("an earlier run was interrupted", help);
            return Err(if how.check {
                failure.pending()
            } else {
                failure
            });
        }
        let lock = Lock::read(&root).map_err(|error| {
            let help =
                "it is committed with the project: restore it, as with `git checkout socio.lock`";
            Failure::new(format!("cannot read {}: {error}", lock::FILE), help)
        })?;
        Ok(Self { root, lock, guard })
    }

    pub fn spec_path(&self) -> PathBuf {
        self.root.join(SPEC)
    }

    /// Brings the project up to date with `spec`, which is the text of socio.yaml from then on.
    pub fn apply(self, spec: &Spec, how: &How, also: &Also) -> Result<ExitCode, Failure> {
        let (root, before) = (self.root.clone(), self.lock.text().ok());
        // No other command writes here before this one is done.
        let (project, mut outcome, _guard) = self.planned(spec, how, also)?;
        refuse(&root, &outcome, &also.restore)?;
        if also.wire.is_some() {
            // Who takes the numbers of a proto was told what becomes of each.
            outcome.wire_changes.clear();
        }
        consent::refuse(&project, &spec.text, &outcome, how)?;
        report::changes(&outcome.steps);
        let summary = report::summary(&outcome.steps);
        let signatures = signatures(&project, &outcome.lock.names);
        let changes = changes(outcome, before.as_ref())?;
        let pending = !changes.is_empty();
        if !how.writes() {
            let verb = if pending { "Pending" } else { "Unchanged" };
            shell::status(verb, summary);
            return Ok(how.exit_code(pending));
        }
        shell::announced("Writing", root.display(), || write::commit(&root, changes))
            .map_err(|error| {
                let help = "see to the folder's rights and free space; the next run completes or undoes this one";
                Failure::io("cannot write", &error, help)
            })?;
        let verb = if pending { "Updated" } else { "Unchanged" };
        shell::status(verb, format!("{} ({summary})", root.display()));
        report::unwritten(&root, &signatures);
        Ok(ExitCode::SUCCESS)
    }

    /// What `spec` means, and everything that would be written for it.
    pub fn planned(
        mut self,
        spec: &Spec,
        how: &How,
        also: &Also,
    ) -> Result<(Project, Outcome, Guard), Failure> {
        let project = self.project(spec)?;
        if let Some(wire) = &also.wire {
            self.lock.wire = wire.clone();
        }
        let target = plan::Target {
            runtime: self.runtime()?,
            // Which a project of its own was given a lock for.
            joins_workspace: !self.lock.files.contains_key("Cargo.lock"),
        };
        let written = also.migration.as_deref();
        let written = written.map(|name| migrations::add(&mut self.lock.schema, name));
        let wish = Wish {
            force: how.force,
            restore: &also.restore,
        };
        let mut outcome = outcome(&self.root, &project, &spec.text, &target, self.lock, wish)?;
        outcome.steps.extend(written.into_iter().flatten());
        settle_spec(&self.root, &mut outcome.steps, &spec.text);
        Ok((project, outcome, self.guard))
    }

    /// What the spec means, where that is still the project that it was.
    pub fn project(&self, spec: &Spec) -> Result<Project, Failure> {
        let project = model::build(spec, &Overrides::default())?;
        if project.mode.as_str() == self.lock.mode {
            return Ok(project);
        }
        let message = format!("this is a project with `mode: {}`", self.lock.mode);
        let help = "the mode is fixed once scaffolded: what you wrote would not compile";
        Err(Failure::new(message, help))
    }

    /// Where the runtime comes from; the generated code and the runtime are of one version.
    fn runtime(&self) -> Result<RuntimeSource, Failure> {
        let (theirs, ours) = (self.lock.version.as_str(), env!("CARGO_PKG_VERSION"));
        if self.lock.runtime == RuntimeSource::Vendored.kind() {
            return Ok(RuntimeSource::Vendored);
        }
        if theirs != ours {
            shell::note(format!(
                "generated by {theirs}, now by {ours}: Cargo.toml must name socio-runtime {ours}"
            ));
        }
        // Cargo.toml is the user's and is not planned again, so the address is not needed.
        Ok(RuntimeSource::Version(ours.to_owned()))
    }
}

/// The spec is the user's, but a command may have added to it.
pub fn settle_spec(root: &Path, steps: &mut [Step], text: &str) {
    let on_disk = fs::read_to_string(root.join(SPEC)).unwrap_or_default();
    if on_disk != text
        && let Some(step) = steps.iter_mut().find(|step| step.path == SPEC)
    {
        step.verb = Verb::Update;
        step.content = Some(text.as_bytes().to_vec());
    }
}

/// Everything that forbids to write, before anything is written.
fn refuse(root: &Path, outcome: &Outcome, restore: &[String]) -> Result<(), Failure> {
    report::refuse_conflicts(&outcome.steps)?;
    migrations::refuse_unknown(root, &outcome.lock.schema, &outcome.steps)?;
    for path in restore {
        let step = outcome.steps.iter().find(|step| step.path == *path);
        if step.is_none_or(|step| step.verb != Verb::Create) {
            let message = format!("{path} is not a file of this project that is missing");
            let help = "`cargo socio generate --dry-run` names those that are";
            return Err(Failure::new(message, help));
        }
    }
    Ok(())
}

/// What is written and removed, the lock with it.
pub fn changes(outcome: Outcome, lock_before: Option<&String>) -> Result<Changes, Failure> {
    let mut changes = Changes::default();
    for step in outcome.steps {
        match (step.verb, step.content) {
            (Verb::Remove, _) => changes.removes.push(step.path),
            (_, Some(content)) => changes.writes.push((step.path, content)),
            _ => {}
        }
    }
    let text = outcome.lock.text();
    let text = text.map_err(|error| Failure::new(error.to_string(), "please report it"))?;
    if lock_before != Some(&text) {
        let lock = (lock::FILE.to_owned(), text.into_bytes());
        changes.writes.push(lock);
    }
    Ok(changes)
}
