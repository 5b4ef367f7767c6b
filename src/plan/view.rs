//! What templates are told: finished strings, no decisions left.

use std::collections::BTreeMap;

use serde::Serialize;

use super::names::ModelNames;
use super::rust::conversions::{self, Assignment};
use super::rust::rpcs;
use super::wire::Given;
use super::{RuntimeSource, Target, client, proto, rust, sample};
use crate::model::api::{Api, Label, MessageField, Payload, RpcKind, Side, Source};
use crate::model::ident::{Std, rust_ident};
use crate::model::{FieldType, Model, Name, Project, Rpc as Action, is_optional};

#[derive(Debug, Serialize)]
pub struct ProjectView {
    pub name: String,
    /// The crate as Rust code names it.
    pub krate: String,
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
    /// The migrations so far, oldest first.
    pub migrations: Vec<String>,
    pub runtime_version: &'static str,
}

#[derive(Debug, Serialize)]
pub struct ModelView {
    /// As messages and errors name it.
    pub name: String,
    /// The record in Rust.
    pub record: String,
    pub draft: String,
    pub file: String,
    /// The module of its files: `r#type`.
    pub module: String,
    pub meta: String,
    pub alias: String,
    pub import: String,
    /// The type of the user's service.
    pub plural: String,
    /// The module of its client: `post` in `post_controller_client`.
    pub client: String,
    pub words: String,
    /// As a literal of Rust.
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
    /// Behind the key of a request, where it may be unset.
    pub key_default: &'static str,
    pub listing: String,
    pub rpcs: Vec<rpcs::RpcView>,
    pub counted: bool,
    pub uses_enums: bool,
    pub uses_messages: bool,
    /// How the model's module writes the names of the prelude.
    pub std: BTreeMap<&'static str, &'static str>,
    /// The draft from a message and back, where there is such a message.
    pub request: Option<RequestView>,
    pub partial: Option<PartialView>,
    pub response: Option<ResponseView>,
    pub sample: sample::SampleView,
}

/// The message that a draft is read from, and made into.
#[derive(Debug, Serialize)]
pub struct RequestView {
    pub message: String,
    pub read: Vec<Assignment>,
    pub write: Vec<Assignment>,
}

/// The message that names the fields it writes.
#[derive(Debug, Serialize)]
pub struct PartialView {
    pub message: String,
    pub read: Vec<Assignment>,
}

/// The message that answers a record.
#[derive(Debug, Serialize)]
pub struct ResponseView {
    pub message: String,
    pub fields: Vec<Assignment>,
    /// The fields that hold the keys of relations.
    pub links: Vec<String>,
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
}

/// What the template of a proto file sees.
#[derive(Debug, Serialize)]
pub struct ProtoView {
    pub file: proto::ProtoFile,
}

pub fn project(
    project: &Project,
    api: &Api,
    names: &[ModelNames],
    numbers: &[Given],
    target: &Target,
) -> ProjectView {
    let std = Std::beside(project.enums.iter().map(|e| e.name.as_typed()));
    let enums = project.enums.iter().zip(numbers);
    let models = project.models.iter().enumerate();
    ProjectView {
        name: project.name.clone(),
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
        models: models
            .map(|(position, model)| model_view(project, api, names, position, model))
            .collect(),
        migrations: Vec::new(),
        runtime_version: env!("CARGO_PKG_VERSION"),
    }
}

/// prost names the file by the parts of the package as modules: `r#in.acme.v1.rs`.
fn prost_file(package: &str) -> String {
    let parts = package
        .split('.')
        .map(|part| rust_ident(&Name::new(part).snake()));
    format!("{}.rs", parts.collect::<Vec<_>>().join("."))
}

