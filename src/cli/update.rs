//! From a spec to what a project's folder should hold, for every command that writes one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::Failure;
use crate::model::{self, Overrides, Project};
use crate::plan::{self, RuntimeSource};
use crate::spec::Spec;
use crate::write::lock::{self, Lock};
use crate::write::reconcile::{self, Step, Verb};
use crate::{render, shell, write};

/// The spec's name in a project.
pub const SPEC: &str = "socio.yaml";

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
}

/// Everything that is to be written, and the lock that goes with it.
pub struct Outcome {
    pub steps: Vec<Step>,
    pub lock: Lock,
}

/// Plans a project over what is in `root`; writes nothing.
pub fn outcome(
    root: &Path,
    project: &Project,
    spec_text: &str,
    target: &plan::Target,
    mut lock: Lock,
    force: bool,
) -> Result<Outcome, Failure> {
    let before = plan::Before {
        names: std::mem::take(&mut lock.names),
        wire: std::mem::take(&mut lock.wire),
        schema: std::mem::take(&mut lock.schema),
    };
    let plan = plan::plan(project, &before, spec_text, target).map_err(|refusal| {
        let help = "nothing was written; undo the change in socio.yaml, or make it in two steps";
        Failure::new(
            format!("this change of the schema is not migrated yet:\n{refusal}"),
            help,
        )
    })?;
    let bug = |error: render::Error| Failure::new(error.to_string(), "please report it");
    let mut files = render::render(&plan.files).map_err(bug)?;
    if target.runtime == RuntimeSource::Vendored {
        files.extend(render::vendored_runtime());
    }
    let steps = reconcile::reconcile(root, &lock, &files, force)
        .map_err(|error| Failure::new(error.to_string(), "nothing was written"))?;
    lock.names = plan.names;
    lock.wire = plan.wire;
    lock.schema = plan.schema;
    env!("CARGO_PKG_VERSION").clone_into(&mut lock.version);
    reconcile::record(&mut lock, &steps);
    Ok(Outcome { steps, lock })
}

/// A project on disk.
pub struct Existing {
    pub root: PathBuf,
    pub lock: Lock,
}

impl Existing {
    /// The project around the current folder, after completing what an interrupted run left.
    pub fn find() -> Result<Self, Failure> {
        let here = std::env::current_dir()
            .map_err(|error| Failure::new(format!("no current folder: {error}"), ""))?;
        let root = here.ancestors().find(|folder| folder.join(SPEC).is_file());
        let Some(root) = root else {
            let help = "go into a project's folder, or make one with `cargo socio new`";
            return Err(Failure::new(format!("no {SPEC} here or above"), help));
        };
        write::recover(root).map_err(|error| {
            let message = format!("cannot complete an interrupted run: {error}");
            Failure::new(message, "see to the folder `.socio-journal`")
        })?;
        let lock = Lock::read(root).map_err(|error| {
            let help =
                "it is committed with the project: restore it, as with `git checkout socio.lock`";
            Failure::new(format!("cannot read {}: {error}", lock::FILE), help)
        })?;
        Ok(Self {
            root: root.to_owned(),
            lock,
        })
    }

    pub fn spec_path(&self) -> PathBuf {
        self.root.join(SPEC)
    }

    /// Brings the project up to date with `spec`, which is the text of socio.yaml from then on.
    pub fn bring(self, spec: &Spec, how: &How) -> Result<ExitCode, Failure> {
        let project = model::build(spec, &Overrides::default())?;
        if project.mode.as_str() != self.lock.mode {
            let message = format!("this is a project with `mode: {}`", self.lock.mode);
            let help = "the mode is fixed once scaffolded: what you wrote would not compile";
            return Err(Failure::new(message, help));
        }
        let before = self.lock.text();
        let target = plan::Target {
            runtime: self.runtime()?,
            // Which a project of its own was given a lock for.
            joins_workspace: !self.lock.files.contains_key("Cargo.lock"),
        };
        let outcome = outcome(
            &self.root, &project, &spec.text, &target, self.lock, how.force,
        )?;
        let mut changes = write::Changes::default();
        let spec_on_disk = fs::read_to_string(self.root.join(SPEC)).unwrap_or_default();
        let mut steps = outcome.steps;
        if spec_on_disk != spec.text
            && let Some(step) = steps.iter_mut().find(|step| step.path == SPEC)
        {
            step.verb = Verb::Update;
            step.content = Some(spec.text.clone().into_bytes());
        }
        report(&steps);
        let conflicts = steps.iter().filter(|step| step.verb == Verb::Conflict);
        if let n @ 1.. = conflicts.count() {
            let message = format!("{n} generated file(s) were edited by hand; nothing was written");
            let help =
                "move the edit to src/services, which is yours, or overwrite it with --force";
            return Err(Failure::new(message, help));
        }
        for step in steps {
            match (step.verb, step.content) {
                (Verb::Remove, _) => changes.removes.push(step.path),
                (_, Some(content)) => changes.writes.push((step.path, content)),
                _ => {}
            }
        }
        let text = outcome.lock.text();
        let text = text.map_err(|error| Failure::new(error.to_string(), "please report it"))?;
        if before.ok().as_ref() != Some(&text) {
            changes
                .writes
                .push((lock::FILE.to_owned(), text.into_bytes()));
        }
        let pending = !changes.is_empty();
        if how.check || how.dry_run {
            let code = if how.check && pending { 2 } else { 0 };
            return Ok(ExitCode::from(code));
        }
        write::commit(&self.root, changes).map_err(|error| {
            let help = "see to the folder's rights and free space; the next run completes or undoes this one";
            Failure::new(format!("cannot write: {error}"), help)
        })?;
        let done = if pending { "Updated" } else { "Unchanged" };
        shell::status(done, self.root.display());
        Ok(ExitCode::SUCCESS)
    }

    /// Where the runtime comes from; the generated code and the runtime are of one version.
    fn runtime(&self) -> Result<RuntimeSource, Failure> {
        let (theirs, ours) = (self.lock.version.as_str(), env!("CARGO_PKG_VERSION"));
        if self.lock.runtime == RuntimeSource::Vendored.kind() {
            return Ok(RuntimeSource::Vendored);
        }
        if theirs != ours {
            shell::status(
                "Note",
                format!(
                    "generated by {theirs}, now by {ours}: Cargo.toml must name socio-runtime {ours}"
                ),
            );
        }
        // Cargo.toml is the user's and is not planned again, so the address is not needed.
        Ok(RuntimeSource::Version(ours.to_owned()))
    }
}

/// One verb per file; of the vendored runtime, only what changes.
pub fn report(steps: &[Step]) {
    let (vendored, own): (Vec<_>, Vec<_>) = steps
        .iter()
        .partition(|step| step.path.starts_with(render::VENDORED));
    for step in own {
        shell::status(step.verb.as_str(), &step.path);
    }
    let mut verbs: Vec<(&str, usize)> = Vec::new();
    for step in vendored {
        match verbs
            .iter_mut()
            .find(|(verb, _)| *verb == step.verb.as_str())
        {
            _ if step.verb == Verb::Conflict => shell::status("conflict", &step.path),
            Some((_, n)) => *n += 1,
            None => verbs.push((step.verb.as_str(), 1)),
        }
    }
    for (verb, n) in verbs {
        shell::status(verb, format!("{} ({n} files)", render::VENDORED));
    }
}
