//! What the typed client of a project, `examples/client.rs`, is told.

use serde::Serialize;

use super::{rust, sample};
use crate::model::ident::Std;
use crate::model::{FieldType, Model, Project, Rpc, is_optional};

/// The calls to one service, in an order in which each finds what it refers to.
#[derive(Debug, Serialize)]
pub struct ClientStep {
    pub name: String,
    pub snake: String,
    /// Its own module, as Rust code names it.
    pub ident: String,
    /// The fields of the draft it creates; nothing where a client cannot create one.
    pub draft: Option<Vec<ClientField>>,
    pub uses_n: bool,
    /// The models it refers to, by module and name, each once.
    pub parents: Vec<Parent>,
    pub key: String,
    pub key_optional: bool,
    /// `.clone()` where its type is not `Copy`.
    pub key_clone: &'static str,
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

#[derive(Debug, PartialEq, Serialize)]
pub struct Parent {
    pub ident: String,
    pub local: String,
    pub name: String,
}

pub fn steps(project: &Project) -> Vec<ClientStep> {
    let mut steps: Vec<ClientStep> = Vec::new();
    for index in order(project) {
        let model = &project.models[index];
        let step = step(project, model, &steps);
        if step.draft.is_some() || step.list || step.stream {
            for parent in &step.parents {
                let made = steps.iter_mut().find(|step| step.ident == parent.ident);
                if let Some(made) = made {
                    made.used = true;
                }
            }
            steps.push(step);
        }
    }
    steps
}

/// The served models, after those that they require; the model stage refuses circles.
fn order(project: &Project) -> Vec<usize> {
    fn visit(project: &Project, index: usize, order: &mut Vec<usize>) {
        if order.contains(&index) {
            return;
        }
        for required in project.models[index].required() {
            if required != index {
                visit(project, required, order);
            }
        }
        order.push(index);
    }
    let mut all = Vec::new();
    for index in 0..project.models.len() {
        visit(project, index, &mut all);
    }
    all.retain(|index| project.models[*index].service.is_some());
    all
}

fn step(project: &Project, model: &Model, before: &[ClientStep]) -> ClientStep {
    let offers = |rpc| {
        let service = model.service.as_ref();
        service.is_some_and(|service| service.offers(rpc))
    };
    let created = |index: usize| {
        let ident = rust::ident(&project.models[index].name.snake());
        before
            .iter()
            .any(|step| step.ident == ident && step.draft.is_some())
    };
    let sample = sample::sample(project, model);
    let can_create = offers(Rpc::Create) && model.required().into_iter().all(created);
    let mut parents = Vec::new();
    let mut fields = Vec::new();
    for field in &sample.fields {
        let value = match target(project, model, &field.ident) {
            None => field.value.clone(),
            Some(parent) => {
                let ident = rust::ident(&parent.name.snake());
                let key = rust::ident(parent.key().name.as_typed());
                let name = parent.name.pascal();
                let local = local(parent);
                let value = format!("{local}.{key}{}", key_clone(project, parent));
                let parent = Parent { ident, local, name };
                if can_create && !parents.contains(&parent) {
                    parents.push(parent);
                }
                value
            }
        };
        fields.push(ClientField {
            ident: field.ident.clone(),
            value,
        });
    }
    ClientStep {
        name: model.name.pascal(),
        snake: model.name.snake(),
        ident: rust::ident(&model.name.snake()),
        uses_n: can_create && sample.uses_n,
        draft: can_create.then_some(fields),
        parents,
        key: rust::ident(model.key().name.as_typed()),
        key_optional: is_optional(model.key()),
        key_clone: key_clone(project, model),
        local: local(model),
        list: offers(Rpc::List),
        stream: offers(Rpc::Stream),
        retrieve: offers(Rpc::Retrieve),
        update: offers(Rpc::Update),
        partial_update: offers(Rpc::PartialUpdate),
        destroy: offers(Rpc::Destroy),
        used: offers(Rpc::Destroy),
    }
}

/// A variable for a row of the model, beside those that the template has.
fn local(model: &Model) -> String {
    const TAKEN: [&str; 10] = [
        "address", "channel", "client", "draft", "key", "n", "page", "request", "row", "rows",
    ];
    let snake = model.name.snake();
    if TAKEN.contains(&snake.as_str()) {
        format!("{snake}_row")
    } else {
        rust::ident(&snake)
    }
}

fn key_clone(project: &Project, model: &Model) -> &'static str {
    match rust::wire_type(project, &Std::default(), &model.key().ty).as_str() {
        "String" => ".clone()",
        _ => "",
    }
}

/// The model that a field of a draft refers to.
fn target<'a>(project: &'a Project, model: &Model, ident: &str) -> Option<&'a Model> {
    let mut fields = model.fields.iter();
    let field = fields.find(|field| rust::ident(field.name.as_typed()) == ident)?;
    match field.ty {
        FieldType::Reference { model, .. } => Some(&project.models[model]),
        _ => None,
    }
}
