//! What stands for a value of a column.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::Stored;

/// What may be compared with, or assigned to, a column that holds a `T`.
///
/// That is a `T`, owned or borrowed, and `&str` where the column holds text. Where the column
/// is nullable (`T` is an `Option`), it is the `Option`, `None` alone, or a value that is there.
#[diagnostic::on_unimplemented(
    message = "a column of `{T}` takes no `{Self}`",
    note = "it takes its own type, owned or borrowed; a nullable column also takes what its `Option` holds, and `None`"
)]
pub trait IntoStored<T> {
    /// The value in the type of the column.
    fn into_stored(self) -> T;
}

// `None` alone has to have one meaning for a nullable column, so that no other `Option` may be
// taken here: with `Option<&str>`, the compiler could not tell whose `None` it is.

impl<T: Stored> IntoStored<T> for T {
    fn into_stored(self) -> T {
        self
    }
}

impl<T: Stored> IntoStored<T> for &T {
    fn into_stored(self) -> T {
        self.clone()
    }
}

impl<T: Stored> IntoStored<Option<T>> for T {
    fn into_stored(self) -> Option<T> {
        Some(self)
    }
}

impl<T: Stored> IntoStored<Option<T>> for &T {
    fn into_stored(self) -> Option<T> {
        Some(self.clone())
    }
}

/// Types that stand for another one, whether it may be null or not.
macro_rules! stands_for {
    ($([$($generic:tt)*] $from:ty => $to:ty, $convert:expr;)*) => {$(
        impl<$($generic)*> IntoStored<$to> for $from {
            fn into_stored(self) -> $to {
                $convert(self)
            }
        }

        impl<$($generic)*> IntoStored<Option<$to>> for $from {
            fn into_stored(self) -> Option<$to> {
                Some($convert(self))
            }
        }
    )*};
}

stands_for! {
    [] &str => String, str::to_owned;
    [] Cow<'_, str> => String, Cow::into_owned;
    [] i64 => Decimal, Decimal::from;
    [] &[u8] => Vec<u8>, <[u8]>::to_vec;
}
