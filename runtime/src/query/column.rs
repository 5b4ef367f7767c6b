//! Typed columns, and the conditions they make.

use std::marker::PhantomData;

use super::{Filter, IntoStored, Like, Op, Predicate, Through};
use crate::{FieldMeta, Record, Stored, Value};

/// Marks what a column belongs to, without holding any of it.
type Of<M, T, N> = PhantomData<fn() -> (M, T, N)>;

/// A typed column of a model `M` that holds a `T`; generated code declares one a field.
///
/// A foreign key also knows the record `N` that it points to. What a column is compared with is
/// of its own type, owned or borrowed ([`IntoStored`]):
///
/// ```
/// # mod blog { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/blog.rs")); }
/// # use blog::*;
/// use socio_runtime::QuerySet;
///
/// let (title, body) = (String::from("Rust"), Some(String::from("text")));
/// let posts = QuerySet::all()
///     .filter(post::TITLE.eq(&title))
///     .filter(post::BODY.eq("text"))
///     .filter(post::BODY.eq(&body))
///     .exclude(post::PUBLISHED_AT.eq(None))
///     .filter(post::AUTHOR.matches(author::NAME.startswith("A")));
/// ```
pub struct Column<M, T, N = ()> {
    pub(crate) index: usize,
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

impl<M: Record, T: Stored, N> Column<M, T, N> {
    /// The column at this position of the model's fields. Called by generated code.
    pub const fn new(index: usize) -> Self {
        Self {
            index,
            of: PhantomData,
        }
    }

    pub(crate) fn field(self) -> &'static FieldMeta {
        &M::meta().fields[self.index]
    }

    fn compare(self, op: Op, value: impl IntoStored<T>) -> Filter<M> {
        self.make(op, vec![value.into_stored().into_value()])
    }

    fn make(self, op: Op, values: Vec<Value>) -> Filter<M> {
        Filter::of(Predicate::new(self.index, op, values))
    }

    /// Equal to the value; `eq(None)` is IS NULL.
    pub fn eq(self, value: impl IntoStored<T>) -> Filter<M> {
        match value.into_stored().into_value() {
            Value::Null => self.is_null(),
            value => self.make(Op::Eq, vec![value]),
        }
    }

    /// Not equal to the value. Rows with NULL are among them, as with Django's `exclude`, unless
    /// it is `ne(None)`: that is IS NOT NULL.
    pub fn ne(self, value: impl IntoStored<T>) -> Filter<M> {
        match value.into_stored().into_value() {
            Value::Null => self.is_not_null(),
            value if self.field().null => self.make(Op::Eq, vec![value]).not(),
            value => self.make(Op::Ne, vec![value]),
        }
    }

    /// Less than the value; NULL is not, and nothing is less than NULL.
    pub fn lt(self, value: impl IntoStored<T>) -> Filter<M> {
        self.compare(Op::Lt, value)
    }

    /// Less than the value or equal to it; NULL is neither.
    pub fn lte(self, value: impl IntoStored<T>) -> Filter<M> {
        self.compare(Op::Lte, value)
    }

    /// Greater than the value; NULL is not, and nothing is greater than NULL.
    pub fn gt(self, value: impl IntoStored<T>) -> Filter<M> {
        self.compare(Op::Gt, value)
    }

    /// Greater than the value or equal to it; NULL is neither.
    pub fn gte(self, value: impl IntoStored<T>) -> Filter<M> {
        self.compare(Op::Gte, value)
    }

    /// Equal to one of the values, however many; NULL is equal to none.
    pub fn is_in<V: IntoStored<T>>(self, values: impl IntoIterator<Item = V>) -> Filter<M> {
        let values = values.into_iter().map(|v| v.into_stored().into_value());
        self.make(Op::In, values.collect())
    }

    /// There is no value.
    pub fn is_null(self) -> Filter<M> {
        self.make(Op::IsNull, Vec::new())
    }

    /// There is a value.
    pub fn is_not_null(self) -> Filter<M> {
        self.make(Op::IsNotNull, Vec::new())
    }

    fn like(self, like: Like, text: &str) -> Filter<M> {
        self.make(Op::Like(like), vec![Value::Text(text.to_owned())])
    }

    /// Contains the text; SQLite ignores the case of ASCII here, as Django on SQLite does.
    pub fn contains(self, text: &str) -> Filter<M> {
        self.like(Like::Contains, text)
    }

    /// Contains the text, whatever its case.
    pub fn icontains(self, text: &str) -> Filter<M> {
        self.like(Like::Contains, text)
    }

    /// Starts with the text; SQLite ignores the case of ASCII here.
    pub fn startswith(self, text: &str) -> Filter<M> {
        self.like(Like::Starts, text)
    }

    /// Ends with the text; SQLite ignores the case of ASCII here.
    pub fn endswith(self, text: &str) -> Filter<M> {
        self.like(Like::Ends, text)
    }

    /// From the smallest value to the largest; NULL comes first.
    pub fn asc(self) -> Order<M> {
        Order {
            field: self.index,
            descending: false,
            of: PhantomData,
        }
    }

    /// From the largest value to the smallest; NULL comes last.
    pub fn desc(self) -> Order<M> {
        Order {
            field: self.index,
            descending: true,
            of: PhantomData,
        }
    }
}

/// A direction of sorting by a column.
#[derive(Debug)]
pub struct Order<M> {
    pub(super) field: usize,
    pub(super) descending: bool,
    of: PhantomData<fn() -> M>,
}

impl<M> Clone for Order<M> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<M> Copy for Order<M> {}
