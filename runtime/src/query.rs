//! Lazy, composable queries over one model, and validated assignments.

use std::marker::PhantomData;

use crate::validate::{Write, validate};
use crate::{Draft, Record, Resource, Result, Stored, Value};

/// A typed column of a model: `post::TITLE.icontains("rust")`.
pub struct Column<M, T> {
    index: usize,
    of: PhantomData<fn() -> (M, T)>,
}

impl<M, T> Clone for Column<M, T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<M, T> Copy for Column<M, T> {}

impl<M: Record, T: Stored> Column<M, T> {
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
            by: (self.index, false),
            of: PhantomData,
        }
    }
    pub fn desc(self) -> Order<M> {
        Order {
            by: (self.index, true),
            of: PhantomData,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Op {
    Eq,
    Ne,
    Lt,
    Lte,
    Gt,
    Gte,
    In,
    Between,
    IsNull,
    Like(Like),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Like {
    Exact,
    Contains,
    Starts,
    Ends,
}

#[derive(Debug, Clone)]
pub(crate) enum Predicate {
    Compare {
        field: usize,
        op: Op,
        values: Vec<Value>,
    },
    Any(Vec<Predicate>),
    Not(Box<Predicate>),
}

impl Predicate {
    pub(crate) fn new(field: usize, op: Op, values: Vec<Value>) -> Self {
        Self::Compare { field, op, values }
    }
}

/// A condition on a model's rows.
#[derive(Debug, Clone)]
pub struct Filter<M> {
    predicate: Predicate,
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
    by: (usize, bool),
    of: PhantomData<fn() -> M>,
}

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

impl<M: Record> QuerySet<M> {
    pub(crate) fn keyed(self, key: M::Key) -> Self {
        let position = M::meta().key_index();
        self.with(Predicate::new(position, Op::Eq, vec![key.into_value()]))
    }
}

/// Validated assignments to columns, on their way into the database.
#[derive(Debug)]
pub struct Changes<M> {
    pub(crate) values: Vec<(usize, Value)>,
    of: PhantomData<fn() -> M>,
}

impl<M> Clone for Changes<M> {
    fn clone(&self) -> Self {
        Self::from_values(self.values.clone())
    }
}

impl<M> Default for Changes<M> {
    fn default() -> Self {
        Self::from_values(Vec::new())
    }
}

impl<M> Changes<M> {
    pub(crate) fn from_values(values: Vec<(usize, Value)>) -> Self {
        Self {
            values,
            of: PhantomData,
        }
    }

    /// A draft, validated field by field as Create does.
    pub fn from_draft<R: Resource<Record = M>>(draft: R::Draft) -> Result<Self>
    where
        M: Record,
    {
        Ok(Self::from_values(validate(
            M::meta(),
            Write::Create,
            draft.into_inputs(),
        )?))
    }

    /// What is to be stored in a column; `None` when it is not assigned.
    pub fn get<T: Stored>(&self, column: Column<M, T>) -> Option<T> {
        let value = self
            .values
            .iter()
            .find(|(index, _)| *index == column.index)?;
        T::from_value(value.1.clone()).ok()
    }

    /// Assigns a column, whatever was assigned before.
    pub fn set<T: Stored>(&mut self, column: Column<M, T>, value: impl Into<T>) -> &mut Self {
        self.put(column.index, value.into().into_value());
        self
    }

    pub(crate) fn put(&mut self, index: usize, value: Value) {
        match self.values.iter_mut().find(|(known, _)| *known == index) {
            Some(slot) => slot.1 = value,
            None => self.values.push((index, value)),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}

/// The value of a primary key as it is bound.
pub(crate) fn key_value<M: Record>(record: &M) -> Value {
    record.key().into_value()
}
