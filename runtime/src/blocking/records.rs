//! Records one after the other, on a worker thread.

use std::vec;

use super::Database;
use crate::keyset::Keyset;
use crate::rows::Rows;
use crate::{QuerySet, Record, Result};

/// The records of a query set, read in chunks: what
/// [`Repository::iter`](super::Repository::iter) answers. After an error there are no more.
///
/// ```
/// # mod blog { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/blog.rs")); }
/// # use blog::*;
/// use socio_runtime::blocking::Repository;
/// use socio_runtime::{QuerySet, Result};
///
/// fn print(posts: &Repository<Post>) -> Result<()> {
///     for post in posts.iter(QuerySet::all()) {
///         println!("{}", post?.title);
///     }
///     Ok(())
/// }
/// ```
pub struct Records<M> {
    database: Database,
    records: vec::IntoIter<M>,
    /// `None` behind the last chunk.
    keyset: Option<Keyset>,
}

impl<M: Record> Records<M> {
    pub(super) fn new(database: Database, set: QuerySet<M>) -> Self {
        Self {
            database,
            records: Vec::new().into_iter(),
            keyset: Some(Keyset::new(M::meta(), set.select)),
        }
    }

    /// The next record; `None` after the last.
    pub fn try_next(&mut self) -> Result<Option<M>> {
        if self.records.len() == 0
            && let Some(mut keyset) = self.keyset.take()
        {
            let rows = self.database.chunk(&mut keyset, Rows::of::<M>())?;
            self.records = rows.typed()?.into_iter();
            self.keyset = (self.records.len() > 0).then_some(keyset);
        }
        Ok(self.records.next())
    }
}

impl<M: Record> Iterator for Records<M> {
    type Item = Result<M>;

    fn next(&mut self) -> Option<Self::Item> {
        self.try_next().transpose()
    }
}
