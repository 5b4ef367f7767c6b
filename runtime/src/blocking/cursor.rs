//! Records one after the other, as a transaction sees them.

use std::vec;

use super::Tx;
use crate::keyset::Keyset;
use crate::rows::Rows;
use crate::{QuerySet, Record, Result};

/// The records of a query set, read in chunks through a transaction: what [`Tx::iter`] answers.
/// It leaves the transaction to you, so that you can write while you read.
///
/// ```
/// # mod blog { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/blog.rs")); }
/// # use blog::*;
/// use socio_runtime::blocking::Tx;
/// use socio_runtime::{Changes, QuerySet, Result};
///
/// fn shorten(tx: &mut Tx) -> Result<()> {
///     let mut long = tx.iter(QuerySet::all().filter(post::WORDS.gt(1000)));
///     while let Some(post) = long.try_next(tx)? {
///         let mut changes = Changes::default();
///         changes.set(post::WORDS, post.words / 2);
///         tx.update(&post, changes)?;
///     }
///     Ok(())
/// }
/// ```
#[must_use = "its records are read by `try_next`"]
pub struct Cursor<M> {
    records: vec::IntoIter<M>,
    /// `None` behind the last chunk.
    keyset: Option<Keyset>,
}

impl Tx {
    /// The matching rows one after the other, however many: they are read in chunks, and a row
    /// written meanwhile is seen when its place in the order comes.
    pub fn iter<M: Record>(&self, set: QuerySet<M>) -> Cursor<M> {
        Cursor {
            records: Vec::new().into_iter(),
            keyset: Some(Keyset::new(M::meta(), set.select)),
        }
    }
}

impl<M: Record> Cursor<M> {
    /// The next record; `None` after the last, and after an error.
    pub fn try_next(&mut self, tx: &mut Tx) -> Result<Option<M>> {
        if self.records.len() == 0
            && let Some(mut keyset) = self.keyset.take()
        {
            let rows = tx.run(|db| keyset.next(db, Rows::of::<M>(), None))?;
            self.records = rows.typed()?.into_iter();
            self.keyset = (self.records.len() > 0).then_some(keyset);
        }
        Ok(self.records.next())
    }
}
