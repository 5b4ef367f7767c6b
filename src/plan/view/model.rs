//! What the templates of one model are told.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::names::ModelNames;
use super::super::rust::actions::{ActionView, Speaker};
use super::super::rust::{self, rpcs};
use super::super::sample;
use super::messages::{self, MessagesView};
use super::services;
use crate::model::api::Api;
use crate::model::ident::{Std, rust_ident};
use crate::model::{FieldType, Model, Project, is_optional};

#[derive(Debug, Serialize)]
pub struct ModelView {
    /// As messages and errors name it.
    pub name: String,
    #[serde(flatten)]
    pub names: ModelNames,
    /// The module of its client: `post` in `post_controller_client`.
    pub client: String,
    /// The name in words.
    pub words: String,
    /// As a literal of Rust.
    pub table: String,
    pub comment: String,
    pub fields: Vec<rust::FieldView>,
    pub links: Vec<rust::LinkView>,
    pub unique_together: String,
    pub uses_enums: bool,
    /// How the model's module writes the names of the prelude.
    pub std: BTreeMap<&'static str, &'static str>,
    #[serde(flatten)]
    pub key: KeyView,
    #[serde(flatten)]
    pub served: ServiceView,
    #[serde(flatten)]
    pub messages: MessagesView,
    pub sample: sample::SampleView,
}

/// The primary key.
#[derive(Debug, Serialize)]
pub struct KeyView {
    pub key: String,
    pub key_type: String,
    /// `.clone()` where the type is not `Copy`.
    pub key_clone: &'static str,
    /// Behind the key of a request, where it may be unset.
    pub key_default: &'static str,
    /// The key of a request that goes on to be used.
    #[serde(skip)]
    in_request: String,
}

/// The service, where the model has one.
#[derive(Debug, Serialize)]
pub struct ServiceView {
    pub service: bool,
    pub listing: String,
    /// Whether lists say how many rows there are.
    pub counted: bool,
    pub rpcs: Vec<rpcs::RpcView>,
    pub actions: Vec<ActionView>,
    /// What its module imports of the generated ones.
    pub modules: String,
}

/// The view of the model at this position.
pub fn model(plot: sample::Plot<'_>, rows: &[u32], position: usize) -> ModelView {
    let sample::Plot {
        project,
        api,
        names,
    } = plot;
    let model = &project.models[position];
    let own = &names[position];
    let std = Std::beside([own.record.as_str(), own.draft.as_str()]);
    let key = key(project, &std, model);
    ModelView {
        name: model.name.pascal(),
        client: model.name.snake(),
        words: model.name.snake().replace('_', " "),
        table: format!("{:?}", model.table),
        comment: model.comment.clone().unwrap_or_default(),
        fields: rust::fields(project, names, &std, model),
        links: rust::links(project, names, &std, model),
        unique_together: rust::groups(&model.unique_together),
        uses_enums: model.fields.iter().any(|field| has_enum(&field.ty)),
        std: std.table().collect(),
        served: service(project, api, names, &key, position),
        messages: messages::messages(project, api, position),
        sample: sample::sample(plot, position, rows),
        names: own.clone(),
        key,
    }
}

fn key(project: &Project, std: &Std, model: &Model) -> KeyView {
    let key = model.key();
    let ident = rust_ident(key.name.as_typed());
    let key_type = rust::record_type(project, std, &key.ty);
    let wire_clone = clone_of(&rust::wire_type(project, std, &key.ty, model.wire));
    let default = match is_optional(key) {
        true => ".unwrap_or_default()",
        false => "",
    };
    KeyView {
        in_request: format!("{ident}{wire_clone}{default}"),
        key: ident,
        key_clone: clone_of(&key_type),
        key_type,
        key_default: default,
    }
}

fn service(
    project: &Project,
    api: &Api,
    all: &[ModelNames],
    key: &KeyView,
    position: usize,
) -> ServiceView {
    let (model, names) = (&project.models[position], &all[position]);
    let listing = model.service.as_ref().map(|service| &service.listing);
    let counted = listing.is_some_and(|listing| listing.pagination.is_some());
    let answer = messages::answer(api, position);
    let subject = rpcs::Subject {
        api,
        mode: project.mode,
        record: format!("models::{}::{}", names.module, names.record),
        draft: format!("models::{}::{}", names.module, names.draft),
        key_type: &key.key_type,
        key: &key.key,
        key_in_request: &key.in_request,
        answer: answer.map_or_else(String::new, |message| rust_ident(&message.name)),
        counted,
    };
    let served = api.service_of(position);
    let speaker = Speaker {
        project,
        api,
        names: all,
        of: &format!("{}Service", model.name.pascal()),
    };
    let actions = served.zip(model.service.as_ref());
    let actions = actions.map(|(served, service)| speaker.methods(served, &service.actions));
    let actions = actions.unwrap_or_default();
    let rpcs = served.map_or_else(Vec::new, |service| rpcs::methods(&subject, service));
    ServiceView {
        service: served.is_some(),
        listing: rust::listing(model),
        counted,
        modules: services::modules(&actions, true, answer.is_some() || !rpcs.is_empty()),
        rpcs,
        actions,
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
