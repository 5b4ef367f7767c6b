//! SQL that you write, from a worker thread.

use std::borrow::Cow;

use rusqlite::Connection;

use super::{Database, Repository, Tx};
use crate::query::IntoStored;
use crate::raw_sql::{Bindable, FromRow, RawSql};
use crate::sqlite::raw;
use crate::{Column, Record, Result, Stored};

/// A statement in SQL, for what a query set cannot say: [`Database::sql`] and [`Tx::sql`].
///
/// Values never stand in the text: each `?` is a placeholder for the next value bound. A row is
/// read as one value, as a tuple, as a record, or as a struct of yours ([`FromRow`]). A statement
/// that cannot run, values that are too many or too few, and columns that are others than those
/// read are INTERNAL; the log says what is wrong, and the client learns nothing of it. So is a
/// statement that begins or ends a transaction or sets up a connection: these are the runtime's.
///
/// It runs as it stands: what a model fills in, as the time of the last change, it writes itself.
/// Values are bound and read as the columns of models are stored. A decimal is stored as its
/// digits, without the point: [`bind_as`](Self::bind_as) and [`Row::get_as`](crate::Row::get_as)
/// know its column.
///
/// ```
/// # mod blog { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/blog.rs")); }
/// # use blog::*;
/// use socio_runtime::blocking::Database;
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
///
/// fn report(db: &Database) -> Result<()> {
///     let shelves: Vec<Shelf> = db
///         .sql("SELECT name AS author, count(*) AS posts FROM post JOIN author ON author.id = author_id
///               WHERE words > ? GROUP BY author.id")
///         .bind(1000)
///         .fetch()?;
///     let titles: Vec<(i64, String)> = db.sql("SELECT id, title FROM post").fetch()?;
///     let some: Vec<Post> = db
///         .sql("SELECT * FROM post WHERE id IN (SELECT value FROM json_each(?))")
///         .bind(vec![1_i64, 2, 3])
///         .fetch_records()?;
///     let mut tx = db.begin()?;
///     let changed = tx
///         .sql("UPDATE post SET words = words + ? WHERE body IS NULL")
///         .bind(1)
///         .execute()?;
///     println!("{changed} posts were changed");
///     tx.commit()
/// }
/// ```
#[must_use = "it is run by `fetch`, `first` or `execute`"]
pub struct Sql<'t> {
    raw: RawSql,
    on: On<'t>,
}

/// Where it runs.
enum On<'t> {
    Database(Database),
    Tx(&'t mut Tx),
}

impl Database {
    /// A statement in SQL. What only reads sees what is committed; what writes is a transaction
    /// of its own.
    pub fn sql(&self, text: impl Into<Cow<'static, str>>) -> Sql<'static> {
        Sql::new(text.into(), On::Database(self.clone()))
    }
}

impl<M: Record> Repository<M> {
    /// A statement in SQL, as [`Database::sql`] has it.
    pub fn sql(&self, text: impl Into<Cow<'static, str>>) -> Sql<'static> {
        self.database.sql(text)
    }
}

impl Tx {
    /// A statement in SQL, which is a part of this transaction.
    pub fn sql(&mut self, text: impl Into<Cow<'static, str>>) -> Sql<'_> {
        Sql::new(text.into(), On::Tx(self))
    }
}

impl<'t> Sql<'t> {
    fn new(text: Cow<'static, str>, on: On<'t>) -> Self {
        let raw = RawSql::new(text);
        Self { raw, on }
    }

    /// The value of the next placeholder: of a type that columns have, `&str` or `&[u8]`.
    pub fn bind(mut self, value: impl Bindable) -> Self {
        self.raw.bind(value);
        self
    }

    /// The value of the next placeholder, bound as the column has it.
    pub fn bind_as<M: Record, T: Stored, N>(
        mut self,
        column: Column<M, T, N>,
        value: impl IntoStored<T>,
    ) -> Self {
        self.raw.bind_as(column, value.into_stored());
        self
    }

    /// The rows: as one value each, as tuples, or as a struct of yours. A statement that writes
    /// may answer rows too (`RETURNING`).
    pub fn fetch<T: FromRow>(self) -> Result<Vec<T>> {
        self.run(|db, sql| raw::fetch(db, sql, usize::MAX))
    }

    /// The first row, as [`fetch`](Self::fetch) reads it; `None` where there is none.
    pub fn first<T: FromRow>(self) -> Result<Option<T>> {
        let found = self.run(|db, sql| raw::fetch(db, sql, 1))?;
        Ok(found.into_iter().next())
    }

    /// The rows as records of a model, whose columns are found by name; others may be there too.
    pub fn fetch_records<M: Record>(self) -> Result<Vec<M>> {
        self.run(|db, sql| raw::records(db, sql, usize::MAX))
    }

    /// Runs the statement and answers how many rows it has inserted, updated or deleted.
    pub fn execute(self) -> Result<u64> {
        self.run(raw::execute)
    }

    fn run<T>(self, work: impl Fn(&Connection, &RawSql) -> Result<T>) -> Result<T> {
        let Self { raw, on } = self;
        let database = match on {
            On::Tx(tx) => return tx.run(|db| work(db, &raw)),
            On::Database(database) => database,
        };
        // A connection that reads says which statements write.
        let read = |db: &Connection| match raw::is_read(db, &raw)? {
            true => work(db, &raw).map(Some),
            false => Ok(None),
        };
        match database.read(read)? {
            Some(found) => Ok(found),
            None => {
                let mut tx = database.begin()?;
                let done = tx.run(|db| work(db, &raw))?;
                tx.commit()?;
                Ok(done)
            }
        }
    }
}
