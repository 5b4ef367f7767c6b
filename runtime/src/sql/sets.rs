//! Statements about all rows of a query set at once.

use sea_query::{
    Alias, ConditionalStatement, Expr, ExprTrait, Func, FunctionCall, Query, SelectStatement,
    SqliteQueryBuilder, Values,
};

use super::condition::restrict;
use super::statement_cache::{Statement, Verb, statement};
use super::{assigned, ordered};
use crate::query::Select;
use crate::{ModelMeta, Value};

/// What is computed of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aggregate {
    Count,
    Sum,
    Min,
    Max,
    Avg,
}

impl Aggregate {
    fn of(self, column: Expr) -> FunctionCall {
        match self {
            Self::Count => Func::count(column),
            Self::Sum => Func::sum(column),
            Self::Min => Func::min(column),
            Self::Max => Func::max(column),
            Self::Avg => Func::avg(column),
        }
    }
}

/// Some columns of the matching rows, each by its position.
pub(crate) fn values(meta: &'static ModelMeta, select: &Select, fields: &[usize]) -> Statement {
    let mut query = Query::select();
    query
        .columns(fields.iter().map(|field| column(meta, *field)))
        .from(Alias::new(meta.table));
    restrict(&mut query, meta, select);
    ordered(meta, select, &mut query);
    built(query.build(SqliteQueryBuilder))
}

/// Whether there is a matching row: one row with 1 or 0.
pub(crate) fn exists(meta: &'static ModelMeta, select: &Select) -> Statement {
    let build = || {
        let rows = matching(meta, select, meta.key_index());
        Query::select()
            .expr(Expr::exists(rows))
            .build(SqliteQueryBuilder)
    };
    if select.is_sliced() {
        return built(build());
    }
    statement(meta, Verb::Exists, select, &[], build)
}

/// What functions make of a column, in one row.
pub(crate) fn aggregates(
    meta: &'static ModelMeta,
    select: &Select,
    field: usize,
    functions: &[Aggregate],
) -> Statement {
    let mut query = Query::select();
    for function in functions {
        query.expr(function.of(Expr::col(column(meta, field))));
    }
    if select.is_sliced() {
        query.from_subquery(matching(meta, select, field), Alias::new("sliced"));
    } else {
        query.from(Alias::new(meta.table));
        restrict(&mut query, meta, select);
    }
    built(query.build(SqliteQueryBuilder))
}

/// How many rows a slice holds.
pub(super) fn count_sliced(meta: &'static ModelMeta, select: &Select) -> Statement {
    aggregates(meta, select, meta.key_index(), &[Aggregate::Count])
}

/// Assigns columns of all matching rows.
pub(crate) fn update_all(
    meta: &'static ModelMeta,
    select: &Select,
    values: &[(usize, Value)],
) -> Statement {
    let mut query = Query::update();
    query
        .table(Alias::new(meta.table))
        .values(assigned(meta, values));
    restrict_to(&mut query, meta, select);
    built(query.build(SqliteQueryBuilder))
}

/// Removes all matching rows.
pub(crate) fn delete_all(meta: &'static ModelMeta, select: &Select) -> Statement {
    let mut query = Query::delete();
    query.from_table(Alias::new(meta.table));
    restrict_to(&mut query, meta, select);
    built(query.build(SqliteQueryBuilder))
}

/// A write has no slice of its own: the keys of the rows in it are looked up.
fn restrict_to(query: &mut impl ConditionalStatement, meta: &'static ModelMeta, select: &Select) {
    if select.is_sliced() {
        let key = meta.key_index();
        query.and_where(Expr::col(column(meta, key)).in_subquery(matching(meta, select, key)));
    } else {
        restrict(query, meta, select);
    }
}

/// One column of the matching rows, ordered where the order decides which they are.
fn matching(meta: &'static ModelMeta, select: &Select, field: usize) -> SelectStatement {
    let mut query = Query::select();
    query
        .column(column(meta, field))
        .from(Alias::new(meta.table));
    restrict(&mut query, meta, select);
    if select.is_sliced() {
        ordered(meta, select, &mut query);
    }
    query
}

fn column(meta: &ModelMeta, field: usize) -> Alias {
    Alias::new(meta.fields[field].column)
}

fn built((text, values): (String, Values)) -> Statement {
    (text.into(), values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Op, Predicate, Sort};
    use crate::{FieldMeta, Kind};

    static META: ModelMeta = ModelMeta::new(
        "Item",
        "item",
        &[
            FieldMeta::new("id", Kind::Int64).key(),
            FieldMeta::new("name", Kind::Text).nullable(),
            FieldMeta::new("size", Kind::Int64),
        ],
        &[],
    );

    fn large() -> Select {
        Select {
            predicates: vec![Predicate::new(2, Op::Gt, vec![Value::Int(5)])],
            ..Select::default()
        }
    }

    fn two_of_them() -> Select {
        Select {
            order: vec![Sort::by(1, true)],
            limit: Some(2),
            ..large()
        }
    }

    fn text(statement: Statement) -> String {
        statement.0.to_string()
    }

    #[test]
    fn what_is_asked_of_a_set_is_one_statement() {
        assert_eq!(
            text(values(&META, &large(), &[1, 0])),
            r#"SELECT "name", "id" FROM "item" WHERE "size" > ? ORDER BY "id" ASC"#
        );
        assert_eq!(
            text(exists(&META, &large())),
            r#"SELECT EXISTS(SELECT "id" FROM "item" WHERE "size" > ?)"#
        );
        assert_eq!(
            text(aggregates(
                &META,
                &large(),
                2,
                &[Aggregate::Sum, Aggregate::Count]
            )),
            r#"SELECT SUM("size"), COUNT("size") FROM "item" WHERE "size" > ?"#
        );
        assert_eq!(
            text(update_all(&META, &large(), &[(1, Value::Null)])),
            r#"UPDATE "item" SET "name" = ? WHERE "size" > ?"#
        );
        assert_eq!(
            text(delete_all(&META, &large())),
            r#"DELETE FROM "item" WHERE "size" > ?"#
        );
    }

    #[test]
    fn of_a_slice_no_more_than_the_slice_is_meant() {
        let slice = r#"WHERE "size" > ? ORDER BY "name" DESC, "id" ASC LIMIT ?"#;
        let keys = format!(r#"SELECT "id" FROM "item" {slice}"#);
        assert_eq!(
            text(exists(&META, &two_of_them())),
            format!("SELECT EXISTS({keys})")
        );
        assert_eq!(
            text(aggregates(&META, &two_of_them(), 2, &[Aggregate::Max])),
            format!(r#"SELECT MAX("size") FROM (SELECT "size" FROM "item" {slice}) AS "sliced""#)
        );
        assert_eq!(
            text(count_sliced(&META, &two_of_them())),
            format!(r#"SELECT COUNT("id") FROM ({keys}) AS "sliced""#)
        );
        assert_eq!(
            text(update_all(&META, &two_of_them(), &[(1, Value::Null)])),
            format!(r#"UPDATE "item" SET "name" = ? WHERE "id" IN ({keys})"#)
        );
        assert_eq!(
            text(delete_all(&META, &two_of_them())),
            format!(r#"DELETE FROM "item" WHERE "id" IN ({keys})"#)
        );
    }
}
