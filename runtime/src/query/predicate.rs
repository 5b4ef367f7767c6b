//! Conditions without types: what SQL is made from.

use super::Sort;
use crate::{DatePart, Value};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
    IsNotNull,
    Like(Like),
    /// The regular expression, of which a part has to match.
    Regex,
}

impl DatePart {
    /// How many digits it has.
    pub(crate) fn width(self) -> i64 {
        if self == Self::Year { 4 } else { 2 }
    }

    /// Its place in `2026-01-31T12:30:00.000000Z`, or in the time alone, counted from 1.
    pub(crate) fn start(self, time_alone: bool) -> i64 {
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
    /// The same for a part of a date or a time; the values are integers.
    Part {
        field: usize,
        part: DatePart,
        op: Op,
        values: Vec<Value>,
    },
    All(Vec<Predicate>),
    Any(Vec<Predicate>),
    Not(Box<Predicate>),
    /// A condition on the row, or one of the rows, that a relation points to.
    Related(Through, Box<Predicate>),
    /// A relation points to any row at all.
    Linked(usize),
    /// The row comes after one with these values, in this order; values are as SQLite has them.
    After(Vec<(Sort, Value)>),
    /// What the row is sorted by is this value, as SQLite has it; NULL too.
    Same(Sort, Value),
    /// It comes after this value, and is not NULL.
    Beyond(Sort, Value),
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

    /// Both; a chain of these stays flat, so that its length is no depth.
    pub(crate) fn and(self, other: Self) -> Self {
        match self {
            Self::All(mut all) => {
                all.push(other);
                Self::All(all)
            }
            first => Self::All(vec![first, other]),
        }
    }

    /// One of the two, or both.
    pub(crate) fn or(self, other: Self) -> Self {
        match self {
            Self::Any(mut any) => {
                any.push(other);
                Self::Any(any)
            }
            first => Self::Any(vec![first, other]),
        }
    }

    /// Where it does not hold, or compares NULL.
    pub(crate) fn not(self) -> Self {
        Self::Not(Box::new(self))
    }
}
