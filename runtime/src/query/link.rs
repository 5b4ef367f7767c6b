//! Typed many-to-many relations.

use std::marker::PhantomData;

use super::{Filter, Op, Predicate, Through};
use crate::{LinkMeta, Record, Stored};

/// A many-to-many relation of a model to `N`: `post::TAGS.any(tag::LABEL.eq("rust"))`.
pub struct Link<M, N> {
    pub(super) position: usize,
    of: PhantomData<fn() -> (M, N)>,
}

impl<M, N> Clone for Link<M, N> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<M, N> Copy for Link<M, N> {}

impl<M: Record, N: Record> Link<M, N> {
    /// The relation at this position of the model's links. Called by generated code.
    pub const fn new(position: usize) -> Self {
        Self {
            position,
            of: PhantomData,
        }
    }

    /// At least one of the rows it points to matches. No row is found twice.
    pub fn any(self, filter: Filter<N>) -> Filter<M> {
        let through = Through::Link(self.position);
        Filter::of(Predicate::Related(through, Box::new(filter.predicate)))
    }

    /// It points to the row with this key.
    pub fn has(self, key: impl Into<N::Key>) -> Filter<M> {
        let key = vec![key.into().into_value()];
        let own = Predicate::new(N::meta().key_index(), Op::Eq, key);
        let through = Through::Link(self.position);
        Filter::of(Predicate::Related(through, Box::new(own)))
    }

    pub(crate) fn meta(self) -> &'static LinkMeta {
        &M::meta().links[self.position]
    }
}
