//! The project as pictures: what is stored, and what is served, in the language of Mermaid.

use serde::Serialize;

use super::file::{PlannedFile, Source, value};
use crate::catalogue::{FILES, Subject};
use crate::model::{self, Field, FieldType, Model, Project};

/// What Mermaid reads as a mark of a key, whatever its case.
const MARKS: [&str; 3] = ["pk", "fk", "uk"];

#[derive(Debug, Serialize)]
struct DiagramView {
    name: String,
    entities: Vec<Entity>,
    /// `"Post" }o--|| "Author" : "author"`.
    relations: Vec<String>,
    services: Vec<ServiceView>,
}

#[derive(Debug, Serialize)]
struct Entity {
    name: String,
    /// `string title UK "at most 200 characters"`.
    attributes: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ServiceView {
    name: String,
    package: String,
    rpcs: Vec<String>,
}

/// The file that holds them.
pub fn files(project: &Project) -> impl Iterator<Item = PlannedFile> {
    let rows = FILES.iter().filter(|file| file.subject == Subject::Diagram);
    rows.map(|file| PlannedFile {
        path: file.path.to_owned(),
        owner: file.owner,
        source: Source::Template(file.template.to_owned(), value(&view(project))),
    })
}

fn view(project: &Project) -> DiagramView {
    let api = model::derive(project);
    let services = api.services.into_iter().map(|service| ServiceView {
        name: service.name,
        package: project.package.clone(),
        rpcs: service.rpcs.into_iter().map(|rpc| rpc.name).collect(),
    });
    let entities = project.models.iter().map(|model| Entity {
        name: model.name.pascal(),
        attributes: model
            .fields
            .iter()
            .map(|field| attribute(project, field))
            .collect(),
    });
    DiagramView {
        name: project.name.clone(),
        entities: entities.collect(),
        relations: project
            .models
            .iter()
            .flat_map(|model| relations(project, model))
            .collect(),
        services: services.collect(),
    }
}

fn attribute(project: &Project, field: &Field) -> String {
    let meaning = field.ty.written(project);
    // Mermaid's types are words; the rest of ours becomes a remark.
    let ty = match &field.ty {
        FieldType::Reference { model, .. } => project.models[*model].name.pascal(),
        FieldType::Array(_) => String::from("list"),
        _ => meaning.split('(').next().unwrap_or_default().to_owned(),
    };
    let mark = match &field.ty {
        _ if field.primary_key => " PK",
        FieldType::Reference { .. } if field.unique => " FK, UK",
        FieldType::Reference { .. } => " FK",
        _ if field.unique => " UK",
        _ => "",
    };
    let mut remarks = Vec::new();
    if meaning != ty && !matches!(field.ty, FieldType::Reference { .. }) {
        remarks.push(meaning);
    }
    if field.null {
        remarks.push(String::from("nullable"));
    }
    let remarks = match remarks.join(", ") {
        none if none.is_empty() => none,
        remarks => format!(" \"{remarks}\""),
    };
    let mut name = field.name.as_typed().to_owned();
    if MARKS.contains(&name.to_lowercase().as_str()) {
        name.push('_');
    }
    format!("{ty} {name}{mark}{remarks}")
}

fn relations(project: &Project, model: &Model) -> Vec<String> {
    let own = model.name.pascal();
    let line = |left: &str, right: &str, target: usize, name: &str| {
        let target = project.models[target].name.pascal();
        format!("\"{own}\" {left}--{right} \"{target}\" : \"{name}\"")
    };
    let references = model.fields.iter().filter_map(|field| {
        let FieldType::Reference { model, .. } = field.ty else {
            return None;
        };
        let left = if field.unique { "|o" } else { "}o" };
        let right = if field.null { "o|" } else { "||" };
        Some(line(left, right, model, field.name.as_typed()))
    });
    let links = model.links.iter();
    let links = links.map(|link| line("}o", "o{", link.target, link.name.as_typed()));
    references.chain(links).collect()
}
