//! Lazy, composable queries over one model, and validated assignments.

use std::marker::PhantomData;

use crate::validate::{Write, validate};
use crate::{Draft, LinkMeta, ModelMeta, Record, Resource, Result, Stored, Value};

/// Marks what a column belongs to, without holding any of it.
type Of<M, T, N> = PhantomData<fn() -> (M, T, N)>;

/// A typed column of a model: `post::TITLE.icontains("rust")`.
///
/// A foreign key also knows the record `N` that it points to.
pub struct Column<M, T, N = ()> {
    index: usize,
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
    position: usize,
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
    /// The regular expression, of which a part has to match.
    Regex,
    /// Digits at a place of a date or a time, counted from 1.
    Part {
        start: usize,
        width: usize,
    },
}

/// A part of a date or a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
}

impl Part {
    pub(crate) fn width(self) -> usize {
        if self == Self::Year { 4 } else { 2 }
    }

    /// Its place in `2026-01-31T12:30:00.000000Z`, or in the time alone.
    pub(crate) fn start(self, time_alone: bool) -> usize {
        let start = match self {
            Self::Year => 1,
            Self::Month => 6,
            Self::Day => 9,
            Self::Hour => 12,
            Self::Minute => 15,
            Self::Second => 18,
        };
        if time_alone { start - 11 } else { start }
    }
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
    /// A condition on the row, or one of the rows, that a relation points to.
    Related(Through, Box<Predicate>),
    /// A relation points to any row at all.
    Linked(usize),
}

/// A relation, by its position among the fields or among the links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Through {
    Reference(usize),
    Link(usize),
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
    /// The keys that many-to-many relations will point to, by position.
    pub(crate) links: Vec<(usize, Vec<Value>)>,
    of: PhantomData<fn() -> M>,
}

impl<M> Clone for Changes<M> {
    fn clone(&self) -> Self {
        Self {
            values: self.values.clone(),
            links: self.links.clone(),
            of: PhantomData,
        }
    }
}

impl<M> Default for Changes<M> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            links: Vec::new(),
            of: PhantomData,
        }
    }
}

impl<M> Changes<M> {
    /// Plain values are a column's; lists are those of links, whose positions follow.
    pub(crate) fn from_values(all: Vec<(usize, Value)>) -> Self
    where
        M: Record,
    {
        let (values, links) = split(M::meta(), all);
        Self {
            values,
            links,
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
    pub fn get<T: Stored, N>(&self, column: Column<M, T, N>) -> Option<T> {
        let value = self
            .values
            .iter()
            .find(|(index, _)| *index == column.index)?;
        T::from_value(value.1.clone()).ok()
    }

    /// Assigns a column, whatever was assigned before.
    pub fn set<T: Stored, N>(&mut self, column: Column<M, T, N>, value: impl Into<T>) -> &mut Self {
        self.put(column.index, value.into().into_value());
        self
    }

    /// Makes a many-to-many relation point to these rows, and to no others.
    pub fn link<N: Record>(
        &mut self,
        link: Link<M, N>,
        keys: impl IntoIterator<Item = N::Key>,
    ) -> &mut Self {
        let keys = keys.into_iter().map(N::Key::into_value).collect();
        self.links.retain(|(known, _)| *known != link.position);
        self.links.push((link.position, keys));
        self
    }

    pub(crate) fn put(&mut self, index: usize, value: Value) {
        match self.values.iter_mut().find(|(known, _)| *known == index) {
            Some(slot) => slot.1 = value,
            None => self.values.push((index, value)),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.values.is_empty() && self.links.is_empty()
    }
}

/// The value of a primary key as it is bound.
pub(crate) fn key_value<M: Record>(record: &M) -> Value {
    record.key().into_value()
}

type Columns = Vec<(usize, Value)>;
type Links = Vec<(usize, Vec<Value>)>;

/// Tells the values of columns from those of links, whose positions follow.
pub(crate) fn split(meta: &ModelMeta, all: Columns) -> (Columns, Links) {
    let mut columns = Vec::with_capacity(all.len());
    let mut links = Vec::new();
    for (position, value) in all {
        match value {
            Value::List(keys) => links.push((position - meta.fields.len(), keys)),
            value => columns.push((position, value)),
        }
    }
    (columns, links)
}
