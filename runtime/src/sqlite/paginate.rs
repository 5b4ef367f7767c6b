//! The rows of a list, on a connection.

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::fault;
use super::ops::{count, fetch, keys, query};
use crate::PageStyle;
use crate::listing::{Cursor, Pagination, Query};
use crate::query::{Op, Predicate, Select, Sort, total};
use crate::rows::Rows;
use crate::{ModelMeta, Result, Value, sql};

/// What a list answers.
pub(crate) struct Listed {
    pub rows: Rows,
    /// How many match on all pages; `None` where there are none.
    pub count: Option<i64>,
    pub neighbours: Neighbours,
}

/// The cursors of the pages beside one, where there are such pages.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Neighbours {
    pub next: Option<String>,
    pub previous: Option<String>,
}

/// A selection cut down to one page.
pub(crate) struct Cut {
    pub select: Select,
    pub count: i64,
    pub neighbours: Neighbours,
}

/// The rows of the page asked for; all rows where there are no pages.
pub(crate) fn list(
    db: &Connection,
    rows: Rows,
    select: Select,
    query: &Query,
    pagination: Option<Pagination>,
) -> Result<Listed> {
    let Some(pagination) = pagination else {
        return Ok(Listed {
            rows: fetch(db, rows, &select)?,
            count: None,
            neighbours: Neighbours::default(),
        });
    };
    let cut = page(db, rows.meta, select, query, &pagination)?;
    Ok(Listed {
        rows: fetch(db, rows, &cut.select)?,
        count: Some(cut.count),
        neighbours: cut.neighbours,
    })
}

/// The selection cut down to the page asked for.
pub(crate) fn page(
    db: &Connection,
    meta: &'static ModelMeta,
    mut select: Select,
    query: &Query,
    pagination: &Pagination,
) -> Result<Cut> {
    let count = count(db, meta, &select)?;
    // They were there when the rows were counted.
    select.claims = None;
    let mut neighbours = Neighbours::default();
    match pagination.style {
        PageStyle::Cursor => {
            let size = query.page_size(pagination);
            neighbours = behind(db, meta, &mut select, query, size)?;
        }
        PageStyle::PageNumber | PageStyle::LimitOffset => {
            let slice = query.slice(pagination, count.unsigned_abs())?;
            select.cut(slice.offset, slice.limit);
        }
    }
    Ok(Cut {
        select,
        count,
        neighbours,
    })
}

/// Cuts a selection down to the page that a cursor begins. What is before it is never read,
/// however much there is.
fn behind(
    db: &Connection,
    meta: &'static ModelMeta,
    select: &mut Select,
    query: &Query,
    size: u64,
) -> Result<Neighbours> {
    let order = total(meta, &select.order);
    let cursor = query.cursor(meta, &order)?;
    let mut page = page_keys(db, meta, select.clone(), &order, &cursor, size)?;
    // One more than the page has tells whether there is a page behind it.
    let goes_on = page.len() as u64 > size;
    page.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    if cursor.backwards {
        page.reverse();
    }
    let neighbours = neighbours(db, meta, &order, &cursor, &page, goes_on)?;
    select.predicates = vec![Predicate::new(meta.key_index(), Op::In, page)];
    Ok(neighbours)
}

/// The keys of the rows from a cursor on, in its direction, and of the one behind them.
fn page_keys(
    db: &Connection,
    meta: &'static ModelMeta,
    mut select: Select,
    order: &[Sort],
    cursor: &Cursor,
    size: u64,
) -> Result<Vec<Value>> {
    select.order = order.to_vec();
    if cursor.backwards {
        select.order = select.order.into_iter().map(Sort::reversed).collect();
    }
    if let Some(place) = &cursor.place {
        let place = select.order.iter().cloned().zip(place.iter().cloned());
        select.predicates.push(Predicate::After(place.collect()));
    }
    select.limit = Some(size.saturating_add(1));
    let mut found = Vec::new();
    keys(db, meta, &select, &mut |key| found.push(key))?;
    Ok(found)
}

fn neighbours(
    db: &Connection,
    meta: &'static ModelMeta,
    order: &[Sort],
    cursor: &Cursor,
    page: &[Value],
    goes_on: bool,
) -> Result<Neighbours> {
    // In the direction of the cursor there is a page where rows are left, and in the other one
    // where the cursor has come from a row.
    let (has_next, has_previous) = match cursor.backwards {
        false => (goes_on, cursor.place.is_some()),
        true => (cursor.place.is_some(), goes_on),
    };
    let at = |there: bool, key: Option<&Value>, backwards| -> Result<Option<String>> {
        if !there {
            return Ok(None);
        }
        // An empty page has no row to begin behind: its neighbour begins at the end.
        let place = match key {
            Some(key) => place(db, meta, order, key.clone())?,
            None => None,
        };
        Ok(Some(Cursor { backwards, place }.encode(meta, order)))
    };
    Ok(Neighbours {
        next: at(has_next, page.last(), false)?,
        previous: at(has_previous, page.first(), true)?,
    })
}

/// What a row is sorted by.
pub(crate) fn place(
    db: &Connection,
    meta: &'static ModelMeta,
    order: &[Sort],
    key: Value,
) -> Result<Option<Vec<Value>>> {
    let select = Select::default().keyed(meta, key);
    let statement = sql::place(meta, &select, order);
    let read = |row: &rusqlite::Row<'_>| {
        let cells = (0..order.len()).map(|at| row.get_ref(at).map(raw).map_err(fault::failed));
        cells.collect::<Result<Vec<_>>>()
    };
    let rows = query(db, &statement, read)?;
    Ok(rows.map_err(fault::failed)?.pop())
}

/// A value as SQLite has it, whatever it stands for.
fn raw(cell: ValueRef<'_>) -> Value {
    match cell {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(v) => Value::Int(v),
        ValueRef::Real(v) => Value::Float(v),
        ValueRef::Text(v) => Value::Text(String::from_utf8_lossy(v).into_owned()),
        ValueRef::Blob(v) => Value::Bytes(v.to_vec()),
    }
}
