//! What is asked of all rows of a query set at once, and done to them, from a worker thread.

use super::{Records, Repository, Tx};
use crate::query::{Columns, Comparable, Number};
use crate::sqlite::sets;
use crate::{Changes, Column, QuerySet, Record, Result};

/// Sets of rows. Slices are respected: what is asked or done is about the rows of the slice.
///
/// ```
/// # mod blog { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/blog.rs")); }
/// # use blog::*;
/// use socio_runtime::blocking::Repository;
/// use socio_runtime::{Changes, QuerySet, Result};
///
/// fn tidy(posts: &Repository<Post>) -> Result<()> {
///     let drafts = QuerySet::all().filter(post::PUBLISHED_AT.eq(None));
///     if posts.exists(drafts.clone())? {
///         let titles: Vec<(i64, String)> =
///             posts.values(drafts.clone(), (post::ID, post::TITLE))?;
///         let longest: Option<i64> = posts.max(drafts.clone(), post::WORDS)?;
///         println!("{titles:?}, of up to {longest:?} words");
///     }
///     let mut empty = Changes::default();
///     empty.set(post::BODY, None);
///     let emptied: u64 = posts.update_all(drafts, empty)?;
///     println!("{emptied} drafts are empty now");
///     Ok(())
/// }
/// ```
impl<M: Record> Repository<M> {
    /// Whether a row matches.
    pub fn exists(&self, set: QuerySet<M>) -> Result<bool> {
        self.database
            .read(move |db| sets::exists(db, M::meta(), &set.select))
    }

    /// One column of the matching rows, or a tuple of columns, in the order of the set.
    pub fn values<C: Columns<M>>(&self, set: QuerySet<M>, columns: C) -> Result<Vec<C::Values>> {
        self.database
            .read(move |db| sets::values(db, &set.select, &columns))
    }

    /// The sum of a column; `None` where no row has a value. INTERNAL where the sum of whole
    /// numbers or of decimals is beyond 64 bits.
    pub fn sum<T: Number, N>(
        &self,
        set: QuerySet<M>,
        column: Column<M, T, N>,
    ) -> Result<Option<T::Sum>> {
        self.database
            .read(move |db| sets::sum(db, &set.select, column))
    }

    /// The average of the values of a column; `None` where no row has one.
    pub fn avg<T: Number, N>(
        &self,
        set: QuerySet<M>,
        column: Column<M, T, N>,
    ) -> Result<Option<T::Average>> {
        self.database
            .read(move |db| sets::avg(db, &set.select, column))
    }

    /// The smallest value of a column; `None` where no row has one.
    pub fn min<T: Comparable, N>(
        &self,
        set: QuerySet<M>,
        column: Column<M, T, N>,
    ) -> Result<Option<T::Value>> {
        self.database
            .read(move |db| sets::min(db, &set.select, column))
    }

    /// The largest value of a column; `None` where no row has one.
    pub fn max<T: Comparable, N>(
        &self,
        set: QuerySet<M>,
        column: Column<M, T, N>,
    ) -> Result<Option<T::Value>> {
        self.database
            .read(move |db| sets::max(db, &set.select, column))
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
    pub fn update_all(&self, set: QuerySet<M>, changes: Changes<M>) -> Result<u64> {
        let mut tx = self.database.begin()?;
        let updated = tx.update_all(set, changes)?;
        tx.commit()?;
        Ok(updated)
    }

    /// Deletes all matching rows, in a transaction of its own, and answers how many those were.
    /// FAILED_PRECONDITION where one is still referred to, and then nothing is deleted.
    pub fn delete_all(&self, set: QuerySet<M>) -> Result<u64> {
        let mut tx = self.database.begin()?;
        let deleted = tx.delete_all(set)?;
        tx.commit()?;
        Ok(deleted)
    }
}

/// The same as this transaction sees the rows.
impl Tx {
    /// The first of the matching rows.
    pub fn first<M: Record>(&mut self, set: QuerySet<M>) -> Result<Option<M>> {
        let first = self.fetch(set.slice(0, 1))?;
        Ok(first.into_iter().next())
    }

    /// Whether a row matches.
    pub fn exists<M: Record>(&mut self, set: QuerySet<M>) -> Result<bool> {
        self.run(move |db| sets::exists(db, M::meta(), &set.select))
    }

    /// One column of the matching rows, or a tuple of columns, in the order of the set.
    pub fn values<M: Record, C: Columns<M>>(
        &mut self,
        set: QuerySet<M>,
        columns: C,
    ) -> Result<Vec<C::Values>> {
        self.run(move |db| sets::values(db, &set.select, &columns))
    }

    /// The sum of a column, as [`Repository::sum`] answers it.
    pub fn sum<M: Record, T: Number, N>(
        &mut self,
        set: QuerySet<M>,
        column: Column<M, T, N>,
    ) -> Result<Option<T::Sum>> {
        self.run(move |db| sets::sum(db, &set.select, column))
    }

    /// The average of the values of a column; `None` where no row has one.
    pub fn avg<M: Record, T: Number, N>(
        &mut self,
        set: QuerySet<M>,
        column: Column<M, T, N>,
    ) -> Result<Option<T::Average>> {
        self.run(move |db| sets::avg(db, &set.select, column))
    }

    /// The smallest value of a column; `None` where no row has one.
    pub fn min<M: Record, T: Comparable, N>(
        &mut self,
        set: QuerySet<M>,
        column: Column<M, T, N>,
    ) -> Result<Option<T::Value>> {
        self.run(move |db| sets::min(db, &set.select, column))
    }

    /// The largest value of a column; `None` where no row has one.
    pub fn max<M: Record, T: Comparable, N>(
        &mut self,
        set: QuerySet<M>,
        column: Column<M, T, N>,
    ) -> Result<Option<T::Value>> {
        self.run(move |db| sets::max(db, &set.select, column))
    }

    /// Writes the same columns and links of all matching rows, as [`Repository::update_all`] does.
    pub fn update_all<M: Record>(&mut self, set: QuerySet<M>, changes: Changes<M>) -> Result<u64> {
        let assigned = changes.into();
        self.run(move |db| sets::update_all(db, M::meta(), &set.select, assigned))
    }

    /// Deletes all matching rows, as [`Repository::delete_all`] does.
    pub fn delete_all<M: Record>(&mut self, set: QuerySet<M>) -> Result<u64> {
        self.run(move |db| sets::delete_all(db, M::meta(), &set.select))
    }
}
