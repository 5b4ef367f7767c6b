//! Some columns of rows, typed.

use super::Column;
use crate::{Record, Result, Row, Stored};

/// Columns of the model `M`: one, or a tuple of up to eight.
pub trait Columns<M> {
    /// What is read of each row: the column's type, or a tuple of the columns' types.
    type Values: Send + 'static;

    #[doc(hidden)]
    fn positions(&self) -> Vec<usize>;

    #[doc(hidden)]
    fn read(row: &mut Row<'_>) -> Result<Self::Values>;
}

impl<M: Record, T: Stored, N> Columns<M> for Column<M, T, N> {
    type Values = T;

    fn positions(&self) -> Vec<usize> {
        vec![self.index]
    }

    fn read(row: &mut Row<'_>) -> Result<T> {
        row.read()
    }
}

macro_rules! tuples {
    ($($t:ident $n:ident $at:tt),*) => {
        impl<M: Record, $($t: Stored, $n),*> Columns<M> for ($(Column<M, $t, $n>,)*) {
            type Values = ($($t,)*);

            fn positions(&self) -> Vec<usize> {
                vec![$(self.$at.index),*]
            }

            fn read(row: &mut Row<'_>) -> Result<Self::Values> {
                Ok(($(row.read::<$t>()?,)*))
            }
        }
    };
}
tuples!(T0 N0 0);
tuples!(T0 N0 0, T1 N1 1);
tuples!(T0 N0 0, T1 N1 1, T2 N2 2);
tuples!(T0 N0 0, T1 N1 1, T2 N2 2, T3 N3 3);
tuples!(T0 N0 0, T1 N1 1, T2 N2 2, T3 N3 3, T4 N4 4);
tuples!(T0 N0 0, T1 N1 1, T2 N2 2, T3 N3 3, T4 N4 4, T5 N5 5);
tuples!(T0 N0 0, T1 N1 1, T2 N2 2, T3 N3 3, T4 N4 4, T5 N5 5, T6 N6 6);
tuples!(T0 N0 0, T1 N1 1, T2 N2 2, T3 N3 3, T4 N4 4, T5 N5 5, T6 N6 6, T7 N7 7);
