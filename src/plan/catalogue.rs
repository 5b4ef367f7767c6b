//! From a project to its files: which there are, and what each template is told.

use super::compat::{self, WireChange};
use super::evolve::effect::Effect;
use super::evolve::{Change, Guess};
use super::evolve::{published, renames};
use super::file::{PlannedFile, Source, text, value};
use super::lock::{SchemaLock, WireLock};
use super::migration::{self, Refusal};
use super::names::{self, NamesLock};
use super::wire::Numbered;
use super::{
    RuntimeSource, cargo_lock, client, diagram, proto, protos, rust, schema, spec_schema, view,
    wire,
};
use crate::catalogue::{FILES, Owner, Subject};
use crate::model::api::Api;
use crate::model::{self, Project};

/// What socio.lock remembers; nothing for a new project.
#[derive(Debug, Default)]
pub struct Before {
    pub names: NamesLock,
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
    pub names: NamesLock,
    pub wire: WireLock,
    pub schema: SchemaLock,
    /// What the schema's migration does, and what that does to rows.
    pub changes: Vec<(Change, Effect)>,
    /// What is new in it, and may be an old thing under a new name.
    pub guesses: Vec<Guess>,
    /// What becomes of the API, and what that does to clients.
    pub wire_changes: Vec<WireChange>,
}

/// Every file of a project, or the changes of its schema that are not migrated.
pub fn plan(
    project: &Project,
    before: &Before,
    spec_text: &str,
    target: &Target,
) -> Result<Plan, Refusal> {
    let renamed = renames::schema(project, &before.names, &before.schema);
    let mut schema = schema::of(project, &renamed.schema);
    schema.migrations.clone_from(&before.schema.migrations);
    let step = migration::next(renamed, &schema)?;
    schema
        .migrations
        .extend(step.iter().map(|step| step.name.clone()));
    let api = model::derive(project);
    let (all_names, names_lock) = names::choose(project, &published::names(project, &before.names));
    let names = &all_names.models;
    let (numbered, wire, wire_changes) = numbered(project, &api, &before.wire);
    let mut view = view::project(project, &api, &all_names, &numbered.enums, target);
    view.migrations.clone_from(&schema.migrations);
    let mut files = vec![text("socio.yaml", Owner::Scaffold, spec_text.to_owned())];
    let spec_file = spec_schema::FILE;
    files.push(text(spec_file, Owner::Generated, spec_schema::text()));
    // A member shares the lock of its workspace.
    if !target.joins_workspace {
        let lock = cargo_lock::text(&project.name);
        files.push(text("Cargo.lock", Owner::Scaffold, lock));
    }
    let folder = project.package.replace('.', "/");
    let mut add = |subject: Subject, model: &str, told: &minijinja::Value| {
        for file in FILES.iter().filter(|file| file.subject == subject) {
            let path = file.path.replace("{package}", &folder);
            let template = file.template.replace("{mode}", project.mode.as_str());
            files.push(PlannedFile {
                path: path.replace("{model}", model).replace("{service}", model),
                owner: file.owner,
                source: Source::Template(template, told.clone()),
            });
        }
    };
    add(Subject::Project, "", &value(&view));
    if !target.joins_workspace {
        add(Subject::Alone, "", &value(&view));
    }
    if let Some(file) = proto::enums::file(project, &numbered) {
        add(Subject::Enums, "", &value(&view::ProtoView { file }));
    }
    if view.serves {
        add(Subject::Clients, "", &value(&view));
    }
    let steps = client::steps(project, &api, names);
    if !steps.is_empty() || !view.acting.is_empty() {
        let (krate, acting) = (&view.krate, &view.acting);
        let told = view::ClientFile {
            krate,
            uses_sample: steps.iter().any(|step| step.uses_runtime)
                || acting.iter().any(|service| service.uses_sample),
            streams: acting.iter().any(|service| service.streams),
            steps,
            acting,
        };
        add(Subject::Client, "", &value(&told));
    }
    let project_names = view::ProjectNames {
        krate: &view.krate,
        package: &view.package,
    };
    for model in &view.models {
        let told = value(&view::ModelFile {
            project: project_names,
            model,
        });
        add(Subject::Model, &model.names.file, &told);
        if model.served.service {
            add(Subject::Service, &model.names.file, &told);
        }
    }
    for service in &view.services {
        let told = value(&view::services::ServiceFile {
            project: project_names,
            service,
        });
        add(Subject::OwnService, &service.names.file, &told);
    }
    if !view.acting.is_empty() {
        add(Subject::Actions, "", &value(&view));
    }
    for service in &view.acting {
        let told = value(&view::services::CasesFile {
            project: project_names,
            facade: view.facade,
            service,
        });
        add(Subject::ActionsOf, &service.file, &told);
    }
    if !api.plain.is_empty() {
        let told = rust::messages::file(project, &api, names);
        add(Subject::Messages, "", &value(&told));
    }
    let places = proto::Places::new(project, &all_names);
    for (subject, file, proto) in protos::all(project, &api, &numbered, &places, &all_names) {
        add(subject, &file, &value(&view::ProtoView { file: proto }));
    }
    files.extend(diagram::files(project));
    let (mut changes, mut guesses) = (Vec::new(), Vec::new());
    if let Some(step) = step {
        (changes, guesses) = (step.changes, step.guesses);
        let folder = format!("migrations/sqlite/{}", step.name);
        let up = text(&format!("{folder}/up.sql"), Owner::Append, step.up);
        let down = text(&format!("{folder}/down.sql"), Owner::Append, step.down);
        files.extend([up, down]);
    }
    Ok(Plan {
        files,
        names: names_lock,
        wire,
        schema,
        changes,
        guesses,
        wire_changes,
    })
}

/// Numbers for everything that is spoken, what is published from now on, and what that changes.
fn numbered(
    project: &Project,
    api: &Api,
    before: &WireLock,
) -> (Numbered, WireLock, Vec<WireChange>) {
    let known = published::wire(project, api, before);
    let (numbered, mut wire) = wire::number(api, &project.enums, &known.wire);
    compat::spoken::record(&mut wire, project, api);
    let published = compat::Published {
        project,
        api,
        before,
        after: &wire,
        moved: &known.types,
    };
    let changes = published.changes();
    (numbered, wire, changes)
}
