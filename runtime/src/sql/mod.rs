//! Queries and assignments as SQL text and bound values, through sea-query.

mod condition;
pub(crate) mod link;
pub(crate) mod sets;
mod sort;
mod statement_cache;

use sea_query::{
    Alias, Asterisk, Expr, Func, IntoIden, Query, SelectStatement, SimpleExpr, SqliteQueryBuilder,
    Values,
};

use crate::query::{Select, Sort};
use crate::{ModelMeta, Value};
use condition::{bind, restrict};
pub(crate) use statement_cache::Statement;
use statement_cache::{Verb, statement};

fn ordered(meta: &'static ModelMeta, select: &Select, query: &mut SelectStatement) {
    sort::order(query, meta, &select.order);
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
pub(crate) fn rows(meta: &'static ModelMeta, select: &Select) -> Statement {
    statement(meta, Verb::Rows, select, &[], || {
        let columns = meta.fields.iter().map(|field| Alias::new(field.column));
        selection(meta, select, columns)
    })
}

/// The primary keys of the matching rows, in their order.
pub(crate) fn keys(meta: &'static ModelMeta, select: &Select) -> Statement {
    statement(meta, Verb::Keys, select, &[], || {
        selection(meta, select, [Alias::new(meta.key().column)])
    })
}

fn selection(
    meta: &'static ModelMeta,
    select: &Select,
    columns: impl IntoIterator<Item = Alias>,
) -> (String, Values) {
    let mut query = Query::select();
    query.columns(columns).from(Alias::new(meta.table));
    restrict(&mut query, meta, select);
    ordered(meta, select, &mut query);
    query.build(SqliteQueryBuilder)
}

/// What the matching rows are sorted by: the values of an order.
pub(crate) fn place(meta: &'static ModelMeta, select: &Select, order: &[Sort]) -> Statement {
    let mut query = Query::select();
    for sort in order {
        query.expr(sort::value(meta, sort));
    }
    query.from(Alias::new(meta.table));
    restrict(&mut query, meta, select);
    let (text, values) = query.build(SqliteQueryBuilder);
    (text.into(), values)
}

/// How many rows match.
pub(crate) fn count(meta: &'static ModelMeta, select: &Select) -> Statement {
    if select.is_sliced() {
        return sets::count_sliced(meta, select);
    }
    statement(meta, Verb::Count, select, &[], || {
        let mut query = Query::select();
        query
            // `count(*)`, for which SQLite has a shortcut; a column it would read.
            .expr(Func::count(Expr::col(Asterisk)))
            .from(Alias::new(meta.table));
        restrict(&mut query, meta, select);
        query.build(SqliteQueryBuilder)
    })
}

/// One row; the answer is the row as stored.
pub(crate) fn insert(meta: &'static ModelMeta, values: &[(usize, Value)]) -> Statement {
    statement(meta, Verb::Insert, &Select::default(), values, || {
        let mut query = Query::insert();
        query
            .into_table(Alias::new(meta.table))
            .returning(all(meta));
        if values.is_empty() {
            query.or_default_values();
        } else {
            let (columns, row): (Vec<_>, Vec<_>) = assigned(meta, values).unzip();
            // As many values as columns, by construction.
            query.columns(columns).values_panic(row);
        }
        query.build(SqliteQueryBuilder)
    })
}

/// The matching rows; the answer is the rows as stored.
pub(crate) fn update(
    meta: &'static ModelMeta,
    select: &Select,
    values: &[(usize, Value)],
) -> Statement {
    statement(meta, Verb::Update, select, values, || {
        let mut query = Query::update();
        query
            .table(Alias::new(meta.table))
            .values(assigned(meta, values))
            .returning(all(meta));
        restrict(&mut query, meta, select);
        query.build(SqliteQueryBuilder)
    })
}

pub(crate) fn delete(meta: &'static ModelMeta, select: &Select) -> Statement {
    statement(meta, Verb::Delete, select, &[], || {
        let mut query = Query::delete();
        query.from_table(Alias::new(meta.table));
        restrict(&mut query, meta, select);
        query.build(SqliteQueryBuilder)
    })
}

fn assigned<'a>(
    meta: &'a ModelMeta,
    values: &'a [(usize, Value)],
) -> impl Iterator<Item = (Alias, SimpleExpr)> + 'a {
    values.iter().map(|(index, value)| {
        let column = Alias::new(meta.fields[*index].column);
        (column, Expr::val(bind(meta, *index, value)))
    })
}

fn all(meta: &ModelMeta) -> sea_query::ReturningClause {
    Query::returning().columns(meta.fields.iter().map(|f| Alias::new(f.column).into_iden()))
}
