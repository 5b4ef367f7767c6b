//! Names through relations: `title`, `author__name`, `tags__label`.

use crate::query::{Predicate, Through};
use crate::{Kind, ModelMeta};

/// Where a name leads from a model.
#[derive(Debug)]
pub(super) struct Path {
    /// The relations on the way.
    pub steps: Vec<Through>,
    /// The model at the end of the way.
    pub meta: &'static ModelMeta,
    pub end: End,
}

/// By its position in the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Field(usize),
    /// A many-to-many relation itself.
    Link(usize),
}

impl Path {
    /// `None` where it leads nowhere; the generator has checked the names of a listing.
    pub fn of(mut meta: &'static ModelMeta, mut name: &str) -> Option<Self> {
        let mut steps = Vec::new();
        loop {
            if let Some(end) = end(meta, name) {
                return Some(Self { steps, meta, end });
            }
            let (relation, rest) = name.split_once("__")?;
            let (step, target) = match end(meta, relation)? {
                End::Field(index) => match meta.fields[index].kind {
                    Kind::Reference(target) => (Through::Reference(index), target),
                    _ => return None,
                },
                End::Link(position) => (Through::Link(position), meta.links[position].target),
            };
            steps.push(step);
            (meta, name) = (target, rest);
        }
    }

    /// A condition on what is at the end, as one on a row at the start. No row is found twice.
    pub fn carry(&self, condition: Predicate) -> Predicate {
        self.steps.iter().rev().fold(condition, |inner, step| {
            Predicate::Related(*step, Box::new(inner))
        })
    }
}

fn end(meta: &ModelMeta, name: &str) -> Option<End> {
    let field = meta.field(name).map(|(index, _)| End::Field(index));
    let link = || meta.links.iter().position(|link| link.name == name);
    field.or_else(|| link().map(End::Link))
}
