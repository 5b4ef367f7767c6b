//! What the typed client of a project, `examples/client.rs`, is told.

use serde::Serialize;

use super::names::ModelNames;
use super::order::parents_first;
use super::rust;
use super::sample::{self, Plot, SampleField, SampleView};
use crate::catalogue;
use crate::model::api::{Api, Payload, RpcKind};
use crate::model::ident::{Std, rust_ident};
use crate::model::scope::Scope;
use crate::model::{Model, Project, Rpc, Service, is_optional};

/// The calls to one service, in an order in which each finds what it refers to.
#[derive(Debug, Serialize)]
pub struct ClientStep {
    /// As messages name it.
    pub name: String,
    #[serde(flatten)]
    pub names: ModelNames,
    /// The module of its client: `post` in `post_controller_client`.
    pub client: String,
    /// Whether a client can create a row.
    pub creates: bool,
    /// The fields of the draft that it creates.
    pub fields: Vec<ClientField>,
    /// How many drafts differ, where an earlier run may have taken some.
    pub tries: Option<String>,
    pub uses_n: bool,
    pub uses_runtime: bool,
    /// Whether the draft has other fields.
    pub more: bool,
    /// The rows it refers to, each once.
    pub parents: Vec<Parent>,
    pub key: String,
    pub key_optional: bool,
    /// `.clone()` where its type is not `Copy`.
    pub key_clone: &'static str,
    /// Whether an Update's request holds more than the key.
    pub keeps_draft: bool,
    /// What `main` calls the row.
    pub local: String,
    pub list: bool,
    pub stream: bool,
    pub retrieve: bool,
    pub update: bool,
    pub partial_update: bool,
    pub destroy: bool,
    /// Whether a later step, or the deletion at the end, needs what was created.
    pub used: bool,
}

#[derive(Debug, Serialize)]
pub struct ClientField {
    pub ident: String,
    pub value: String,
}

#[derive(Debug, Serialize)]
pub struct Parent {
    pub local: String,
    pub name: String,
    #[serde(skip)]
    model: usize,
}

pub fn steps(project: &Project, api: &Api, names: &[ModelNames]) -> Vec<ClientStep> {
    let plot = Plot {
        project,
        api,
        names,
    };
    let client = Client {
        plot,
        rows: sample::rows(plot),
        locals: locals(names),
    };
    let mut steps: Vec<ClientStep> = Vec::new();
    // The step of a model, by the model's position.
    let mut made: Vec<Option<usize>> = vec![None; project.models.len()];
    for index in parents_first(project) {
        let Some(service) = &project.models[index].service else {
            continue;
        };
        let created = |model: &usize| made[*model].is_some_and(|at| steps[at].creates);
        let can_create = project.models[index].required().iter().all(created);
        let step = client.step(index, service, can_create);
        if step.creates || step.list || step.stream {
            for parent in step.parents.iter().filter_map(|parent| made[parent.model]) {
                steps[parent].used = true;
            }
            made[index] = Some(steps.len());
            steps.push(step);
        }
    }
    steps
}

/// A variable for a row of each model, beside what else the client has a name for.
fn locals(names: &[ModelNames]) -> Vec<String> {
    let mut scope = Scope::exact();
    for word in catalogue::words("examples/client.rs.j2") {
        scope.reserve(word, "a name of the client");
    }
    for names in names {
        for call in ["call", "destroy", "act_on"] {
            scope.reserve(
                &format!("{call}_{}", names.file),
                "a function of the client",
            );
        }
    }
    let local = |names: &ModelNames| match scope.holds(&names.module) {
        true => scope.choose(&format!("{}_row", names.file)),
        false => scope.choose(&names.module),
    };
    names.iter().map(local).collect()
}

/// What the steps are made of.
struct Client<'a> {
    plot: Plot<'a>,
    /// How many drafts of each model differ.
    rows: Vec<u32>,
    locals: Vec<String>,
}

