//! Queries and assignments as SQL text and bound values, through sea-query.

use sea_query::{
    Alias, Cond, Expr, ExprTrait, Func, IntoIden, LikeExpr, Order, Query, SelectStatement,
    SimpleExpr, SqliteQueryBuilder, Values,
};

use crate::query::{Like, Op, Predicate, Select};
use crate::sqlite::storage;
use crate::{ModelMeta, Value};

pub(crate) type Statement = (String, Values);

fn column(meta: &ModelMeta, index: usize) -> Expr {
    Expr::col(Alias::new(meta.fields[index].column))
}

fn bind(meta: &ModelMeta, index: usize, value: &Value) -> sea_query::Value {
    storage(value, meta.fields[index].kind.stored())
}

fn condition(meta: &ModelMeta, predicate: &Predicate) -> SimpleExpr {
    let (field, op, values) = match predicate {
        Predicate::Any(any) => {
            let any = any
                .iter()
                .fold(Cond::any(), |all, one| all.add(condition(meta, one)));
            return any.into();
        }
        // `IS NOT TRUE` keeps the rows where the comparison is with NULL.
        Predicate::Not(inner) => {
            return Expr::cust_with_exprs("(?) IS NOT TRUE", [condition(meta, inner)]);
        }
        Predicate::Compare { field, op, values } => (*field, *op, values),
    };
    let left = column(meta, field);
    let value = |n: usize| {
        values
            .get(n)
            .map_or(sea_query::Value::BigInt(None), |value| {
                bind(meta, field, value)
            })
    };
    match op {
        Op::Eq => left.eq(value(0)),
        Op::Ne => left.ne(value(0)),
        Op::Lt => left.lt(value(0)),
        Op::Lte => left.lte(value(0)),
        Op::Gt => left.gt(value(0)),
        Op::Gte => left.gte(value(0)),
        Op::Between => left.between(value(0), value(1)),
        Op::In => left.is_in(values.iter().map(|value| bind(meta, field, value))),
        Op::IsNull => left.is_null(),
        Op::Like(kind) => {
            let text = match values.first() {
                Some(Value::Text(text)) => escape(text),
                _ => String::new(),
            };
            let pattern = match kind {
                Like::Exact => text,
                Like::Contains => format!("%{text}%"),
                Like::Starts => format!("{text}%"),
                Like::Ends => format!("%{text}"),
            };
            left.like(LikeExpr::new(pattern).escape('\\'))
        }
    }
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_")
}

fn conditions(meta: &ModelMeta, select: &Select) -> Cond {
    let all = select
        .predicates
        .iter()
        .fold(Cond::all(), |all, one| all.add(condition(meta, one)));
    if select.none {
        all.add(Expr::val(1).eq(0))
    } else {
        all
    }
}

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
        .expr(Func::count(Expr::col(Alias::new(meta.key().column))))
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
