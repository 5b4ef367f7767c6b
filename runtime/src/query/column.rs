//! Typed columns and relations, and the conditions they make.

use std::marker::PhantomData;

use super::{Like, Op, Predicate, Through};
use crate::{LinkMeta, Record, Stored, Value};

/// Marks what a column belongs to, without holding any of it.
type Of<M, T, N> = PhantomData<fn() -> (M, T, N)>;

/// A typed column of a model: `post::TITLE.icontains("rust")`.
///
/// A foreign key also knows the record `N` that it points to.
pub struct Column<M, T, N = ()> {
    pub(super) index: usize,
    of: Of<M, T, N>,
}

impl<M, T, N> Clone for Column<M, T, N> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<M, T, N> Copy for Column<M, T, N> {}

impl<M: Record, T: Stored, N: Record> Column<M, T, N> {
    /// The row it points to matches: `post::AUTHOR.matches(author::NAME.eq("Ada"))`.
    pub fn matches(self, filter: Filter<N>) -> Filter<M> {
        let through = Through::Reference(self.index);
        Filter::of(Predicate::Related(through, Box::new(filter.predicate)))
    }
}

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

impl<M: Record, T: Stored, N> Column<M, T, N> {
    /// The column at this position of the model's fields. Called by generated code.
    pub const fn new(index: usize) -> Self {
        Self {
            index,
            of: PhantomData,
        }
    }

    fn compare(self, op: Op, value: impl Into<T>) -> Filter<M> {
        Filter::of(Predicate::new(
            self.index,
            op,
            vec![value.into().into_value()],
        ))
    }

    pub fn eq(self, value: impl Into<T>) -> Filter<M> {
        self.compare(Op::Eq, value)
    }
    pub fn ne(self, value: impl Into<T>) -> Filter<M> {
        self.compare(Op::Ne, value)
    }
    pub fn lt(self, value: impl Into<T>) -> Filter<M> {
        self.compare(Op::Lt, value)
    }
    pub fn lte(self, value: impl Into<T>) -> Filter<M> {
        self.compare(Op::Lte, value)
    }
    pub fn gt(self, value: impl Into<T>) -> Filter<M> {
        self.compare(Op::Gt, value)
    }
    pub fn gte(self, value: impl Into<T>) -> Filter<M> {
        self.compare(Op::Gte, value)
    }
    pub fn is_in(self, values: impl IntoIterator<Item = T>) -> Filter<M> {
        let values = values.into_iter().map(T::into_value).collect();
        Filter::of(Predicate::new(self.index, Op::In, values))
    }
    pub fn is_null(self) -> Filter<M> {
        Filter::of(Predicate::new(self.index, Op::IsNull, Vec::new()))
    }
    fn like(self, like: Like, text: &str) -> Filter<M> {
        Filter::of(Predicate::new(
            self.index,
            Op::Like(like),
            vec![Value::Text(text.to_owned())],
        ))
    }
    /// Contains the text; SQLite ignores the case of ASCII here, as Django on SQLite does.
    pub fn contains(self, text: &str) -> Filter<M> {
        self.like(Like::Contains, text)
    }
    /// Contains the text, whatever its case.
    pub fn icontains(self, text: &str) -> Filter<M> {
        self.like(Like::Contains, text)
    }
    pub fn startswith(self, text: &str) -> Filter<M> {
        self.like(Like::Starts, text)
    }
    pub fn endswith(self, text: &str) -> Filter<M> {
        self.like(Like::Ends, text)
    }
    pub fn asc(self) -> Order<M> {
        Order {
            field: self.index,
            descending: false,
            of: PhantomData,
        }
    }
    pub fn desc(self) -> Order<M> {
        Order {
            field: self.index,
            descending: true,
            of: PhantomData,
        }
    }
}

/// A condition on a model's rows.
#[derive(Debug, Clone)]
pub struct Filter<M> {
    pub(super) predicate: Predicate,
    of: PhantomData<fn() -> M>,
}

impl<M> Filter<M> {
    fn of(predicate: Predicate) -> Self {
        Self {
            predicate,
            of: PhantomData,
        }
    }

    /// Either condition.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self::of(Predicate::Any(vec![self.predicate, other.predicate]))
    }
}

/// A direction of sorting by a column.
#[derive(Debug, Clone, Copy)]
pub struct Order<M> {
    pub(super) field: usize,
    pub(super) descending: bool,
    of: PhantomData<fn() -> M>,
}
