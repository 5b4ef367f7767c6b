//! What templates are told: finished strings, no decisions left.

mod messages;
mod model;
pub mod services;

use std::collections::BTreeMap;

use serde::Serialize;

use super::names::Names;
use super::rust::rpcs;
use super::sample::Plot;
use super::wire::Given;
use super::{RuntimeSource, Target, client, proto, rust, sample};
use crate::catalogue;
use crate::model::api::Api;
use crate::model::ident::{Std, rust_ident};
use crate::model::{Name, Project};
use model::ModelView;
use services::{CasesView, OwnServiceView};

#[derive(Debug, Serialize)]
pub struct ProjectView {
    pub name: String,
    /// The crate as Rust code names it.
    pub krate: String,
    /// The same in `main.rs`: from the root, where a word of that file is called so.
    pub root: String,
    pub package: String,
    /// The file that prost makes of the package.
    pub prost_file: String,
    pub facade: &'static str,
    pub runtime: String,
    pub joins_workspace: bool,
    pub vendored: bool,
    pub enums: Vec<rust::EnumView>,
    /// How the enums' module writes the names of the prelude.
    pub std: BTreeMap<&'static str, &'static str>,
    pub models: Vec<ModelView>,
    /// Services beside those of the models.
    pub services: Vec<OwnServiceView>,
    /// Whether there is a service.
    pub serves: bool,
    /// The services with actions.
    pub acting: Vec<CasesView>,
    /// Whether there are messages of no model.
    pub messages: bool,
    /// The migrations so far, oldest first.
    pub migrations: Vec<String>,
    pub runtime_version: &'static str,
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
}

/// What the template of the client sees.
#[derive(Debug, Serialize)]
pub struct ClientFile<'a> {
    pub krate: &'a str,
    pub steps: Vec<client::ClientStep>,
    pub acting: &'a [CasesView],
    pub uses_sample: bool,
    /// Whether some action answers a stream.
    pub streams: bool,
}

/// What the template of a proto file sees.
#[derive(Debug, Serialize)]
pub struct ProtoView {
    pub file: proto::ProtoFile,
}

pub fn project(
    project: &Project,
    api: &Api,
    all_names: &Names,
    numbers: &[Given],
    target: &Target,
) -> ProjectView {
    let std = Std::beside(project.enums.iter().map(|e| e.name.as_typed()));
    let enums = project.enums.iter().zip(numbers);
    let names = &all_names.models;
    let plot = Plot {
        project,
        api,
        names,
    };
    let rows = sample::rows(plot);
    ProjectView {
        name: project.name.clone(),
        root: root(project),
        krate: project.name.replace('-', "_"),
        package: project.package.clone(),
        prost_file: prost_file(&project.package),
        facade: rpcs::facade(project.mode),
        runtime: target.runtime.dependency(),
        joins_workspace: target.joins_workspace,
        vendored: target.runtime == RuntimeSource::Vendored,
        enums: enums
            .map(|(e, given)| rust::enum_view(e, &given.numbers))
            .collect(),
        std: std.table().collect(),
        models: (0..project.models.len())
            .map(|position| model::model(plot, &rows, position))
            .collect(),
        services: services::own(project, api, all_names),
        serves: !api.services.is_empty(),
        acting: services::cases(project, api, all_names),
        messages: !api.plain.is_empty(),
        migrations: Vec::new(),
        runtime_version: env!("CARGO_PKG_VERSION"),
    }
}

/// The crate's path in `main.rs`, which imports modules by their names: `use ::services::services`.
fn root(project: &Project) -> String {
    let krate = project.name.replace('-', "_");
    let main = format!("src/main.{}.rs.j2", project.mode.as_str());
    match catalogue::words(&main).contains(krate.as_str()) {
        true => format!("::{krate}"),
        false => krate,
    }
}

/// prost names the file by the parts of the package as modules: `r#in.acme.v1.rs`.
fn prost_file(package: &str) -> String {
    let parts = package
        .split('.')
        .map(|part| rust_ident(&Name::new(part).snake()));
    format!("{}.rs", parts.collect::<Vec<_>>().join("."))
}
