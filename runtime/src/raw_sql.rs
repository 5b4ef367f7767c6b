//! SQL that a user writes: its values, and what its rows are read as.

use std::borrow::Cow;

use crate::{Column, Error, Kind, Record, Result, Row, Stored, Value};

/// A statement as the user has it, with the values of its placeholders.
pub(crate) struct RawSql {
    pub text: Cow<'static, str>,
    /// Each with the kind of its column, where that is known.
    pub values: Vec<(Value, Option<Kind>)>,
}

impl RawSql {
    pub(crate) fn new(text: Cow<'static, str>) -> Self {
        Self {
            text,
            values: Vec::new(),
        }
    }

    pub(crate) fn bind(&mut self, value: impl Bindable) {
        self.values.push((value.into_bound(), None));
    }

    pub(crate) fn bind_as<M: Record, T: Stored, N>(&mut self, column: Column<M, T, N>, value: T) {
        let kind = column.field().kind.stored();
        self.values.push((value.into_value(), Some(kind)));
    }
}

/// A value for a placeholder of raw SQL: what a column can hold, and texts and bytes as they lie.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no value for a placeholder",
    note = "a value is one of the types that columns have, an `Option` of one, `&str`, `&String` or `&[u8]`"
)]
pub trait Bindable {
    #[doc(hidden)]
    fn into_bound(self) -> Value;
}

impl<T: Stored> Bindable for T {
    fn into_bound(self) -> Value {
        self.into_value()
    }
}

impl Bindable for &str {
    fn into_bound(self) -> Value {
        Value::Text(self.to_owned())
    }
}

impl Bindable for &String {
    fn into_bound(self) -> Value {
        Value::Text(self.clone())
    }
}

impl Bindable for &[u8] {
    fn into_bound(self) -> Value {
        Value::Bytes(self.to_vec())
    }
}

/// What a row of raw SQL is read as: one value, a tuple of up to eight, or your own struct.
///
/// ```
/// use socio_runtime::{FromRow, Result, Row};
///
/// struct Shelf {
///     author: String,
///     posts: i64,
/// }
///
/// impl FromRow for Shelf {
///     fn from_row(row: &mut Row<'_>) -> Result<Self> {
///         Ok(Self {
///             author: row.get("author")?,
///             posts: row.get("posts")?,
///         })
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "a row is not read as `{Self}`",
    note = "a row is read as one value, as a tuple of values, or as a struct that implements `FromRow`; `fetch_records` reads models"
)]
pub trait FromRow: Sized + Send + 'static {
    /// Reads one row. INTERNAL where the columns are others than those that are read.
    fn from_row(row: &mut Row<'_>) -> Result<Self>;
}

impl<T: Stored> FromRow for T {
    fn from_row(row: &mut Row<'_>) -> Result<Self> {
        has_columns(row, 1)?;
        row.read()
    }
}

macro_rules! tuples {
    ($($number:literal: $($t:ident)*;)*) => {$(
        impl<$($t: Stored),*> FromRow for ($($t,)*) {
            fn from_row(row: &mut Row<'_>) -> Result<Self> {
                has_columns(row, $number)?;
                Ok(($(row.read::<$t>()?,)*))
            }
        }
    )*};
}
tuples! {
    1: T0;
    2: T0 T1;
    3: T0 T1 T2;
    4: T0 T1 T2 T3;
    5: T0 T1 T2 T3 T4;
    6: T0 T1 T2 T3 T4 T5;
    7: T0 T1 T2 T3 T4 T5 T6;
    8: T0 T1 T2 T3 T4 T5 T6 T7;
}

fn has_columns(row: &Row<'_>, wanted: usize) -> Result<()> {
    match row.width() {
        width if width == wanted => Ok(()),
        width => Err(Error::internal(format!(
            "the statement answers {width} columns where {wanted} are read"
        ))),
    }
}
