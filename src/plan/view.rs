//! What templates are told: finished strings, no decisions left.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{RuntimeSource, Target, client, proto, rust, sample};
use crate::model::{Mode, Model, Project, Rpc};

#[derive(Debug, Serialize)]
pub struct ProjectView {
    pub name: String,
    /// The crate as Rust code names it.
    pub krate: String,
    pub package: String,
    pub folder: String,
    pub facade: &'static str,
    pub runtime: String,
    pub joins_workspace: bool,
    pub vendored: bool,
    pub protos: Vec<String>,
    pub enums: Vec<rust::EnumView>,
    pub models: Vec<ModelView>,
    /// The migrations so far, oldest first.
    pub migrations: Vec<String>,
    pub runtime_version: &'static str,
}

#[derive(Debug, Serialize)]
pub struct ModelView {
    pub name: String,
    pub snake: String,
    /// The same as Rust names its module: `r#type`.
    pub module: String,
    pub plural: String,
    pub words: String,
    pub table: String,
    pub comment: String,
    pub service: bool,
    pub fields: Vec<rust::FieldView>,
    pub links: Vec<rust::LinkView>,
    pub unique_together: String,
    pub key: String,
    pub key_type: String,
    /// `.clone()` where the type is not `Copy`.
    pub key_clone: &'static str,
    /// The same for its type in messages.
    pub key_wire_clone: &'static str,
    pub listing: String,
    pub rpcs: Vec<&'static str>,
    /// Which messages there are.
    pub has_request: bool,
    pub has_partial: bool,
    pub has_response: bool,
    pub counted: bool,
    pub request: Vec<proto::ProtoField>,
    pub partial: Vec<proto::ProtoField>,
    pub response: Vec<proto::ProtoField>,
    pub lookup: proto::ProtoField,
    /// Message suffix → its `reserved` lines, given by `wire::number`.
    pub reserved: BTreeMap<&'static str, String>,
    pub uses_enums: bool,
    pub uses_struct: bool,
    pub sample: sample::SampleView,
}

/// What the templates of one model see.
#[derive(Debug, Serialize)]
pub struct ModelFile<'a> {
    pub project: ProjectNames<'a>,
    pub model: &'a ModelView,
}

/// What a model's files say of their project; the whole of it for each model
/// would be a plan that grows with the square of their number.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct ProjectNames<'a> {
    pub krate: &'a str,
    pub package: &'a str,
    pub folder: &'a str,
}

/// What the template of the client sees.
#[derive(Debug, Serialize)]
pub struct ClientFile<'a> {
    pub krate: &'a str,
    pub steps: Vec<client::ClientStep>,
}

pub fn project(project: &Project, target: &Target) -> ProjectView {
    let folder = project.package.replace('.', "/");
    let mut protos = Vec::new();
    if !project.enums.is_empty() {
        protos.push(format!("{folder}/enums.proto"));
    }
    let served = project
        .models
        .iter()
        .filter(|model| model.service.is_some());
    protos.extend(served.map(|model| format!("{folder}/{}.proto", model.name.snake())));
    ProjectView {
        name: project.name.clone(),
        krate: project.name.replace('-', "_"),
        package: project.package.clone(),
        folder,
        facade: match project.mode {
            Mode::Async => "aio",
            Mode::Sync => "blocking",
        },
        runtime: target.runtime.dependency(),
        joins_workspace: target.joins_workspace,
        vendored: target.runtime == RuntimeSource::Vendored,
        protos,
        enums: project.enums.iter().map(rust::enum_view).collect(),
        models: project
            .models
            .iter()
            .map(|model| model_view(project, model))
            .collect(),
        migrations: Vec::new(),
        runtime_version: env!("CARGO_PKG_VERSION"),
    }
}

fn model_view(project: &Project, model: &Model) -> ModelView {
    let rpcs = model
        .service
        .as_ref()
        .map(|service| service.rpcs.as_slice())
        .unwrap_or_default();
    let any = |some: &[Rpc]| some.iter().any(|rpc| rpcs.contains(rpc));
    let key = model.key();
    let response = proto::response(project, model);
    let request = proto::request(project, model);
    let all = || request.iter().chain(&response);
    let counted = model
        .service
        .as_ref()
        .is_some_and(|service| service.listing.pagination.is_some());
    ModelView {
        name: model.name.pascal(),
        snake: model.name.snake(),
        module: rust::ident(&model.name.snake()),
        plural: plural(&model.name.pascal()),
        words: model.name.snake().replace('_', " "),
        table: model.table.clone(),
        comment: model.comment.clone().unwrap_or_default(),
        service: model.service.is_some(),
        fields: rust::fields(project, model),
        links: rust::links(project, model),
        unique_together: rust::groups(&model.unique_together),
        key: rust::ident(key.name.as_typed()),
        key_type: rust::record_type(project, &key.ty),
        key_clone: clone_of(&rust::record_type(project, &key.ty)),
        key_wire_clone: clone_of(&rust::wire_type(project, &key.ty)),
        listing: rust::listing(model),
        rpcs: rpcs.iter().map(|rpc| rpc_name(*rpc)).collect(),
        has_request: any(&[Rpc::Create, Rpc::Update]),
        has_partial: any(&[Rpc::PartialUpdate]),
        has_response: rpcs.iter().any(|rpc| *rpc != Rpc::Destroy),
        counted,
        reserved: BTreeMap::new(),
        uses_enums: all().any(|field| field.ty.ends_with(".Enum")),
        uses_struct: all().any(|field| field.ty.ends_with("Struct")),
        partial: proto::partial(project, model),
        lookup: proto::lookup(project, model),
        sample: sample::sample(project, model),
        request,
        response,
    }
}

fn rpc_name(rpc: Rpc) -> &'static str {
    match rpc {
        Rpc::Create => "Create",
        Rpc::List => "List",
        Rpc::Stream => "Stream",
        Rpc::Retrieve => "Retrieve",
        Rpc::Update => "Update",
        Rpc::PartialUpdate => "PartialUpdate",
        Rpc::Destroy => "Destroy",
    }
}

/// The name of a service's type: `Post` → `Posts`, `Category` → `Categories`.
fn plural(name: &str) -> String {
    match name.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if name.ends_with(['s', 'x']) || name.ends_with("ch") || name.ends_with("sh") => {
            format!("{name}es")
        }
        _ => format!("{name}s"),
    }
}

fn clone_of(ty: &str) -> &'static str {
    if ty == "String" { ".clone()" } else { "" }
}
