//! The conditions of a query as expressions.

use sea_query::{
    Alias, Cond, ConditionalStatement, Expr, ExprTrait, Func, LikeExpr, Query, SelectStatement,
    SimpleExpr, Value as Bound,
};
use serde_json::Value as Json;

use super::sort;
use crate::query::{Like, Op, Predicate, Select, Through};
use crate::sqlite::{Units, scaled, storage};
use crate::{DatePart, Kind, LinkMeta, ModelMeta, Value};

/// Adds all that a selection demands. Where that is nothing there is no WHERE: with a
/// `WHERE TRUE`, SQLite counts row by row.
pub(super) fn restrict(
    query: &mut impl ConditionalStatement,
    meta: &'static ModelMeta,
    select: &Select,
) {
    for predicate in &select.predicates {
        query.and_where(condition(meta, predicate));
    }
    if select.none {
        query.and_where(never());
    }
}

pub(super) fn bind(meta: &ModelMeta, index: usize, value: &Value) -> Bound {
    storage(value, meta.fields[index].kind.stored())
}

pub(super) fn never() -> SimpleExpr {
    Expr::val(1).eq(0)
}

fn condition(meta: &'static ModelMeta, predicate: &Predicate) -> SimpleExpr {
    let column = |field: usize| Expr::col(Alias::new(meta.fields[field].column));
    let (left, field, op, values) = match predicate {
        Predicate::All(all) => {
            let all = all
                .iter()
                .fold(Cond::all(), |all, one| all.add(condition(meta, one)));
            return all.into();
        }
        Predicate::Any(any) => {
            let any = any
                .iter()
                .fold(Cond::any(), |all, one| all.add(condition(meta, one)));
            return any.into();
        }
        Predicate::After(place) => return sort::after(meta, place),
        Predicate::Same(by, at) => return sort::same(meta, by, at),
        Predicate::Beyond(by, at) => return sort::beyond_value(meta, by, at),
        // `IS NOT TRUE` keeps the rows where the comparison is with NULL.
        Predicate::Not(inner) => {
            return Expr::cust_with_exprs("(?) IS NOT TRUE", [condition(meta, inner)]);
        }
        Predicate::Related(through, inner) => return related(meta, *through, inner),
        Predicate::Linked(position) => {
            let link = &meta.links[*position];
            return linking_keys(meta, link, None);
        }
        Predicate::Compare { field, op, values } => (column(*field), *field, *op, values),
        Predicate::Part {
            field,
            part,
            op,
            values,
        } => {
            let time_alone = matches!(meta.fields[*field].kind, Kind::Time);
            let left = part_of(column(*field), *part, time_alone);
            (left, *field, *op, values)
        }
    };
    match op {
        Op::IsNull => left.is_null(),
        Op::IsNotNull => left.is_not_null(),
        Op::Like(kind) => like(left, kind, values),
        // SQLite reads `a REGEXP b` as a call of the function.
        Op::Regex => match values.as_slice() {
            [Value::Text(pattern)] => {
                let call = Func::cust(Alias::new("regexp"))
                    .arg(Expr::val(pattern))
                    .arg(left);
                Expr::expr(call)
            }
            _ => never(),
        },
        Op::In => among(
            left,
            values.iter().filter_map(|value| match value {
                Value::Decimal(v) => match scaled(*v, meta.fields[field].kind.stored()) {
                    Units::Exactly(units) => Some(Bound::BigInt(Some(units))),
                    _ => None,
                },
                value => Some(bind(meta, field, value)),
            }),
        ),
        Op::Between => match values.as_slice() {
            [low, high] => compare(meta, field, left.clone(), Op::Gte, low).and(compare(
                meta,
                field,
                left,
                Op::Lte,
                high,
            )),
            _ => never(),
        },
        op => match values.as_slice() {
            [value] => compare(meta, field, left, op, value),
            _ => never(),
        },
    }
}

/// Dates and times are text of one width; as a number, a part compares with any other.
fn part_of(column: Expr, part: DatePart, time_alone: bool) -> Expr {
    let digits = Func::cust(Alias::new("substr"))
        .arg(column)
        .arg(Expr::val(part.start(time_alone)))
        .arg(Expr::val(part.width()));
    Expr::expr(digits).cast_as(Alias::new("INTEGER"))
}

