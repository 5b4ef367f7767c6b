//! THE table of files: path, template, owner, and what the template is told.

use serde::Serialize;

use super::lock::{SchemaLock, WireLock};
use super::migration::{self, Refusal};
use super::{RuntimeSource, cargo_lock, client, schema, view, wire};
use crate::model::Project;

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
    Template(String, minijinja::Value),
    /// Finished text.
    Text(String),
}

/// What a file is made for, which decides what its template is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    Project,
    /// A project with enums.
    Enums,
    /// A project with a service that a client can call.
    Client,
    Model,
    /// A model with a service.
    Service,
}

/// The files. In paths, `{package}` is the proto package as folders and `{model}` a
/// model's snake name; in templates, `{mode}` is `async` or `sync`.
#[rustfmt::skip]
const FILES: [(For, Owner, &str, &str); 20] = {
    use For::*;
    use Owner::*;
    [
        (Project, Scaffold, "Cargo.toml", "Cargo.toml.j2"),
        (Project, Scaffold, "README.md", "README.md.j2"),
        (Project, Scaffold, ".gitignore", "gitignore.j2"),
        (Project, Scaffold, "build.rs", "build.rs.j2"),
        (Project, Scaffold, "src/main.rs", "src/main.{mode}.rs.j2"),
        (Project, Scaffold, "src/lib.rs", "src/lib.rs.j2"),
        (Project, Scaffold, "src/app.rs", "src/app.{mode}.rs.j2"),
        (Project, Generated, "src/services/mod.rs", "src/services/mod.rs.j2"),
        (Project, Generated, "src/generated/mod.rs", "src/generated/mod.rs.j2"),
        (Project, Generated, "src/generated/enums.rs", "src/generated/enums.rs.j2"),
        (Project, Generated, "src/generated/proto.rs", "src/generated/proto.rs.j2"),
        (Project, Generated, "tests/contract/main.rs", "tests/contract/main.{mode}.rs.j2"),
        (Project, Generated, "tests/fixtures/mod.rs", "tests/fixtures/mod.rs.j2"),
        (Enums, Generated, "proto/{package}/enums.proto", "enums.proto.j2"),
        (Client, Generated, "examples/client.rs", "examples/client.rs.j2"),
        (Model, Generated, "src/generated/{model}.rs", "src/generated/model.{mode}.rs.j2"),
        (Model, Scaffold, "tests/fixtures/{model}.rs", "tests/fixtures/model.{mode}.rs.j2"),
        (Service, Scaffold, "src/services/{model}.rs", "src/services/model.{mode}.rs.j2"),
        (Service, Generated, "tests/contract/{model}.rs", "tests/contract/model.rs.j2"),
        (Service, Generated, "proto/{package}/{model}.proto", "model.proto.j2"),
    ]
};

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
    let folder = project.package.replace('.', "/");
    let mut add = |made_for: For, model: &str, told: &minijinja::Value| {
        for (_, owner, path, template) in FILES.iter().filter(|file| file.0 == made_for) {
            let path = path.replace("{package}", &folder).replace("{model}", model);
            let template = template.replace("{mode}", project.mode.as_str());
            files.push(PlannedFile {
                path,
                owner: *owner,
                source: Source::Template(template, told.clone()),
            });
        }
    };
    let told = value(&view);
    add(For::Project, "", &told);
    if !project.enums.is_empty() {
        add(For::Enums, "", &told);
    }
    let steps = client::steps(project);
    if !steps.is_empty() {
        let krate = &view.krate;
        add(For::Client, "", &value(&view::ClientFile { krate, steps }));
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
        add(For::Model, &model.snake, &told);
        if model.service {
            add(For::Service, &model.snake, &told);
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

/// What a template is told, made once for all files that share it.
fn value(view: &impl Serialize) -> minijinja::Value {
    minijinja::Value::from(minijinja::value::Serde(view))
}
