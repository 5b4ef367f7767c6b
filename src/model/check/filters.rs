//! Filters lead to a field.

use crate::diagnostic::nearest;
use crate::model::decode::Build;
use crate::model::{FieldType, Model};
use crate::spec::{Key, Node};

/// Filters may lead through relations, so they are resolved when all models are known.
pub(in crate::model) fn filters(build: &mut Build, entries: &[(Key, Node)], models: &[Model]) {
    for ((_, node), model) in entries.iter().zip(models) {
        let keys = node
            .get("service")
            .and_then(|service| service.get("filters")?.entries());
        for (key, _) in keys.unwrap_or_default() {
            if let Err(part) = resolve(models, model, &key.text) {
                let fields = model.fields.iter().map(|field| field.name.as_typed());
                let near = nearest(&part, fields);
                let help = match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => String::from("a field, or a path through relations: `author__name`"),
                };
                build.error(&key.span, format!("unknown field `{part}`"), help);
            }
        }
    }
}

/// Whether a path leads from a model to a field; else the part that leads nowhere.
fn resolve(models: &[Model], model: &Model, path: &str) -> Result<(), String> {
    if model
        .fields
        .iter()
        .any(|field| field.name.as_typed() == path)
    {
        return Ok(());
    }
    let (name, rest) = match path.split_once("__") {
        Some((name, rest)) => (name, Some(rest)),
        None => (path, None),
    };
    let reference = model
        .fields
        .iter()
        .find(|field| field.name.as_typed() == name);
    let link = model.links.iter().find(|link| link.name.as_typed() == name);
    let target = match (reference.map(|field| &field.ty), link) {
        (Some(FieldType::Reference { model, .. }), _) => *model,
        (None, Some(link)) => link.target,
        _ => return Err(name.to_owned()),
    };
    rest.map_or(Ok(()), |rest| resolve(models, &models[target], rest))
}