impl Client<'_> {
    /// The calls to the service of a model; `found` says that what it refers to is there.
    fn step(&self, index: usize, service: &Service, found: bool) -> ClientStep {
        let model = &self.plot.project.models[index];
        let sample = sample::sample(self.plot, index, &self.rows);
        let can_create = service.offers(Rpc::Create) && sample.filled.is_empty() && found;
        ClientStep {
            name: model.name.pascal(),
            names: self.plot.names[index].clone(),
            client: model.name.snake(),
            uses_n: can_create && sample.uses_n,
            uses_runtime: can_create && sample.uses_runtime,
            more: sample.more,
            creates: can_create,
            fields: self.fields(&sample),
            parents: match can_create {
                true => self.parents(&sample),
                false => Vec::new(),
            },
            key: rust_ident(model.key().name.as_typed()),
            key_optional: is_optional(model.key()),
            key_clone: self.key_clone(index),
            keeps_draft: service.offers(Rpc::Update) && self.has_more_than_a_key(index),
            local: self.locals[index].clone(),
            list: service.offers(Rpc::List),
            stream: service.offers(Rpc::Stream),
            retrieve: service.offers(Rpc::Retrieve),
            update: service.offers(Rpc::Update),
            partial_update: service.offers(Rpc::PartialUpdate),
            destroy: service.offers(Rpc::Destroy),
            used: service.offers(Rpc::Destroy),
            tries: tries(model, sample),
        }
    }

    /// The fields of a draft; what it refers to is a row that the client holds.
    fn fields(&self, sample: &SampleView) -> Vec<ClientField> {
        let one = |field: &SampleField| {
            let value = match field.target {
                None => field.input.clone(),
                Some(target) if field.list => format!("vec![{}].into()", self.key_of(target)),
                Some(target) => format!("{}.into()", self.key_of(target)),
            };
            let ident = field.ident.clone();
            ClientField { ident, value }
        };
        sample.fields.iter().map(one).collect()
    }

    /// The key of the row that the client holds of a model.
    fn key_of(&self, model: usize) -> String {
        let key = rust_ident(self.plot.project.models[model].key().name.as_typed());
        format!("{}.{key}{}", self.locals[model], self.key_clone(model))
    }

    /// The rows that a draft refers to, each once.
    fn parents(&self, sample: &SampleView) -> Vec<Parent> {
        let mut parents: Vec<Parent> = Vec::new();
        for target in sample.fields.iter().filter_map(|field| field.target) {
            if parents.iter().all(|parent| parent.model != target) {
                parents.push(Parent {
                    local: self.locals[target].clone(),
                    name: self.plot.project.models[target].name.pascal(),
                    model: target,
                });
            }
        }
        parents
    }

    fn key_clone(&self, model: usize) -> &'static str {
        let project = self.plot.project;
        let (key, wire) = (project.models[model].key(), project.models[model].wire);
        match rust::wire_type(project, &Std::default(), &key.ty, wire).as_str() {
            "String" => ".clone()",
            _ => "",
        }
    }

    /// Whether the request of an Update holds more than the key.
    fn has_more_than_a_key(&self, model: usize) -> bool {
        let api = self.plot.api;
        let mut rpcs = api
            .service_of(model)
            .into_iter()
            .flat_map(|service| &service.rpcs);
        rpcs.find(|rpc| rpc.kind == RpcKind::Generic(Rpc::Update))
            .is_some_and(|rpc| match rpc.request {
                Payload::Message(id) => api.message(id).fields.len() > 1,
                Payload::External(_) => false,
            })
    }
}

/// How many drafts differ, where an earlier run may have taken some.
fn tries(model: &Model, sample: SampleView) -> Option<String> {
    let sets = !model.unique_together.is_empty();
    let taken = sets || sample.suite.unique.is_some() || model.key().auto.is_none();
    (sample.uses_n && taken).then_some(sample.rows)
}
