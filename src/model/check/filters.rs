//! Filters lead to a field, by lookups that its type knows.

use std::collections::HashMap;

use crate::diagnostic::nearest;
use crate::model::decode::{Build, is_text, lookup};
use crate::model::{DatePart, Enum, Field, FieldType, Lookup, Model};
use crate::spec::{Key, Node};

/// Filters may lead through relations, so they are resolved when all models are known.
pub(in crate::model) fn filters(
    build: &mut Build,
    entries: &[(Key, Node)],
    models: &[Model],
    enums: &[Enum],
) {
    let names: Vec<_> = models.iter().map(Names::new).collect();
    for (at, ((_, node), model)) in entries.iter().zip(models).enumerate() {
        let filters = node
            .get("service")
            .and_then(|service| service.get("filters")?.entries());
        for (key, lookups) in filters.unwrap_or_default() {
            match resolve(&names, at, &key.text) {
                Ok(field) if field.write_only => {
                    let name = field.name.as_typed();
                    let message =
                        format!("`{name}` is write-only: what a list shows would tell its values");
                    build.error(&key.span, message, "remove it");
                }
                Ok(field) => check(build, &field.ty, lookups, enums),
                Err(part) => {
                    let fields = model.fields.iter().map(|field| field.name.as_typed());
                    let help = match nearest(&part, fields) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => {
                            String::from("a field, or a path through relations: `author__name`")
                        }
                    };
                    build.unknown_field(&part, &key.span, help);
                }
            }
        }
    }
}

fn check(build: &mut Build, ty: &FieldType, lookups: &Node, enums: &[Enum]) {
    if lookups.items().is_none_or(<[Node]>::is_empty) {
        build.error(
            &lookups.span,
            "a filter needs lookups",
            "write `[exact, in]`",
        );
    }
    for item in lookups.items().unwrap_or_default() {
        let name = item.scalar().unwrap_or_default();
        // An unknown one was reported where it was read.
        if lookup(name).is_some_and(|lookup| !fits(ty, lookup, enums)) {
            let message = format!("`{name}` does not fit the type of the field");
            build.error(
                &item.span,
                message,
                "`exact`, `in` and `isnull` fit most types",
            );
        }
    }
}

fn fits(ty: &FieldType, lookup: Lookup, enums: &[Enum]) -> bool {
    use DatePart::{Day, Hour, Minute, Month, Second, Year};
    use Lookup::{Exact, Gt, Gte, In, Isnull, Lt, Lte, Part, Range};
    let ordered = matches!(lookup, Gt | Gte | Lt | Lte | Range);
    match (ty, lookup) {
        (_, Isnull) => true,
        (FieldType::Array(_) | FieldType::Json, _) => false,
        (_, Exact | In) => true,
        (FieldType::Date | FieldType::DateTime, Part(Year | Month | Day, _)) => true,
        (FieldType::Time | FieldType::DateTime, Part(Hour | Minute | Second, _)) => true,
        (_, Part(..)) => false,
        (FieldType::Enum(at), _) => ordered && enums[*at].is_integer(),
        (FieldType::Bool | FieldType::Bytes | FieldType::Uuid, _) => false,
        (FieldType::Reference { .. } | FieldType::Ip, _) => false,
        (ty, _) => ordered || is_text(ty),
    }
}

/// The fields of a model and its relations to many, by name.
struct Names<'a> {
    model: &'a Model,
    fields: HashMap<&'a str, &'a Field>,
    links: HashMap<&'a str, usize>,
}

impl<'a> Names<'a> {
    fn new(model: &'a Model) -> Self {
        let fields = model.fields.iter();
        let links = model.links.iter();
        Self {
            model,
            fields: fields.map(|field| (field.name.as_typed(), field)).collect(),
            links: links
                .map(|link| (link.name.as_typed(), link.target))
                .collect(),
        }
    }
}

/// The field that a path leads to from a model; else the part that leads nowhere.
fn resolve<'a>(models: &[Names<'a>], mut at: usize, path: &str) -> Result<&'a Field, String> {
    let mut path = path;
    loop {
        let Names { fields, links, .. } = &models[at];
        if let Some(field) = fields.get(path) {
            return Ok(field);
        }
        let (name, rest) = match path.split_once("__") {
            Some((name, rest)) => (name, Some(rest)),
            None => (path, None),
        };
        let field = fields.get(name).copied();
        // Not through it either: what it points to would be told.
        if let Some(field) = field.filter(|field| field.write_only) {
            return Ok(field);
        }
        at = match (field.map(|field| &field.ty), links.get(name)) {
            (Some(FieldType::Reference { model, .. }), _) => *model,
            (None, Some(target)) => *target,
            _ => return Err(name.to_owned()),
        };
        match rest {
            Some(rest) => path = rest,
            // A link is compared by the keys it points to.
            None => return Ok(models[at].model.key()),
        }
    }
}
