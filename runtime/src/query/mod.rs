//! Lazy, composable queries over one model, and validated assignments.

mod changes;
mod chosen;
mod column;
mod columns;
mod filter;
mod link;
mod number;
mod operand;
mod predicate;
mod sort;

use std::marker::PhantomData;
use std::sync::Arc;

pub(crate) use changes::Assigned;
pub use changes::Changes;
pub(crate) use chosen::{Chosen, Claim};
pub use column::{Column, Order};
pub use columns::Columns;
pub use filter::Filter;
pub use link::Link;
pub use number::{Comparable, Number};
pub use operand::IntoStored;
pub(crate) use predicate::{Like, Op, Predicate, Through};
pub(crate) use sort::{Sort, total};

use crate::{ModelMeta, Record, Result, Stored, Value};

/// The untyped half of a [`QuerySet`].
#[derive(Debug, Clone, Default)]
pub(crate) struct Select {
    pub predicates: Vec<Predicate>,
    /// The primary key is always the last.
    pub order: Vec<Sort>,
    pub offset: u64,
    pub limit: Option<u64>,
    pub none: bool,
    /// What has to be there before the rows are looked for.
    pub claims: Option<Arc<[Claim]>>,
}

impl Select {
    /// Only the row with this key.
    pub(crate) fn keyed(mut self, meta: &ModelMeta, key: Value) -> Self {
        let own = Predicate::new(meta.key_index(), Op::Eq, vec![key]);
        self.predicates.push(own);
        self
    }

    /// Rows that have to be there, and filters that are wrong whatever is: these are errors at
    /// once where nothing has to be looked for.
    pub(crate) fn claim(&mut self, claims: Vec<Claim>) -> Result<()> {
        if claims.iter().any(|claim| claim.stands.is_ok()) {
            self.claims = Some(claims.into());
            return Ok(());
        }
        Claim::refuse(&claims, |_| Ok(None))
    }

    /// Narrows it to a part of the rows that it holds.
    pub(crate) fn cut(&mut self, offset: u64, limit: u64) {
        let left = self.limit.map(|limit| limit.saturating_sub(offset));
        self.limit = Some(left.map_or(limit, |left| left.min(limit)));
        self.offset = self.offset.saturating_add(offset);
    }

    /// Whether the order decides which rows it holds.
    pub(crate) fn is_sliced(&self) -> bool {
        self.limit.is_some() || self.offset > 0
    }
}

/// A query that has not run yet, in the manner of Django's. Each method narrows
/// it; nothing touches the database before a repository or `Tx` runs it.
/// Rows come in the given order, then by primary key, so that pages never overlap.
///
/// ```
/// # mod blog { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/blog.rs")); }
/// # use blog::*;
/// use socio_runtime::QuerySet;
///
/// let newest = QuerySet::all()
///     .filter(post::AUTHOR.matches(author::NAME.eq("Ada")))
///     .exclude(post::PUBLISHED_AT.is_null())
///     .order_by(post::PUBLISHED_AT.desc())
///     .slice(0, 10);
/// ```
///
/// The columns of another model are refused by the compiler:
///
/// ```compile_fail,E0308
/// # mod blog { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/blog.rs")); }
/// # use blog::*;
/// use socio_runtime::QuerySet;
///
/// let posts: QuerySet<Post> = QuerySet::all().filter(author::NAME.eq("Ada"));
/// ```
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

    /// The rows that the filter matches too.
    #[must_use]
    pub fn filter(self, filter: Filter<M>) -> Self {
        self.with(filter.predicate)
    }

    /// The rows that the filter does not match; where it compares NULL, they stay.
    #[must_use]
    pub fn exclude(self, filter: Filter<M>) -> Self {
        self.with(filter.predicate.not())
    }

    /// Sorts by a column, within what it was ordered by before.
    #[must_use]
    pub fn order_by(mut self, order: Order<M>) -> Self {
        self.select
            .order
            .push(Sort::by(order.field, order.descending));
        self
    }

    /// `limit` rows at most, after the first `offset`: of an earlier slice, where there is one.
    /// Filters and orders count before slices, wherever they stand.
    #[must_use]
    pub fn slice(mut self, offset: u64, limit: u64) -> Self {
        self.select.cut(offset, limit);
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
