//! The rows of a model, from async code.

use std::marker::PhantomData;

use super::Database;
use crate::query::{Select, key_value};
use crate::rows::Rows;
use crate::{Changes, Error, Link, QuerySet, Record, Result, Stored};

/// The rows of one model: [`Database::repository`](super::Database::repository). Each write is a
/// transaction of its own; [`Tx`](super::Tx) has the same methods for several in one.
///
/// A write is INTERNAL while a transaction of the same call is open, and UNAVAILABLE where other
/// writes keep it waiting for five seconds.
///
/// ```
/// # mod blog { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/blog.rs")); }
/// # use blog::*;
/// use socio_runtime::aio::Database;
/// use socio_runtime::{Changes, QuerySet, Result};
///
/// async fn rename(db: &Database, id: i64) -> Result<Option<Post>> {
///     let posts = db.repository::<Post>();
///     let Some(post) = posts.get(id).await? else {
///         return Ok(None);
///     };
///     let mut changes = Changes::default();
///     changes.set(post::TITLE, post.title.to_uppercase());
///     let renamed = posts.update(&post, changes).await?;
///     let drafts = QuerySet::all().filter(post::PUBLISHED_AT.eq(None));
///     println!("{} posts are drafts", posts.count(drafts).await?);
///     Ok(renamed)
/// }
/// ```
pub struct Repository<M> {
    pub(super) database: Database,
    pub(super) of: PhantomData<fn() -> M>,
}

impl<M: Record> Repository<M> {
    /// The record with this key; `None` where there is none.
    pub async fn get(&self, key: M::Key) -> Result<Option<M>> {
        let select = Select::default().keyed(M::meta(), key.into_value());
        self.database.fetch_here(Rows::of::<M>(), &select)?.last()
    }

    /// The matching records, all of them at once; [`iter`](Self::iter) reads them in chunks.
    pub async fn fetch(&self, set: QuerySet<M>) -> Result<Vec<M>> {
        let rows = self.database.fetch(Rows::of::<M>(), set.select);
        rows.await?.typed()
    }

    /// The first of the matching records; `None` where there is none.
    pub async fn first(&self, set: QuerySet<M>) -> Result<Option<M>> {
        let select = set.slice(0, 1).select;
        self.database.fetch(Rows::of::<M>(), select).await?.last()
    }

    /// How many records match.
    pub async fn count(&self, set: QuerySet<M>) -> Result<i64> {
        self.database.count(M::meta(), set.select).await
    }

    /// The keys that a many-to-many relation of the record points to.
    pub async fn linked<N: Record>(&self, record: &M, link: Link<M, N>) -> Result<Vec<N::Key>> {
        let database = &self.database;
        let keys = database.keys_of(M::meta(), link.meta(), key_value(record));
        keys.await?.into_iter().map(N::Key::from_value).collect()
    }

    /// Stores a record and answers it as stored. INVALID_ARGUMENT with the fields that violate a
    /// constraint.
    pub async fn insert(&self, changes: Changes<M>) -> Result<M> {
        let rows = self.database.insert(Rows::of::<M>(), changes.into());
        let stored = rows.await?.last()?;
        stored.ok_or_else(|| Error::internal("INSERT returned no row"))
    }

    /// Writes columns and links of the record, and answers it as stored; `None` where it is gone.
    /// INVALID_ARGUMENT with the fields that violate a constraint.
    pub async fn update(&self, record: &M, changes: Changes<M>) -> Result<Option<M>> {
        let (rows, key) = (Rows::of::<M>(), key_value(record));
        let select = Select::default().keyed(M::meta(), key.clone());
        let rows = self.database.update(rows, select, key, changes.into());
        rows.await?.last()
    }

    /// Deletes the record; `false` where it was gone. FAILED_PRECONDITION where a row refers to it
    /// that restricts.
    pub async fn delete(&self, record: &M) -> Result<bool> {
        let (meta, key) = (M::meta(), key_value(record));
        let select = Select::default().keyed(meta, key.clone());
        self.database.delete(meta, select, key).await
    }
}
