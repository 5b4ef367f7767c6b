//! What is asked of all rows of a query set at once, and done to them, on a connection.

use rusqlite::Connection;

use super::ops::{Written, keys, query, run};
use super::row::{Layout, Row};
use super::storage::storable;
use super::{claims, fault, link, violation};
use crate::query::{Assigned, Columns, Comparable, Number, Op, Predicate, Select};
use crate::sql::sets::{self as sql, Aggregate};
use crate::{Column, Kind, ModelMeta, Record, Result, made};

/// Whether a row matches.
pub(crate) fn exists(db: &Connection, meta: &'static ModelMeta, select: &Select) -> Result<bool> {
    claims::check(db, select)?;
    let found = query(db, &sql::exists(meta, select), |row| {
        row.get(0).map_err(fault::failed)
    })?;
    Ok(found.map_err(fault::failed)?.pop().unwrap_or_default())
}

/// Some columns of the matching rows.
pub(crate) fn values<M: Record, C: Columns<M>>(
    db: &Connection,
    select: &Select,
    columns: &C,
) -> Result<Vec<C::Values>> {
    let mut found = Vec::new();
    columns_of(db, M::meta(), select, &columns.positions(), &mut |row| {
        found.push(C::read(row)?);
        Ok(())
    })?;
    Ok(found)
}

/// Compiled once, not for each type.
fn columns_of(
    db: &Connection,
    meta: &'static ModelMeta,
    select: &Select,
    fields: &[usize],
    each: &mut dyn FnMut(&mut Row<'_>) -> Result<()>,
) -> Result<()> {
    claims::check(db, select)?;
    let layout = Layout::Columns(meta, fields);
    let ran = run(db, &sql::values(meta, select, fields), &mut |row| {
        each(&mut Row::laid_out(row, layout))
    })?;
    ran.map_err(fault::failed)
}

/// The sum of a column; `None` where no row has a value.
pub(crate) fn sum<M: Record, T: Number, N>(
    db: &Connection,
    select: &Select,
    column: Column<M, T, N>,
) -> Result<Option<T::Sum>> {
    computed(db, select, column, &[Aggregate::Sum], |row| row.read())
}

/// The smallest value of a column.
pub(crate) fn min<M: Record, T: Comparable, N>(
    db: &Connection,
    select: &Select,
    column: Column<M, T, N>,
) -> Result<Option<T::Value>> {
    computed(db, select, column, &[Aggregate::Min], |row| row.read())
}

/// The largest value of a column.
pub(crate) fn max<M: Record, T: Comparable, N>(
    db: &Connection,
    select: &Select,
    column: Column<M, T, N>,
) -> Result<Option<T::Value>> {
    computed(db, select, column, &[Aggregate::Max], |row| row.read())
}

/// The average of a column.
pub(crate) fn avg<M: Record, T: Number, N>(
    db: &Connection,
    select: &Select,
    column: Column<M, T, N>,
) -> Result<Option<T::Average>> {
    // SQLite's average is a float, which these are not.
    let functions: &[_] = match column.field().kind.stored() {
        Kind::Decimal { .. } | Kind::Duration => &[Aggregate::Sum, Aggregate::Count],
        _ => &[Aggregate::Avg],
    };
    computed(db, select, column, functions, T::read_average)
}

fn computed<M: Record, T: crate::Stored, N, A>(
    db: &Connection,
    select: &Select,
    column: Column<M, T, N>,
    functions: &[Aggregate],
    read: impl Fn(&mut Row<'_>) -> Result<Option<A>>,
) -> Result<Option<A>> {
    let mut found = None;
    aggregates(
        db,
        M::meta(),
        select,
        (column.index, functions),
        &mut |row| {
            found = read(row)?;
            Ok(())
        },
    )?;
    Ok(found)
}

/// Compiled once, not for each type.
fn aggregates(
    db: &Connection,
    meta: &'static ModelMeta,
    select: &Select,
    (field, functions): (usize, &[Aggregate]),
    each: &mut dyn FnMut(&mut Row<'_>) -> Result<()>,
) -> Result<()> {
    claims::check(db, select)?;
    let fields = vec![field; functions.len()];
    let layout = Layout::Columns(meta, &fields);
    let statement = sql::aggregates(meta, select, field, functions);
    let ran = run(db, &statement, &mut |row| {
        each(&mut Row::laid_out(row, layout))
    })?;
    ran.map_err(fault::failed)
}

/// Writes columns of all matching rows, and answers how many matched.
pub(crate) fn update_all(
    db: &Connection,
    meta: &'static ModelMeta,
    select: &Select,
    mut assigned: Assigned,
) -> Result<u64> {
    claims::check(db, select)?;
    if assigned.is_empty() {
        return Ok(0);
    }
    made::complete_update(meta, &mut assigned.values);
    let written = Written::new(meta, &assigned, None);
    storable(meta, written.values)?;
    if written.links.is_empty() {
        return assign(db, select, &written);
    }
    // What is assigned may change which rows match: those are meant that match now.
    let mut found = Vec::new();
    keys(db, meta, select, &mut |key| found.push(key))?;
    if !written.values.is_empty() {
        let own = Predicate::new(meta.key_index(), Op::In, found.clone());
        let those = Select {
            predicates: vec![own],
            ..Select::default()
        };
        assign(db, &those, &written)?;
    }
    for key in &found {
        for (position, others) in written.links {
            link::replace(db, &written, *position, key, others)?;
        }
    }
    Ok(found.len() as u64)
}

fn assign(db: &Connection, select: &Select, written: &Written<'_>) -> Result<u64> {
    let statement = sql::update_all(written.meta, select, written.values);
    query(db, &statement, |_| Ok(()))?.map_err(|error| violation::explain(db, written, error))?;
    Ok(db.changes())
}

/// Removes all matching rows, and answers how many those were; a reference that restricts is
/// FAILED_PRECONDITION.
pub(crate) fn delete_all(
    db: &Connection,
    meta: &'static ModelMeta,
    select: &Select,
) -> Result<u64> {
    claims::check(db, select)?;
    query(db, &sql::delete_all(meta, select), |_| Ok(()))?
        .map_err(|error| violation::restricted(meta, None, error))?;
    Ok(db.changes())
}
