//! The rows of a many-to-many relation's table.

use sea_query::{Alias, Expr, ExprTrait, Func, Order, Query, SelectStatement, SqliteQueryBuilder};
use serde_json::Value as Json;

use super::statement_cache::{Statement, Verb, about_link};
use crate::sqlite::storage;
use crate::{LinkMeta, Value};

/// Removes what a row is linked to.
pub(crate) fn clear(link: &'static LinkMeta, own: &Value) -> Statement {
    let own = storage_of(own);
    about_link(link, Verb::ClearPairs, vec![own.clone()], || {
        Query::delete()
            .from_table(Alias::new(link.table))
            .and_where(Expr::col(Alias::new(link.own)).eq(own))
            .build(SqliteQueryBuilder)
    })
}

/// Links a row to others, in their order.
pub(crate) fn add(link: &'static LinkMeta, own: &Value, others: &[Value]) -> Statement {
    let (own, others) = (storage_of(own), list(others));
    let values = vec![own.clone(), others.clone()];
    about_link(link, Verb::AddPairs, values, || {
        let mut pairs = Query::select();
        pairs.expr(Expr::val(own)).column(Alias::new("value"));
        each(&mut pairs, others);
        let mut insert = Query::insert();
        insert
            .into_table(Alias::new(link.table))
            .columns([Alias::new(link.own), Alias::new(link.other)]);
        // As many expressions as columns, so it is not refused.
        let _ = insert.select_from(pairs);
        insert.build(SqliteQueryBuilder)
    })
}

/// Each row's key with one key it is linked to, in the order of these.
pub(crate) fn pairs(link: &'static LinkMeta, owns: &[Value]) -> Statement {
    let owns = list(owns);
    about_link(link, Verb::Pairs, vec![owns.clone()], || {
        let mut keys = Query::select();
        keys.column(Alias::new("value"));
        each(&mut keys, owns);
        Query::select()
            .columns([Alias::new(link.own), Alias::new(link.other)])
            .from(Alias::new(link.table))
            .and_where(Expr::col(Alias::new(link.own)).in_subquery(keys))
            .order_by(Alias::new(link.other), Order::Asc)
            .build(SqliteQueryBuilder)
    })
}

/// Takes keys as rows, out of one parameter whatever their number.
fn each(select: &mut SelectStatement, list: sea_query::Value) {
    let function = Func::cust(Alias::new("json_each")).arg(Expr::val(list));
    select.from_function(function, Alias::new("each"));
}

fn list(keys: &[Value]) -> sea_query::Value {
    Json::Array(keys.iter().map(json).collect())
        .to_string()
        .into()
}

fn json(key: &Value) -> Json {
    match key {
        Value::Int(v) => (*v).into(),
        Value::Text(v) => v.clone().into(),
        Value::Uuid(v) => v.to_string().into(),
        // No other type is a key.
        _ => Json::Null,
    }
}

/// No key is a decimal, so the kind says nothing.
fn storage_of(key: &Value) -> sea_query::Value {
    storage(key, crate::Kind::Text)
}
