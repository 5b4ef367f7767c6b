//! Conditions on rows.

use std::marker::PhantomData;
use std::ops::{BitAnd, BitOr, Not};

use super::Predicate;

/// A condition on the rows of a model, made by its columns.
///
/// `and`, `or` and `not` combine them, and so do `&`, `|` and `!`:
///
/// ```
/// # mod blog { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/blog.rs")); }
/// # use blog::*;
/// use socio_runtime::Filter;
///
/// let rust = post::TITLE.icontains("rust").or(post::BODY.icontains("rust"));
/// let missing: Filter<Post> = post::PUBLISHED_AT.is_null() & !rust;
/// ```
///
/// A condition of another model is another type:
///
/// ```compile_fail,E0308
/// # mod blog { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/blog.rs")); }
/// # use blog::*;
/// let mixed = post::TITLE.eq("Rust").and(author::NAME.eq("Ada"));
/// ```
#[derive(Debug)]
pub struct Filter<M> {
    pub(super) predicate: Predicate,
    of: PhantomData<fn() -> M>,
}

impl<M> Clone for Filter<M> {
    fn clone(&self) -> Self {
        Self::of(self.predicate.clone())
    }
}

impl<M> Filter<M> {
    pub(super) fn of(predicate: Predicate) -> Self {
        Self {
            predicate,
            of: PhantomData,
        }
    }

    /// Both conditions.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::of(self.predicate.and(other.predicate))
    }

    /// At least one of the conditions.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self::of(self.predicate.or(other.predicate))
    }

    /// The rows that the condition does not hold for; as with [`QuerySet::exclude`](crate::QuerySet::exclude),
    /// those where it compares NULL are among them.
    #[must_use]
    #[expect(
        clippy::should_implement_trait,
        reason = "it does; here it needs no import"
    )]
    pub fn not(self) -> Self {
        Self::of(self.predicate.not())
    }
}

impl<M> BitAnd for Filter<M> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        self.and(other)
    }
}

impl<M> BitOr for Filter<M> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.or(other)
    }
}

impl<M> Not for Filter<M> {
    type Output = Self;

    fn not(self) -> Self {
        Self::of(self.predicate.not())
    }
}
