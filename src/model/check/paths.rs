//! Names through relations: `author__name`, `tags__label`.

use std::collections::HashMap;
use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::model::{Field, FieldType, Model};

/// Where a path leads nowhere.
pub(super) struct Lost<'a, 'p> {
    pub model: &'a Model,
    /// What is left of the path.
    pub rest: &'p str,
}

impl Lost<'_, '_> {
    pub(super) fn part(&self) -> &str {
        self.rest.split("__").next().unwrap_or_default()
    }
}

/// The fields of a model and its relations to many, by name.
pub(super) struct Names<'a> {
    model: &'a Model,
    fields: HashMap<&'a str, &'a Field>,
    links: HashMap<&'a str, usize>,
}

impl<'a> Names<'a> {
    pub(super) fn new(model: &'a Model) -> Self {
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

/// What a path leads to.
pub(super) struct Found<'a> {
    pub field: &'a Field,
    /// A relation to many is on the way, or at its end.
    pub many: bool,
    /// It ends at such a relation, and the field is the key of what that points to.
    pub ends_at_link: bool,
}

/// What a path leads to from a model; else the part that leads nowhere.
pub(super) fn resolve<'a, 'p>(
    models: &[Names<'a>],
    mut at: usize,
    mut path: &'p str,
) -> Result<Found<'a>, Lost<'a, 'p>> {
    let mut many = false;
    let found = |field, many, ends_at_link| Found {
        field,
        many,
        ends_at_link,
    };
    loop {
        let Names {
            model,
            fields,
            links,
        } = &models[at];
        if let Some(field) = fields.get(path) {
            return Ok(found(field, many, false));
        }
        let (name, rest) = match path.split_once("__") {
            Some((name, rest)) => (name, Some(rest)),
            None => (path, None),
        };
        let field = fields.get(name).copied();
        // Not through it either: what it points to would be told.
        if let Some(field) = field.filter(|field| field.write_only) {
            return Ok(found(field, many, false));
        }
        many |= field.is_none();
        at = match (field.map(|field| &field.ty), links.get(name)) {
            (Some(FieldType::Reference { model, .. }), _) => *model,
            (None, Some(target)) => *target,
            _ => return Err(Lost { model, rest: path }),
        };
        match rest {
            Some(rest) => path = rest,
            // A link is compared by the keys it points to.
            None => return Ok(found(models[at].model.key(), many, true)),
        }
    }
}

/// An unknown field on a path, with the nearest that there is; `before` stands before the path.
pub(super) fn nearest_path(
    path: &str,
    before: &str,
    span: Range<usize>,
    lost: &Lost<'_, '_>,
) -> Diagnostic {
    let part = lost.part();
    let found = Diagnostic::new(Code::UnknownField, span, format!("unknown field `{part}`"));
    let fields = lost.model.fields.iter().map(|field| field.name.as_typed());
    let links = lost.model.links.iter().map(|link| link.name.as_typed());
    match nearest(part, fields.chain(links)) {
        Some(near) => {
            let way = &path[..path.len() - lost.rest.len()];
            let behind = &lost.rest[part.len()..];
            found
                .help(format!("did you mean `{near}`?"))
                .replacement(format!("{before}{way}{near}{behind}"))
        }
        None => found.help("a field, or a path through relations: `author__name`"),
    }
}