fn model_view(
    project: &Project,
    api: &Api,
    names: &[ModelNames],
    position: usize,
    model: &Model,
) -> ModelView {
    let own = &names[position];
    let std = Std::beside([own.record.as_str(), own.draft.as_str()]);
    let key = model.key();
    let service = api.service_of(position);
    let request_of = |wanted: Action| {
        let mut rpcs = service?.rpcs.iter();
        let rpc = rpcs.find(|rpc| rpc.kind == RpcKind::Generic(wanted))?;
        match rpc.request {
            Payload::Message(id) => Some(api.message(id)),
            Payload::External(_) => None,
        }
    };
    let request = request_of(Action::Create).or_else(|| request_of(Action::Update));
    let partial = request_of(Action::PartialUpdate);
    let response = api
        .messages_of(position)
        .map(|(_, message)| message)
        .find(|message| message.side == Side::Response);
    let key_wire = rust::wire_type(project, &std, &key.ty);
    let key_type = rust::record_type(project, &std, &key.ty);
    let listing = model.service.as_ref().map(|service| &service.listing);
    let counted = listing.is_some_and(|listing| listing.pagination.is_some());
    let answer = response.map(|message| rust_ident(&message.name));
    let record = format!("models::{}::{}", own.module, own.record);
    let draft = format!("models::{}::{}", own.module, own.draft);
    let key_ident = rust_ident(key.name.as_typed());
    let key_default = match is_optional(key) {
        true => ".unwrap_or_default()",
        false => "",
    };
    let key_in_request = format!("{key_ident}{}{key_default}", clone_of(&key_wire));
    let subject = rpcs::Subject {
        api,
        mode: project.mode,
        record: &record,
        draft: &draft,
        key_type: &key_type,
        key: &key_ident,
        key_in_request: &key_in_request,
        answer: answer.as_deref().unwrap_or_default(),
        counted,
    };
    let rpcs = service.map_or_else(Vec::new, |service| rpcs::methods(&subject, service));
    ModelView {
        name: model.name.pascal(),
        record: own.record.clone(),
        draft: own.draft.clone(),
        file: own.file.clone(),
        module: own.module.clone(),
        meta: own.meta.clone(),
        alias: own.alias.clone(),
        import: own.import.clone(),
        plural: own.service.clone(),
        client: model.name.snake(),
        words: model.name.snake().replace('_', " "),
        table: format!("{:?}", model.table),
        comment: model.comment.clone().unwrap_or_default(),
        service: service.is_some(),
        fields: rust::fields(project, names, &std, model),
        links: rust::links(project, names, &std, model),
        unique_together: rust::groups(&model.unique_together),
        key: key_ident.clone(),
        key_clone: clone_of(&key_type),
        key_default,
        key_type,
        listing: rust::listing(model),
        rpcs,
        uses_enums: model.fields.iter().any(|field| has_enum(&field.ty)),
        uses_messages: request.is_some() || partial.is_some() || response.is_some(),
        counted,
        request: request.map(|message| RequestView {
            message: rust_ident(&message.name),
            read: conversions::read(message),
            write: conversions::write(message),
        }),
        partial: partial.map(|message| PartialView {
            message: rust_ident(&message.name),
            read: conversions::read_named(message),
        }),
        response: response.map(|message| ResponseView {
            message: rust_ident(&message.name),
            fields: conversions::respond(project, model, message),
            links: message
                .fields
                .iter()
                .filter(|field| matches!(field.source, Source::Link(_)))
                .map(ident)
                .collect(),
        }),
        sample: sample::sample(project, model),
        std: std.table().collect(),
    }
}

/// A field as prost names it.
pub fn ident(field: &MessageField) -> String {
    rust_ident(field.name.trim_start_matches('_'))
}

/// Whether prost has it as an `Option`.
pub fn is_option(field: &MessageField) -> bool {
    use crate::model::api::WireType::{External, Message};
    match field.label {
        Label::Optional => true,
        Label::Implicit => matches!(field.ty, External(_) | Message(_)),
        Label::Repeated | Label::Map(_) | Label::OneOf(_) => false,
    }
}

fn has_enum(ty: &FieldType) -> bool {
    match ty {
        FieldType::Enum(_) => true,
        FieldType::Array(element) => has_enum(&element.ty),
        _ => false,
    }
}

/// What a value needs to be used twice, where its type is not `Copy`.
fn clone_of(ty: &str) -> &'static str {
    if ty.ends_with("String") {
        ".clone()"
    } else {
        ""
    }
}
