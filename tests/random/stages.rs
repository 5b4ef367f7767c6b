//! The stages that a valid spec goes through without a build.

use std::collections::BTreeMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use cargo_socio::model::{self, Overrides, Project};
use cargo_socio::plan::{self, Before, Plan, RuntimeSource, Target};
use cargo_socio::render;
use cargo_socio::write::lock::Lock;
use cargo_socio::write::reconcile::{self, Verb, Wish};
use cargo_socio::{spec, write};

use crate::{editors, items, schema};

/// Where a spec failed, and how.
#[derive(Debug)]
pub struct Failure {
    stage: &'static str,
    message: String,
}

impl Failure {
    pub fn new(stage: &'static str, message: impl fmt::Display) -> Self {
        Self {
            stage,
            message: message.to_string(),
        }
    }

    /// The same for failures that differ in names and numbers only.
    pub fn kind(&self) -> String {
        let first = self.message.lines().next().unwrap_or_default();
        let unnamed: Vec<_> = first.split(['`', '"']).step_by(2).collect();
        let unnumbered: String = unnamed
            .concat()
            .chars()
            .filter(|c| !c.is_ascii_digit())
            .collect();
        format!("{}: {unnumbered}", self.stage)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.stage, self.message)
    }
}

/// Every file of a project, as it is written.
pub type Files = BTreeMap<String, String>;

/// All stages; a panic is a failure, too.
pub fn run(text: &str) -> Result<(), Failure> {
    let outcome = catch_unwind(AssertUnwindSafe(|| stages(text)));
    outcome.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        Err(Failure::new("panic", text.unwrap_or_default()))
    })
}

fn stages(text: &str) -> Result<(), Failure> {
    let loaded = spec::load("socio.yaml", text).map_err(|e| Failure::new("read", e))?;
    let project =
        model::build(&loaded, &Overrides::default()).map_err(|e| Failure::new("check", e))?;
    editors::check(&loaded.root)?;
    let target = Target {
        runtime: RuntimeSource::Vendored,
        joins_workspace: false,
    };
    let plan = plan::plan(&project, &Before::default(), text, &target)
        .map_err(|e| Failure::new("plan", e))?;
    let files = written(&project, &plan)?;
    protos(&project, &files)?;
    items::check(&files)?;
    schema::check(&project, &files)?;
    let before = Before {
        names: plan.names,
        wire: plan.wire,
        schema: plan.schema,
    };
    let again =
        plan::plan(&project, &before, text, &target).map_err(|e| Failure::new("plan again", e))?;
    if before.wire != again.wire || before.schema != again.schema {
        return Err(Failure::new("generate again", "the lock is another"));
    }
    Ok(())
}

/// Puts the files into a folder, and finds nothing to do there afterwards.
fn written(project: &Project, plan: &Plan) -> Result<Files, Failure> {
    let home = tempfile::tempdir().expect("a temporary folder");
    let root = home.path().join("project");
    let files = render::render(&plan.files).map_err(|e| Failure::new("render", e))?;
    let mut lock = Lock::new(project.mode, "vendored");
    let steps = |lock: &Lock| reconcile::reconcile(&root, lock, &files, Wish::default());
    let first = steps(&lock).map_err(|e| Failure::new("format", e))?;
    reconcile::record(&mut lock, &first);
    let contents = first
        .into_iter()
        .filter_map(|step| Some((step.path, step.content?)));
    let contents: Vec<_> = contents.collect();
    write::create(&root, &contents).map_err(|e| Failure::new("write", e))?;
    for step in steps(&lock).map_err(|e| Failure::new("reconcile", e))? {
        if !matches!(step.verb, Verb::Identical | Verb::Yours) {
            return Err(Failure::new(
                "generate again",
                format!("{} `{}`", step.verb.as_str(), step.path),
            ));
        }
    }
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Ok(contents
        .into_iter()
        .map(|(path, bytes)| (path, text(bytes)))
        .collect())
}

/// Compiles the protos, as a project's build does.
fn protos(project: &Project, files: &Files) -> Result<(), Failure> {
    let home = tempfile::tempdir().expect("a temporary folder");
    let mut names = Vec::new();
    for (path, text) in files {
        let Some(name) = path.strip_prefix("proto/") else {
            continue;
        };
        let path = home.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a proto");
        names.push(name.to_owned());
    }
    let set = protox::compile(&names, [home.path()])
        .map_err(|e| Failure::new("protox", format!("{e}: {e:?}")))?;
    let services: usize = set.file.iter().map(|file| file.service.len()).sum();
    if services != project.served().count() {
        return Err(Failure::new("protox", format!("{services} services")));
    }
    Ok(())
}
