//! What is asked of all rows of a query set at once, and done to them, from async code.

use super::{Records, Repository, Tx};
use crate::query::{Columns, Comparable, Number};
use crate::sqlite::sets;
use crate::{Changes, Column, QuerySet, Record, Result};

/// Sets of rows. Slices are respected: what is asked or done is about the rows of the slice.
///
/// ```
/// # mod blog { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/blog.rs")); }
/// # use blog::*;
/// use socio_runtime::aio::Repository;
/// use socio_runtime::{Changes, QuerySet, Result};
///
/// async fn tidy(posts: &Repository<Post>) -> Result<()> {
///     let drafts = QuerySet::all().filter(post::PUBLISHED_AT.eq(None));
///     if posts.exists(drafts.clone()).await? {
///         let titles: Vec<(i64, String)> =
///             posts.values(drafts.clone(), (post::ID, post::TITLE)).await?;
///         let longest: Option<i64> = posts.max(drafts.clone(), post::WORDS).await?;
///         println!("{titles:?}, of up to {longest:?} words");
///     }
///     let mut empty = Changes::default();
///     empty.set(post::BODY, None);
///     let emptied: u64 = posts.update_all(drafts, empty).await?;
///     println!("{emptied} drafts are empty now");
///     Ok(())
/// }
/// ```
impl<M: Record> Repository<M> {
    /// Whether a row matches.
    pub async fn exists(&self, set: QuerySet<M>) -> Result<bool> {
        self.database
            .read(move |db| sets::exists(db, M::meta(), &set.select))
            .await
    }

    /// One column of the matching rows, or a tuple of columns, in the order of the set.
    pub async fn values<C: Columns<M> + Send + 'static>(
        &self,
        set: QuerySet<M>,
        columns: C,
    ) -> Result<Vec<C::Values>> {
        self.database
            .read(move |db| sets::values(db, &set.select, &columns))
            .await
    }

    /// The sum of a column; `None` where no row has a value. INTERNAL where the sum of whole
    /// numbers or of decimals is beyond 64 bits.
    pub async fn sum<T: Number, N: 'static>(
        &self,
        set: QuerySet<M>,
        column: Column<M, T, N>,
    ) -> Result<Option<T::Sum>> {
        self.database
            .read(move |db| sets::sum(db, &set.select, column))
            .await
    }

    /// The average of the values of a column; `None` where no row has one.
    pub async fn avg<T: Number, N: 'static>(
        &self,
        set: QuerySet<M>,
        column: Column<M, T, N>,
    ) -> Result<Option<T::Average>> {
        self.database
            .read(move |db| sets::avg(db, &set.select, column))
            .await
    }

    /// The smallest value of a column; `None` where no row has one.
    pub async fn min<T: Comparable, N: 'static>(
        &self,
        set: QuerySet<M>,
        column: Column<M, T, N>,
    ) -> Result<Option<T::Value>> {
        self.database
            .read(move |db| sets::min(db, &set.select, column))
            .await
    }

    /// The largest value of a column; `None` where no row has one.
    pub async fn max<T: Comparable, N: 'static>(
        &self,
        set: QuerySet<M>,
        column: Column<M, T, N>,
    ) -> Result<Option<T::Value>> {
        self.database
            .read(move |db| sets::max(db, &set.select, column))
            .await
    }

    /// The matching rows one after the other, however many: they are read in chunks, and none is
    /// held that was taken. It is no snapshot: a row written meanwhile is seen when its place in
    /// the order comes. In another order than that of the primary key, all keys are held.
    pub fn iter(&self, set: QuerySet<M>) -> Records<M> {
        Records::new(self.database.clone(), set)
    }

    /// Writes the same columns and links of all matching rows, in a transaction of its own, and
    /// answers how many matched; when they were updated is noted too. INVALID_ARGUMENT with the
    /// fields that violate a constraint, and then nothing is written.
    pub async fn update_all(&self, set: QuerySet<M>, changes: Changes<M>) -> Result<u64> {
        let mut tx = self.database.begin().await?;
        let updated = tx.update_all(set, changes).await?;
        tx.commit().await?;
        Ok(updated)
    }

    /// Deletes all matching rows, in a transaction of its own, and answers how many those were.
    /// FAILED_PRECONDITION where one is still referred to, and then nothing is deleted.
    pub async fn delete_all(&self, set: QuerySet<M>) -> Result<u64> {
        let mut tx = self.database.begin().await?;
        let deleted = tx.delete_all(set).await?;
        tx.commit().await?;
        Ok(deleted)
    }
}

/// The same as this transaction sees the rows.
impl Tx {
    /// The first of the matching rows.
    pub async fn first<M: Record>(&mut self, set: QuerySet<M>) -> Result<Option<M>> {
        let first = self.fetch(set.slice(0, 1)).await?;
        Ok(first.into_iter().next())
    }

    /// Whether a row matches.
    pub async fn exists<M: Record>(&mut self, set: QuerySet<M>) -> Result<bool> {
        self.run(move |db| sets::exists(db, M::meta(), &set.select))
            .await
    }

    /// One column of the matching rows, or a tuple of columns, in the order of the set.
    pub async fn values<M: Record, C: Columns<M> + Send + 'static>(
        &mut self,
        set: QuerySet<M>,
        columns: C,
    ) -> Result<Vec<C::Values>> {
        self.run(move |db| sets::values(db, &set.select, &columns))
            .await
    }

    /// The sum of a column, as [`Repository::sum`] answers it.
    pub async fn sum<M: Record, T: Number, N: 'static>(
        &mut self,
        set: QuerySet<M>,
        column: Column<M, T, N>,
    ) -> Result<Option<T::Sum>> {
        self.run(move |db| sets::sum(db, &set.select, column)).await
    }

    /// The average of the values of a column; `None` where no row has one.
    pub async fn avg<M: Record, T: Number, N: 'static>(
        &mut self,
        set: QuerySet<M>,
        column: Column<M, T, N>,
    ) -> Result<Option<T::Average>> {
        self.run(move |db| sets::avg(db, &set.select, column)).await
    }

    /// The smallest value of a column; `None` where no row has one.
    pub async fn min<M: Record, T: Comparable, N: 'static>(
        &mut self,
        set: QuerySet<M>,
        column: Column<M, T, N>,
    ) -> Result<Option<T::Value>> {
        self.run(move |db| sets::min(db, &set.select, column)).await
    }

    /// The largest value of a column; `None` where no row has one.
    pub async fn max<M: Record, T: Comparable, N: 'static>(
        &mut self,
        set: QuerySet<M>,
        column: Column<M, T, N>,
    ) -> Result<Option<T::Value>> {
        self.run(move |db| sets::max(db, &set.select, column)).await
    }

    /// Writes the same columns and links of all matching rows, as [`Repository::update_all`] does.
    pub async fn update_all<M: Record>(
        &mut self,
        set: QuerySet<M>,
        changes: Changes<M>,
    ) -> Result<u64> {
        let assigned = changes.into();
        self.run(move |db| sets::update_all(db, M::meta(), &set.select, assigned))
            .await
    }

    /// Deletes all matching rows, as [`Repository::delete_all`] does.
    pub async fn delete_all<M: Record>(&mut self, set: QuerySet<M>) -> Result<u64> {
        self.run(move |db| sets::delete_all(db, M::meta(), &set.select))
            .await
    }
}
