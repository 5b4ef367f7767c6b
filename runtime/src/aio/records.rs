//! Records one after the other, in async code.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::vec;

use futures_core::Stream;
use futures_util::{StreamExt, stream};

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
/// use socio_runtime::aio::Repository;
/// use socio_runtime::{QuerySet, Result};
///
/// async fn print(posts: &Repository<Post>) -> Result<()> {
///     let mut all = posts.iter(QuerySet::all());
///     while let Some(post) = all.try_next().await? {
///         println!("{}", post.title);
///     }
///     Ok(())
/// }
/// ```
pub struct Records<M> {
    stream: Pin<Box<dyn Stream<Item = Result<M>> + Send>>,
}

/// What is left of the chunk that was read last, and of the stream.
type Left<M> = (Database, vec::IntoIter<M>, Keyset);

impl<M: Record> Records<M> {
    pub(super) fn new(database: Database, set: QuerySet<M>) -> Self {
        let keyset = Keyset::new(M::meta(), set.select);
        let start: Left<M> = (database, Vec::new().into_iter(), keyset);
        Self {
            stream: Box::pin(stream::try_unfold(start, next)),
        }
    }

    /// The next record; `None` after the last.
    pub async fn try_next(&mut self) -> Result<Option<M>> {
        self.stream.next().await.transpose()
    }
}

async fn next<M: Record>(
    (database, mut records, mut keyset): Left<M>,
) -> Result<Option<(M, Left<M>)>> {
    if records.len() == 0 {
        let (rest, rows) = database.chunk(keyset, Rows::of::<M>()).await?;
        keyset = rest;
        records = rows.typed()?.into_iter();
    }
    let next = records.next();
    Ok(next.map(|record| (record, (database, records, keyset))))
}

impl<M> Stream for Records<M> {
    type Item = Result<M>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.stream.as_mut().poll_next(cx)
    }
}
