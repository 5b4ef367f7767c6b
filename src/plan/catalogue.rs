//! From a project to its files: which there are, and what each template is told.

use super::file::{PlannedFile, Source, text, value};
use super::lock::{SchemaLock, WireLock};
use super::migration::{self, Refusal};
use super::names::{self, NamesLock};
use super::{RuntimeSource, cargo_lock, client, diagram, proto, schema, spec_schema, view, wire};
use crate::catalogue::{FILES, Owner, Subject};
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
}

/// Every file of a project, or the changes of its schema that are not migrated.
pub fn plan(
    project: &Project,
    before: &Before,
    spec_text: &str,
    target: &Target,
) -> Result<Plan, Refusal> {
    let mut schema = schema::of(project, &before.schema);
    schema.migrations.clone_from(&before.schema.migrations);
    let step = migration::next(Some(&before.schema), &schema)?;
    schema
        .migrations
        .extend(step.iter().map(|step| step.name.clone()));
    let api = model::derive(&project.models);
    let (names, names_lock) = names::choose(project, &before.names);
    let (numbered, wire) = wire::number(&api, &project.enums, &before.wire);
    let mut view = view::project(project, &api, &names, &numbered.enums, target);
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
                path: path.replace("{model}", model),
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
    let steps = client::steps(project, &api, &names);
    if !steps.is_empty() {
        let krate = &view.krate;
        add(
            Subject::Client,
            "",
            &value(&view::ClientFile { krate, steps }),
        );
    }
    let project_names = view::ProjectNames {
        krate: &view.krate,
        package: &view.package,
    };
    for (position, model) in view.models.iter().enumerate() {
        let told = value(&view::ModelFile {
            project: project_names,
            model,
        });
        add(Subject::Model, &model.names.file, &told);
        if model.served.service {
            add(Subject::Service, &model.names.file, &told);
            let service: Vec<_> = api.service_of(position).into_iter().collect();
            let file = proto::file(
                project,
                &api,
                &numbered,
                &service,
                api.messages_of(position),
            );
            add(
                Subject::Proto,
                &model.names.file,
                &value(&view::ProtoView { file }),
            );
        }
    }
    files.extend(diagram::files(project));
    if let Some(step) = step {
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
    })
}
