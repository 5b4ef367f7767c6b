//! THE table of files: path, template, owner, and what the template is told.

use serde::Serialize;

use super::lock::{SchemaLock, WireLock};
use super::migration::{self, Refusal};
use super::{RuntimeSource, cargo_lock, client, schema, view, wire};
use crate::model::{Mode, Project};

/// Who may write a file after it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// cargo-socio: rewritten whole.
    Generated,
    /// The user: written once.
    Scaffold,
    /// A migration: never rewritten.
    Append,
}

/// A file to render.
#[derive(Debug)]
pub struct PlannedFile {
    pub path: String,
    pub owner: Owner,
    pub source: Source,
}

#[derive(Debug)]
pub enum Source {
    /// A template and what it is told.
    Template(&'static str, minijinja::Value),
    /// Finished text.
    Text(String),
}

/// The files of one model: where, made from what, whose. `{}` is the model's snake name.
const PER_MODEL: [(&str, &str, Owner); 2] = [
    (
        "src/generated/{}.rs",
        "src/generated/model",
        Owner::Generated,
    ),
    (
        "tests/fixtures/{}.rs",
        "tests/fixtures/model",
        Owner::Scaffold,
    ),
];

/// The same, for a model with a service.
const PER_SERVICE: [(&str, &str, Owner); 2] = [
    ("src/services/{}.rs", "src/services/model", Owner::Scaffold),
    (
        "tests/contract/{}.rs",
        "tests/contract/model",
        Owner::Generated,
    ),
];

/// The files of the project.
const PER_PROJECT: [(&str, &str, Owner); 13] = [
    ("Cargo.toml", "Cargo.toml", Owner::Scaffold),
    ("README.md", "README.md", Owner::Scaffold),
    (".gitignore", "gitignore", Owner::Scaffold),
    ("build.rs", "build.rs", Owner::Scaffold),
    ("src/main.rs", "src/main.rs", Owner::Scaffold),
    ("src/lib.rs", "src/lib.rs", Owner::Scaffold),
    ("src/app.rs", "src/app.rs", Owner::Scaffold),
    (
        "src/services/mod.rs",
        "src/services/mod.rs",
        Owner::Generated,
    ),
    (
        "src/generated/mod.rs",
        "src/generated/mod.rs",
        Owner::Generated,
    ),
    (
        "src/generated/enums.rs",
        "src/generated/enums.rs",
        Owner::Generated,
    ),
    (
        "src/generated/proto.rs",
        "src/generated/proto.rs",
        Owner::Generated,
    ),
    (
        "tests/contract/main.rs",
        "tests/contract/main.rs",
        Owner::Generated,
    ),
    (
        "tests/fixtures/mod.rs",
        "tests/fixtures/mod.rs",
        Owner::Generated,
    ),
];

/// What socio.lock remembers; nothing for a new project.
#[derive(Debug, Default)]
pub struct Before {
    pub wire: WireLock,
    pub schema: SchemaLock,
}

/// What surrounds a project.
#[derive(Debug, Clone)]
pub struct Target {
    pub runtime: RuntimeSource,
    /// Whether the project is a member of a workspace around it.
    pub joins_workspace: bool,
}

/// The files of a project, and what its lock remembers from then on.
#[derive(Debug)]
pub struct Plan {
    /// In the order they are reported.
    pub files: Vec<PlannedFile>,
    pub wire: WireLock,
    pub schema: SchemaLock,
}

/// Every file of a project, or the changes of its schema that are not migrated.
pub fn plan(
    project: &Project,
    before: &Before,
    spec_text: &str,
    target: &Target,
) -> Result<Plan, Refusal> {
    let mut schema = schema::of(project);
    schema.migrations.clone_from(&before.schema.migrations);
    let step = migration::next(Some(&before.schema), &schema)?;
    schema
        .migrations
        .extend(step.iter().map(|step| step.name.clone()));
    let mut view = view::project(project, target);
    view.migrations.clone_from(&schema.migrations);
    let wire = wire::number(&mut view, &before.wire);
    let mut files = vec![text("socio.yaml", Owner::Scaffold, spec_text.to_owned())];
    // A member shares the lock of its workspace.
    if !target.joins_workspace {
        let lock = cargo_lock::text(&project.name);
        files.push(text("Cargo.lock", Owner::Scaffold, lock));
    }
    let told = value(&view);
    for (path, template, owner) in PER_PROJECT {
        files.push(planned(
            path.to_owned(),
            template,
            owner,
            project.mode,
            told.clone(),
        ));
    }
    let folder = project.package.replace('.', "/");
    if !project.enums.is_empty() {
        let path = format!("proto/{folder}/enums.proto");
        files.push(planned(
            path,
            "enums.proto",
            Owner::Generated,
            project.mode,
            told,
        ));
    }
    let steps = client::steps(project);
    if !steps.is_empty() {
        let told = value(&view::ClientFile {
            krate: &view.krate,
            steps,
        });
        let path = String::from("examples/client.rs");
        files.push(planned(
            path,
            "examples/client.rs",
            Owner::Generated,
            project.mode,
            told,
        ));
    }
    let names = view::ProjectNames {
        krate: &view.krate,
        package: &view.package,
        folder: &view.folder,
    };
    for model in &view.models {
        let told = value(&view::ModelFile {
            project: names,
            model,
        });
        let mut add = |(path, template, owner): (&str, &'static str, Owner)| {
            let path = path.replace("{}", &model.snake);
            files.push(planned(path, template, owner, project.mode, told.clone()));
        };
        PER_MODEL.into_iter().for_each(&mut add);
        if model.service {
            PER_SERVICE.into_iter().for_each(&mut add);
            add((
                &format!("proto/{folder}/{{}}.proto"),
                "model.proto",
                Owner::Generated,
            ));
        }
    }
    if let Some(step) = step {
        let folder = format!("migrations/sqlite/{}", step.name);
        let up = text(&format!("{folder}/up.sql"), Owner::Append, step.up);
        let down = text(&format!("{folder}/down.sql"), Owner::Append, step.down);
        files.extend([up, down]);
    }
    Ok(Plan {
        files,
        wire,
        schema,
    })
}

fn text(path: &str, owner: Owner, text: String) -> PlannedFile {
    PlannedFile {
        path: path.to_owned(),
        owner,
        source: Source::Text(text),
    }
}

/// Where a template differs by mode, its two forms lie side by side.
const BY_MODE: [(&str, &str, &str); 6] = [
    ("src/main.rs", "src/main.async.rs.j2", "src/main.sync.rs.j2"),
    ("src/app.rs", "src/app.async.rs.j2", "src/app.sync.rs.j2"),
    (
        "src/services/model",
        "src/services/model.async.rs.j2",
        "src/services/model.sync.rs.j2",
    ),
    (
        "src/generated/model",
        "src/generated/model.async.rs.j2",
        "src/generated/model.sync.rs.j2",
    ),
    (
        "tests/fixtures/model",
        "tests/fixtures/model.async.rs.j2",
        "tests/fixtures/model.sync.rs.j2",
    ),
    (
        "tests/contract/main.rs",
        "tests/contract/main.async.rs.j2",
        "tests/contract/main.sync.rs.j2",
    ),
];

/// The others.
const EITHER: [(&str, &str); 13] = [
    ("examples/client.rs", "examples/client.rs.j2"),
    ("Cargo.toml", "Cargo.toml.j2"),
    ("README.md", "README.md.j2"),
    ("gitignore", "gitignore.j2"),
    ("build.rs", "build.rs.j2"),
    ("src/lib.rs", "src/lib.rs.j2"),
    ("src/services/mod.rs", "src/services/mod.rs.j2"),
    ("src/generated/mod.rs", "src/generated/mod.rs.j2"),
    ("src/generated/enums.rs", "src/generated/enums.rs.j2"),
    ("src/generated/proto.rs", "src/generated/proto.rs.j2"),
    ("tests/contract/model", "tests/contract/model.rs.j2"),
    ("tests/fixtures/mod.rs", "tests/fixtures/mod.rs.j2"),
    ("model.proto", "model.proto.j2"),
];

/// What a template is told, made once for all files that share it.
fn value(view: &impl Serialize) -> minijinja::Value {
    minijinja::Value::from(minijinja::value::Serde(view))
}

fn planned(
    path: String,
    template: &'static str,
    owner: Owner,
    mode: Mode,
    told: minijinja::Value,
) -> PlannedFile {
    let by_mode = BY_MODE.iter().find(|(name, ..)| *name == template);
    let either = EITHER.iter().find(|(name, _)| *name == template);
    let template = match (by_mode, either, mode) {
        (Some((_, file, _)), _, Mode::Async) | (Some((_, _, file)), _, Mode::Sync) => file,
        (None, Some((_, file)), _) => file,
        (None, None, _) => "enums.proto.j2",
    };
    PlannedFile {
        path,
        owner,
        source: Source::Template(template, told),
    }
}
