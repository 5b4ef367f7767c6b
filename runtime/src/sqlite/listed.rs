//! The rows of a list, on a connection.

use rusqlite::Connection;

use super::ops::{count, fetch};
use crate::listing::{Pagination, Query};
use crate::{QuerySet, Record, Result};

/// The rows of the page asked for, and how many match; all rows where there are no pages.
pub(crate) fn list<M: Record>(
    db: &Connection,
    set: QuerySet<M>,
    query: &Query,
    pagination: Option<Pagination>,
) -> Result<(Vec<M>, Option<i64>)> {
    let Some(pagination) = pagination else {
        return Ok((fetch(db, &set.select)?, None));
    };
    let (page, count) = page(db, set, query, &pagination)?;
    Ok((fetch(db, &page.select)?, Some(count)))
}

/// The set cut down to the page asked for, and how many match in all.
pub(crate) fn page<M: Record>(
    db: &Connection,
    set: QuerySet<M>,
    query: &Query,
    pagination: &Pagination,
) -> Result<(QuerySet<M>, i64)> {
    let count = count::<M>(db, &set.select)?;
    let size = query.page_size(pagination);
    let offset = query.offset(size, count.unsigned_abs())?;
    Ok((set.slice(offset, size), count))
}