/// `IN` a subquery: as `EXISTS`, it finds no row twice, and its columns need no prefix.
fn related(meta: &'static ModelMeta, through: Through, inner: &Predicate) -> SimpleExpr {
    match through {
        Through::Reference(index) => {
            let field = &meta.fields[index];
            let Kind::Reference(target) = field.kind else {
                // Only a foreign key's column is typed with a target.
                return never();
            };
            Expr::col(Alias::new(field.column)).in_subquery(keys_where(target, inner))
        }
        Through::Link(position) => {
            let link = &meta.links[position];
            linking_keys(meta, link, Some(inner))
        }
    }
}

/// The key is among those that a link's table has, for rows of the target that match.
fn linking_keys(meta: &ModelMeta, link: &LinkMeta, inner: Option<&Predicate>) -> SimpleExpr {
    let mut own = Query::select();
    own.column(Alias::new(link.own))
        .from(Alias::new(link.table));
    if let Some(inner) = inner {
        let others = keys_where(link.target, inner);
        own.and_where(Expr::col(Alias::new(link.other)).in_subquery(others));
    }
    Expr::col(Alias::new(meta.key().column)).in_subquery(own)
}

fn keys_where(meta: &'static ModelMeta, predicate: &Predicate) -> SelectStatement {
    Query::select()
        .column(Alias::new(meta.key().column))
        .from(Alias::new(meta.table))
        .and_where(condition(meta, predicate))
        .take()
}

fn compare(meta: &ModelMeta, field: usize, left: Expr, op: Op, value: &Value) -> SimpleExpr {
    let kind = meta.fields[field].kind.stored();
    let bound = match value {
        Value::Decimal(value) => match place(op, scaled(*value, kind)) {
            Place::At(op, units) => return comparison(left, op, Bound::BigInt(Some(units))),
            Place::Everywhere => return left.is_not_null(),
            Place::Nowhere => return never(),
        },
        value => storage(value, kind),
    };
    comparison(left, op, bound)
}

fn comparison(left: Expr, op: Op, value: Bound) -> SimpleExpr {
    match op {
        Op::Ne => left.ne(value),
        Op::Lt => left.lt(value),
        Op::Lte => left.lte(value),
        Op::Gt => left.gt(value),
        Op::Gte => left.gte(value),
        _ => left.eq(value),
    }
}

/// Which scaled integers compare so with a decimal that may not be one of them.
enum Place {
    At(Op, i64),
    /// All but NULL.
    Everywhere,
    Nowhere,
}

fn place(op: Op, units: Units) -> Place {
    match (op, units) {
        (op, Units::Exactly(units)) => Place::At(op, units),
        (Op::Lt | Op::Lte, Units::After(units)) => Place::At(Op::Lte, units),
        (Op::Gt | Op::Gte, Units::After(units)) => Place::At(Op::Gt, units),
        (Op::Lt | Op::Lte, Units::Beyond) | (Op::Gt | Op::Gte, Units::Below) | (Op::Ne, _) => {
            Place::Everywhere
        }
        _ => Place::Nowhere,
    }
}

fn like(left: Expr, kind: Like, values: &[Value]) -> SimpleExpr {
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

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_")
}

/// `IN` with one parameter, whatever the number of values: a text per number
/// would push all other statements out of the caches.
fn among(left: Expr, values: impl Iterator<Item = Bound>) -> SimpleExpr {
    let mut hex = false;
    // NULL equals nothing, so it is left out.
    let values: Vec<Json> = values
        .filter_map(|value| match value {
            Bound::BigInt(Some(v)) => Some(v.into()),
            Bound::Double(Some(v)) => Some(v.into()),
            Bound::String(Some(v)) => Some(Json::String(v)),
            Bound::Bytes(Some(v)) => {
                hex = true;
                let digits: String = v.iter().map(|byte| format!("{byte:02x}")).collect();
                Some(Json::String(digits))
            }
            _ => None,
        })
        .collect();
    let text = if hex {
        "? IN (SELECT unhex(value) FROM json_each(?))"
    } else {
        "? IN (SELECT value FROM json_each(?))"
    };
    Expr::cust_with_exprs(text, [left, Expr::val(Json::Array(values).to_string())])
}
