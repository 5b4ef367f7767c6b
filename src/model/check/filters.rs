//! Filters lead to a field, by lookups that its type knows.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, nearest};
use crate::edit::Edit;
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
    for (at, (_, node)) in entries.iter().enumerate() {
        let filters = node
            .get("service")
            .and_then(|service| service.get("filters")?.entries());
        let filters = filters.unwrap_or_default();
        for (key, lookups) in filters {
            match resolve(&names, at, &key.text) {
                Ok(field) if field.write_only => {
                    let name = field.name.as_typed();
                    let message =
                        format!("`{name}` is write-only: what a list shows would tell its values");
                    let found = Diagnostic::new(key.span.clone(), message).help("remove it");
                    let filters = node
                        .get("service")
                        .and_then(|service| service.get("filters"));
                    let fix = filters.and_then(|filters| filters.without_part(key.span.start));
                    build.report(found.fix(fix));
                }
                Ok(field) => check(build, &field.ty, lookups, enums),
                Err(lost) => {
                    let taken = |path: &str| filters.iter().any(|(twin, _)| twin.text == path);
                    let found = unknown(&names, at, key, lookups, &lost, enums, &taken);
                    build.unknown_field(lost.part(), found);
                }
            }
        }
    }
}

/// Where a path leads nowhere.
struct Lost<'a, 'p> {
    model: &'a Model,
    /// What is left of the path.
    rest: &'p str,
}

impl Lost<'_, '_> {
    fn part(&self) -> &str {
        self.rest.split("__").next().unwrap_or_default()
    }
}

fn unknown(
    models: &[Names<'_>],
    at: usize,
    key: &Key,
    lookups: &Node,
    lost: &Lost<'_, '_>,
    enums: &[Enum],
    taken: &dyn Fn(&str) -> bool,
) -> Diagnostic {
    let (path, part) = (key.text.as_str(), lost.part());
    if let Some((path, name, ty)) = with_lookup(models, at, path) {
        let found = Diagnostic::new(key.span.clone(), format!("`{name}` is a lookup"));
        let written = format!("{path}: [{name}]");
        let whole = key.span.start..lookups.span.end.max(key.span.end);
        return match (taken(path), fits(ty, name, enums)) {
            (true, _) => found.help(format!("add it to the lookups of `{path}`")),
            (_, true) => found.fix(Edit::replace(whole, written)),
            (_, false) => found.help(format!("write `{path}: [exact]`")),
        };
    }
    let fields = &lost.model.fields;
    if fields.iter().any(|field| field.name.as_typed() == part) {
        let message = format!("`{part}` is no relation, so that nothing is behind it");
        let help = "a path leads through relations, and lookups stand in brackets: `author__name: [icontains]`";
        return Diagnostic::new(key.span.clone(), message).help(help);
    }
    let found = Diagnostic::new(key.span.clone(), format!("unknown field `{part}`"));
    let links = lost.model.links.iter().map(|link| link.name.as_typed());
    let names = fields.iter().map(|field| field.name.as_typed());
    match nearest(part, names.chain(links)) {
        Some(near) => {
            let before = &path[..path.len() - lost.rest.len()];
            let behind = &lost.rest[part.len()..];
            found
                .help(format!("did you mean `{near}`?"))
                .replacement(format!("{before}{near}{behind}"))
        }
        None => found.help("a field, or a path through relations: `author__name`"),
    }
}

/// A path with a lookup behind it, as clients write it: `name__icontains`, `day__year__gte`.
fn with_lookup<'a, 'p>(
    models: &[Names<'a>],
    at: usize,
    path: &'p str,
) -> Option<(&'p str, &'p str, &'a FieldType)> {
    path.match_indices("__").find_map(|(end, sign)| {
        let (path, name) = (&path[..end], &path[end + sign.len()..]);
        lookup(name)?;
        let field = resolve(models, at, path).ok()?;
        Some((path, name, &field.ty))
    })
}

fn check(build: &mut Build, ty: &FieldType, lookups: &Node, enums: &[Enum]) {
    if lookups.items().is_none_or(<[Node]>::is_empty) {
        let found = Diagnostic::new(lookups.span.clone(), "a filter needs lookups");
        let name = lookups.scalar().unwrap_or("exact");
        let fix = Edit::replace(lookups.span.clone(), format!("[{name}]"));
        let fix = Some(fix).filter(|fix| !fix.span.is_empty() && fits(ty, name, enums));
        let help = "in brackets, as `[exact, in]`";
        build.report(found.help(help).fix(fix));
    }
    for item in lookups.items().unwrap_or_default() {
        let name = item.scalar().unwrap_or_default();
        // An unknown one was reported where it was read.
        if lookup(name).is_some() && !fits(ty, name, enums) {
            let message = format!("`{name}` does not fit the type of the field");
            build.error(
                &item.span,
                message,
                "`exact`, `in` and `isnull` fit most types",
            );
        }
    }
}

fn fits(ty: &FieldType, name: &str, enums: &[Enum]) -> bool {
    lookup(name).is_some_and(|lookup| suits(ty, lookup, enums))
}

fn suits(ty: &FieldType, lookup: Lookup, enums: &[Enum]) -> bool {
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
fn resolve<'a, 'p>(
    models: &[Names<'a>],
    mut at: usize,
    mut path: &'p str,
) -> Result<&'a Field, Lost<'a, 'p>> {
    loop {
        let Names {
            model,
            fields,
            links,
        } = &models[at];
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
            _ => return Err(Lost { model, rest: path }),
        };
        match rest {
            Some(rest) => path = rest,
            // A link is compared by the keys it points to.
            None => return Ok(models[at].model.key()),
        }
    }
}
