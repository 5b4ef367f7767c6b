//! Lazy, composable queries over one model, and validated assignments.

mod changes;
mod column;
mod predicate;

use std::marker::PhantomData;

pub use changes::Changes;
pub(crate) use changes::split;
pub use column::{Column, Filter, Link, Order};
pub use predicate::DatePart;
pub(crate) use predicate::{Like, Op, Predicate, Through};

use crate::{ModelMeta, Record, Stored, Value};

/// The untyped half of a [`QuerySet`].
#[derive(Debug, Clone, Default)]
pub(crate) struct Select {
    pub predicates: Vec<Predicate>,
    /// Position and whether descending; the primary key is always the last.
    pub order: Vec<(usize, bool)>,
    pub offset: u64,
    pub limit: Option<u64>,
    pub none: bool,
}

impl Select {
    /// Only the row with this key.
    pub(crate) fn keyed(mut self, meta: &ModelMeta, key: Value) -> Self {
        let own = Predicate::new(meta.key_index(), Op::Eq, vec![key]);
        self.predicates.push(own);
        self
    }
}

/// A query that has not run yet, in the manner of Django's. Each method narrows
/// a copy; nothing touches the database before a repository or `Tx` runs it.
/// Rows come in the given order, then by primary key, so that pages never overlap.
#[derive(Debug)]
pub struct QuerySet<M> {
    pub(crate) select: Select,
    of: PhantomData<fn() -> M>,
}

impl<M> Clone for QuerySet<M> {
    fn clone(&self) -> Self {
        Self {
            select: self.select.clone(),
            of: PhantomData,
        }
    }
}

impl<M> QuerySet<M> {
    /// Every row.
    pub fn all() -> Self {
        Self {
            select: Select::default(),
            of: PhantomData,
        }
    }

    /// No row at all.
    pub fn none() -> Self {
        Self {
            select: Select {
                none: true,
                ..Select::default()
            },
            of: PhantomData,
        }
    }

    #[must_use]
    pub fn filter(self, filter: Filter<M>) -> Self {
        self.with(filter.predicate)
    }

    /// The rows that the filter does not match; where it compares NULL, they stay.
    #[must_use]
    pub fn exclude(self, filter: Filter<M>) -> Self {
        self.with(Predicate::Not(Box::new(filter.predicate)))
    }

    #[must_use]
    pub fn order_by(mut self, order: Order<M>) -> Self {
        self.select.order.push(order.by);
        self
    }

    #[must_use]
    pub fn slice(mut self, offset: u64, limit: u64) -> Self {
        self.select.offset = offset;
        self.select.limit = Some(limit);
        self
    }

    pub(crate) fn with(mut self, predicate: Predicate) -> Self {
        self.select.predicates.push(predicate);
        self
    }
}

/// The value of a primary key as it is bound.
pub(crate) fn key_value<M: Record>(record: &M) -> Value {
    record.key().into_value()
}
