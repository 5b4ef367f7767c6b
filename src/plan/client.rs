//! What the typed client of a project, `examples/client.rs`, is told.

use std::collections::{HashMap, HashSet};

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

#[derive(Debug, Serialize)]
pub struct Parent {
    pub ident: String,
    pub local: String,
    pub name: String,
}

pub fn steps(project: &Project) -> Vec<ClientStep> {
    let mut steps: Vec<ClientStep> = Vec::new();
    // The step of a model, by the model's position.
    let mut made: HashMap<usize, usize> = HashMap::new();
    for index in order(project) {
        let created = |model: &usize| {
            let step = made.get(model).map(|at| &steps[*at]);
            step.is_some_and(|step| step.draft.is_some())
        };
        let (step, parents) = step(project, &project.models[index], created);
        if step.draft.is_some() || step.list || step.stream {
            for parent in &parents {
                if let Some(at) = made.get(parent) {
                    steps[*at].used = true;
                }
            }
            made.insert(index, steps.len());
            steps.push(step);
        }
    }
    steps
}

/// The served models, after those that they require; the model stage refuses circles.
fn order(project: &Project) -> Vec<usize> {
    let required: Vec<_> = project.models.iter().map(Model::required).collect();
    let mut all = Vec::with_capacity(required.len());
    let mut seen = vec![false; required.len()];
    for start in 0..required.len() {
        // Without recursion: the models that wait for others may be many.
        let mut waiting = vec![(start, 0)];
        while let Some((index, next)) = waiting.pop() {
            if next == 0 && std::mem::replace(&mut seen[index], true) {
                continue;
            }
            match required[index].get(next) {
                Some(before) => waiting.extend([(index, next + 1), (*before, 0)]),
                None => all.push(index),
            }
        }
    }
    all.retain(|index| project.models[*index].service.is_some());
    all
}

/// The calls to a model's service, and the positions of the models it refers to.
fn step(
    project: &Project,
    model: &Model,
    created: impl Fn(&usize) -> bool,
) -> (ClientStep, Vec<usize>) {
    let offers = |rpc| {
        let service = model.service.as_ref();
        service.is_some_and(|service| service.offers(rpc))
    };
    let sample = sample::sample(project, model);
    let can_create = offers(Rpc::Create) && model.required().iter().all(created);
    let targets = targets(model);
    let mut parents = Vec::new();
    let mut seen = HashSet::new();
    let mut fields = Vec::new();
    for field in &sample.fields {
        let value = match targets.get(&field.ident) {
            None => field.value.clone(),
            Some(target) => {
                let parent = &project.models[*target];
                if can_create && seen.insert(*target) {
                    parents.push(*target);
                }
                let key = rust::ident(parent.key().name.as_typed());
                let key = format!("{}.{key}{}", local(parent), key_clone(project, parent));
                if field.list {
                    format!("vec![{key}]")
                } else {
                    key
                }
            }
        };
        fields.push(ClientField {
            ident: field.ident.clone(),
            value,
        });
    }
    let step = ClientStep {
        name: model.name.pascal(),
        snake: model.name.snake(),
        ident: rust::ident(&model.name.snake()),
        uses_n: can_create && sample.uses_n,
        draft: can_create.then_some(fields),
        parents: parents
            .iter()
            .map(|at| parent(&project.models[*at]))
            .collect(),
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
    };
    (step, parents)
}

fn parent(model: &Model) -> Parent {
    Parent {
        ident: rust::ident(&model.name.snake()),
        local: local(model),
        name: model.name.pascal(),
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

/// The models that fields refer to, by the fields' names in Rust.
fn targets(model: &Model) -> HashMap<String, usize> {
    let references = model.fields.iter().filter_map(|field| match field.ty {
        FieldType::Reference { model, .. } => Some((rust::ident(field.name.as_typed()), model)),
        _ => None,
    });
    let links = model.links.iter();
    let links = links.map(|link| (rust::ident(link.name.as_typed()), link.target));
    references.chain(links).collect()
}
