//! Orders, and what comes after a place in one.

use sea_query::{Alias, Cond, Expr, ExprTrait, Query, SelectStatement};

use super::condition::never;
use crate::query::{Sort, total};
use crate::sqlite::storage;
use crate::{Kind, ModelMeta, Value};

/// Adds an order that leaves no two rows in the same place.
pub(super) fn order(query: &mut SelectStatement, meta: &'static ModelMeta, order: &[Sort]) {
    for sort in total(meta, order) {
        let direction = if sort.descending {
            sea_query::Order::Desc
        } else {
            sea_query::Order::Asc
        };
        query.order_by_expr(value(meta, &sort), direction);
    }
}

/// The value that a row is sorted by: a column, or the one cell of a query for it.
pub(super) fn value(meta: &'static ModelMeta, sort: &Sort) -> Expr {
    if sort.through.is_empty() {
        return Expr::col(Alias::new(meta.fields[sort.field].column));
    }
    behind(meta, &Alias::new(meta.table), &sort.through, sort.field, 1)
}

/// The value at the end of the foreign keys of `row`. Each row on the way has a name of its
/// own, for a way may come by a table twice.
fn behind(
    meta: &'static ModelMeta,
    row: &Alias,
    through: &[usize],
    field: usize,
    depth: usize,
) -> Expr {
    let [step, rest @ ..] = through else {
        return Expr::col((row.clone(), Alias::new(meta.fields[field].column)));
    };
    let Kind::Reference(target) = meta.fields[*step].kind else {
        // Only foreign keys are on the way.
        return never();
    };
    let next = Alias::new(format!("sorted{depth}"));
    let own = Expr::col((row.clone(), Alias::new(meta.fields[*step].column)));
    let found = Query::select()
        .expr(behind(target, &next, rest, field, depth + 1))
        .from_as(Alias::new(target.table), next.clone())
        .and_where(Expr::col((next, Alias::new(target.key().column))).eq(own))
        .take();
    found.into()
}

/// The rows that come after a place. NULL is the smallest of values, as SQLite sorts it.
pub(super) fn after(meta: &'static ModelMeta, place: &[(Sort, Value)]) -> Expr {
    let mut any = Cond::any();
    for (position, (sort, at)) in place.iter().enumerate() {
        let before = &place[..position];
        let same = before.iter().fold(Cond::all(), |all, (sort, at)| {
            all.add(equal(value(meta, sort), at))
        });
        any = any.add(same.add(beyond(meta, sort, at)));
    }
    // A bound that an index can start from; the rest of the condition cannot say it.
    match place.first() {
        Some((sort, at)) if place.len() > 1 && *at != Value::Null => match start(meta, sort, at) {
            Some(start) => start.and(any),
            None => any.into(),
        },
        _ => any.into(),
    }
}

/// The rows in the same place, as far as this is what they are sorted by.
pub(super) fn same(meta: &'static ModelMeta, sort: &Sort, at: &Value) -> Expr {
    equal(value(meta, sort), at)
}

/// The rows that come after a value, without those that have none.
pub(super) fn beyond_value(meta: &'static ModelMeta, sort: &Sort, at: &Value) -> Expr {
    let left = value(meta, sort);
    match sort.descending {
        true => left.lt(raw(at)),
        false => left.gt(raw(at)),
    }
}

fn equal(left: Expr, at: &Value) -> Expr {
    match at {
        Value::Null => left.is_null(),
        at => left.eq(raw(at)),
    }
}

fn beyond(meta: &'static ModelMeta, sort: &Sort, at: &Value) -> Expr {
    let left = value(meta, sort);
    match (at, sort.descending) {
        (Value::Null, true) => never(),
        (Value::Null, false) => left.is_not_null(),
        (at, false) => beyond_value(meta, sort, at),
        (at, true) if sort.may_be_null(meta) => left.clone().lt(raw(at)).or(left.is_null()),
        (at, true) => beyond_value(meta, sort, at),
    }
}

fn start(meta: &'static ModelMeta, sort: &Sort, at: &Value) -> Option<Expr> {
    let left = value(meta, sort);
    match sort.descending {
        false => Some(left.gte(raw(at))),
        true if sort.may_be_null(meta) => None,
        true => Some(left.lte(raw(at))),
    }
}

/// The value is as SQLite has it, so the kind of its column says nothing.
fn raw(value: &Value) -> sea_query::Value {
    storage(value, Kind::Text)
}
