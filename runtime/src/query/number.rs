//! What is computed of a column's values.

use jiff::SignedDuration;
use jiff::civil::{Date, Time};
use rust_decimal::Decimal;

use crate::{Result, Row, Stored, Timestamp};

/// A type whose columns have a smallest and a largest value.
pub trait Comparable: Stored {
    /// The type without `Option`.
    type Value: Stored;
}

/// A type whose columns have a sum and an average.
pub trait Number: Comparable {
    /// Wide enough for the sum of many: `i64` for whole numbers, `f64` for floats.
    type Sum: Stored;
    /// `f64` for whole numbers and floats; decimals and durations have their own type.
    type Average: Send + 'static;

    /// Reads what the database computes for an average of this type.
    #[doc(hidden)]
    fn read_average(row: &mut Row<'_>) -> Result<Option<Self::Average>>;
}

macro_rules! comparable {
    ($($type:ty),*) => {$(
        impl Comparable for $type {
            type Value = Self;
        }
    )*};
}
comparable!(
    i32,
    i64,
    f32,
    f64,
    Decimal,
    SignedDuration,
    String,
    Date,
    Time,
    Timestamp
);

impl<T: Comparable> Comparable for Option<T> {
    type Value = T::Value;
}

macro_rules! number {
    ($($type:ty, $sum:ty;)*) => {$(
        impl Number for $type {
            type Sum = $sum;
            type Average = f64;

            fn read_average(row: &mut Row<'_>) -> Result<Option<f64>> {
                row.read()
            }
        }
    )*};
}
number! { i32, i64; i64, i64; f32, f64; f64, f64; }

/// The database's own average would be a float: these are divided here, out of sum and number.
impl Number for Decimal {
    type Sum = Self;
    type Average = Self;

    fn read_average(row: &mut Row<'_>) -> Result<Option<Self>> {
        let (sum, number) = (row.read::<Option<Self>>()?, row.read::<i64>()?);
        let average = sum.and_then(|sum| sum.checked_div(number.into()));
        Ok(average.map(|average| average.normalize()))
    }
}

impl Number for SignedDuration {
    type Sum = Self;
    type Average = Self;

    fn read_average(row: &mut Row<'_>) -> Result<Option<Self>> {
        let (sum, number) = (row.read::<Option<i64>>()?, row.read::<i64>()?);
        let average = sum.and_then(|sum| sum.checked_div(number));
        Ok(average.map(Self::from_micros))
    }
}

impl<T: Number> Number for Option<T> {
    type Sum = T::Sum;
    type Average = T::Average;

    fn read_average(row: &mut Row<'_>) -> Result<Option<T::Average>> {
        T::read_average(row)
    }
}
