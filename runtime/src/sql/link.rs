//! The rows of a many-to-many relation's table.

use sea_query::{Alias, Expr, ExprTrait, Func, Order, Query, SelectStatement, SqliteQueryBuilder};
use serde_json::Value as Json;

use super::Statement;
use crate::sqlite::storage;
use crate::{Error, LinkMeta, Result, Value};

/// Removes what a row is linked to.
pub(crate) fn clear(link: &LinkMeta, own: &Value) -> Statement {
    Query::delete()
        .from_table(Alias::new(link.table))
        .and_where(Expr::col(Alias::new(link.own)).eq(storage_of(own)))
        .build(SqliteQueryBuilder)
}

/// Links a row to others, in their order.
pub(crate) fn add(link: &LinkMeta, own: &Value, others: &[Value]) -> Result<Statement> {
    let mut pairs = each(others);
    pairs.expr(Expr::val(storage_of(own)));
    pairs.column(Alias::new("value"));
    let mut insert = Query::insert();
    insert
        .into_table(Alias::new(link.table))
        .columns([Alias::new(link.own), Alias::new(link.other)])
        .select_from(pairs)
        .map_err(Error::internal)?;
    Ok(insert.build(SqliteQueryBuilder))
}

/// Each row's key with one key it is linked to, in the order they were linked.
pub(crate) fn pairs(link: &LinkMeta, owns: &[Value]) -> Statement {
    let mut keys = each(owns);
    keys.column(Alias::new("value"));
    Query::select()
        .columns([Alias::new(link.own), Alias::new(link.other)])
        .from(Alias::new(link.table))
        .and_where(Expr::col(Alias::new(link.own)).in_subquery(keys))
        .order_by(Alias::new("id"), Order::Asc)
        .build(SqliteQueryBuilder)
}

/// The keys as rows, in one parameter whatever their number.
fn each(keys: &[Value]) -> SelectStatement {
    let list: Vec<Json> = keys.iter().map(json).collect();
    let list = Json::Array(list).to_string();
    let mut select = Query::select();
    let function = Func::cust(Alias::new("json_each")).arg(Expr::val(list));
    select.from_function(function, Alias::new("each"));
    select
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
