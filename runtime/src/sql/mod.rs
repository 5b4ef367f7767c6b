//! Queries and assignments as SQL text and bound values, through sea-query.

mod condition;
pub(crate) mod link;

use sea_query::{
    Alias, Asterisk, Expr, Func, IntoIden, Order, Query, SelectStatement, SqliteQueryBuilder,
    Values,
};

use crate::query::Select;
use crate::{ModelMeta, Value};
use condition::{bind, conditions};

pub(crate) type Statement = (String, Values);

fn ordered(meta: &ModelMeta, select: &Select, query: &mut SelectStatement) {
    let key = meta.key_index();
    for &(index, descending) in &select.order {
        let direction = if descending { Order::Desc } else { Order::Asc };
        query.order_by(Alias::new(meta.fields[index].column), direction);
    }
    if select.order.iter().all(|(index, _)| *index != key) {
        query.order_by(Alias::new(meta.fields[key].column), Order::Asc);
    }
    if let Some(limit) = select.limit {
        query.limit(limit);
    }
    if select.offset > 0 {
        // SQLite has no OFFSET without LIMIT.
        if select.limit.is_none() {
            query.limit(i64::MAX as u64);
        }
        query.offset(select.offset);
    }
}

/// All columns of the matching rows.
pub(crate) fn rows(meta: &ModelMeta, select: &Select) -> Statement {
    let mut query = Query::select();
    query
        .columns(meta.fields.iter().map(|field| Alias::new(field.column)))
        .from(Alias::new(meta.table))
        .cond_where(conditions(meta, select));
    ordered(meta, select, &mut query);
    query.build(SqliteQueryBuilder)
}

/// The primary keys of the matching rows, in their order.
pub(crate) fn keys(meta: &ModelMeta, select: &Select) -> Statement {
    let mut query = Query::select();
    query
        .column(Alias::new(meta.key().column))
        .from(Alias::new(meta.table))
        .cond_where(conditions(meta, select));
    ordered(meta, select, &mut query);
    query.build(SqliteQueryBuilder)
}

/// How many rows match, whatever the slice.
pub(crate) fn count(meta: &ModelMeta, select: &Select) -> Statement {
    Query::select()
        // `count(*)`, for which SQLite has a shortcut; a column it would read.
        .expr(Func::count(Expr::col(Asterisk)))
        .from(Alias::new(meta.table))
        .cond_where(conditions(meta, select))
        .build(SqliteQueryBuilder)
}

/// One row; the answer is the row as stored.
pub(crate) fn insert(meta: &ModelMeta, values: &[(usize, Value)]) -> Statement {
    let mut query = Query::insert();
    query
        .into_table(Alias::new(meta.table))
        .returning(all(meta));
    if values.is_empty() {
        query.or_default_values();
    } else {
        query.columns(
            values
                .iter()
                .map(|(index, _)| Alias::new(meta.fields[*index].column)),
        );
        let row = values
            .iter()
            .map(|(index, value)| Expr::val(bind(meta, *index, value)));
        // As many values as columns, by construction.
        query.values_panic(row);
    }
    query.build(SqliteQueryBuilder)
}

/// The matching rows; the answer is the rows as stored.
pub(crate) fn update(meta: &ModelMeta, select: &Select, values: &[(usize, Value)]) -> Statement {
    Query::update()
        .table(Alias::new(meta.table))
        .values(values.iter().map(|(index, value)| {
            (
                Alias::new(meta.fields[*index].column),
                Expr::val(bind(meta, *index, value)),
            )
        }))
        .cond_where(conditions(meta, select))
        .returning(all(meta))
        .build(SqliteQueryBuilder)
}

pub(crate) fn delete(meta: &ModelMeta, select: &Select) -> Statement {
    Query::delete()
        .from_table(Alias::new(meta.table))
        .cond_where(conditions(meta, select))
        .build(SqliteQueryBuilder)
}

fn all(meta: &ModelMeta) -> sea_query::ReturningClause {
    Query::returning().columns(meta.fields.iter().map(|f| Alias::new(f.column).into_iden()))
}
