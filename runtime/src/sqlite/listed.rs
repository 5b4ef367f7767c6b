//! The rows of a list, on a connection.

use rusqlite::Connection;

use super::ops::{count, fetch};
use crate::listing::{Pagination, Query};
use crate::query::Select;
use crate::rows::Rows;
use crate::{ModelMeta, Result};

/// The rows of the page asked for, and how many match; all rows where there are no pages.
pub(crate) fn list(
    db: &Connection,
    rows: Rows,
    select: Select,
    query: &Query,
    pagination: Option<Pagination>,
) -> Result<(Rows, Option<i64>)> {
    let Some(pagination) = pagination else {
        return Ok((fetch(db, rows, &select)?, None));
    };
    let (page, count) = page(db, rows.meta, select, query, &pagination)?;
    Ok((fetch(db, rows, &page)?, Some(count)))
}

/// The selection cut down to the page asked for, and how many match in all.
pub(crate) fn page(
    db: &Connection,
    meta: &'static ModelMeta,
    mut select: Select,
    query: &Query,
    pagination: &Pagination,
) -> Result<(Select, i64)> {
    let count = count(db, meta, &select)?;
    let size = query.page_size(pagination);
    select.offset = query.offset(size, count.unsigned_abs())?;
    select.limit = Some(size);
    Ok((select, count))
}
