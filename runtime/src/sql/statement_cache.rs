//! Texts kept between calls: to write one costs more than to run it by a key.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use sea_query::Values;

use super::condition::bind;
use crate::query::{Op, Predicate, Select, Sort};
use crate::{LinkMeta, ModelMeta, Value};

/// Texts that a thread keeps. Clients can ask for more combinations of filters
/// and orders than anyone wants to hold.
const MOST: usize = 512;

/// A statement: its text, and its values in the order of the placeholders.
pub(crate) type Statement = (Rc<str>, Values);

/// What a statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Verb {
    Rows,
    Keys,
    Count,
    Exists,
    Insert,
    Update,
    Delete,
    /// The rows of a link's table.
    Pairs,
    AddPairs,
    ClearPairs,
}

/// All that a text depends on: values only where they are parameters.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Shape {
    /// The address of the description of a model or a link: `&'static`, so it stands for one.
    of: usize,
    verb: Verb,
    columns: Vec<usize>,
    conditions: Vec<(usize, Op)>,
    order: Vec<Sort>,
    limit: bool,
    offset: bool,
}

thread_local! {
    static KEPT: RefCell<HashMap<Shape, Rc<str>>> = RefCell::default();
}

/// The statement, with a text from before where there is one. `build` writes it.
pub(super) fn statement(
    meta: &'static ModelMeta,
    verb: Verb,
    select: &Select,
    values: &[(usize, Value)],
    build: impl FnOnce() -> (String, Values),
) -> Statement {
    match shape(meta, verb, select, values) {
        Some((shape, bound)) => keep(shape, bound, build),
        None => {
            let (text, values) = build();
            (text.into(), values)
        }
    }
}

/// A statement about the rows of a link's table, whose text the values never change.
pub(super) fn about_link(
    link: &LinkMeta,
    verb: Verb,
    values: Vec<sea_query::Value>,
    build: impl FnOnce() -> (String, Values),
) -> Statement {
    let shape = Shape {
        of: std::ptr::from_ref(link).addr(),
        verb,
        columns: Vec::new(),
        conditions: Vec::new(),
        order: Vec::new(),
        limit: false,
        offset: false,
    };
    keep(shape, Values(values), build)
}

fn keep(shape: Shape, bound: Values, build: impl FnOnce() -> (String, Values)) -> Statement {
    KEPT.with_borrow_mut(|kept| {
        if let Some(text) = kept.get(&shape) {
            return (text.clone(), bound);
        }
        let (text, values) = build();
        let text: Rc<str> = text.into();
        // A text whose parameters are others than a shape's is not one to keep.
        if values == bound {
            if kept.len() == MOST {
                kept.clear();
            }
            kept.insert(shape, text.clone());
        }
        (text, values)
    })
}

/// The shape and the values, where each condition is one comparison with one parameter. They
/// stand as the text has them: assigned values, conditions, limit, offset.
fn shape(
    meta: &'static ModelMeta,
    verb: Verb,
    select: &Select,
    values: &[(usize, Value)],
) -> Option<(Shape, Values)> {
    if select.none {
        return None;
    }
    let mut bound = Vec::with_capacity(values.len() + select.predicates.len() + 2);
    bound.extend(
        values
            .iter()
            .map(|(field, value)| bind(meta, *field, value)),
    );
    let mut conditions = Vec::with_capacity(select.predicates.len());
    for predicate in &select.predicates {
        let Predicate::Compare { field, op, values } = predicate else {
            return None;
        };
        match (op, values.as_slice()) {
            // Decimals are compared in the units of the column, which may change the operator.
            (_, [Value::Null | Value::Decimal(_)]) => return None,
            (Op::Eq | Op::Ne | Op::Lt | Op::Lte | Op::Gt | Op::Gte, [value]) => {
                bound.push(bind(meta, *field, value));
            }
            (Op::IsNull | Op::IsNotNull, _) => {}
            _ => return None,
        }
        conditions.push((*field, *op));
    }
    let sliced = matches!(verb, Verb::Rows | Verb::Keys);
    let limit = select.limit.filter(|_| sliced);
    let offset = Some(select.offset).filter(|offset| sliced && *offset > 0);
    if limit.is_none() && offset.is_some() {
        return None;
    }
    bound.extend(limit.map(Into::into));
    bound.extend(offset.map(Into::into));
    let shape = Shape {
        of: std::ptr::from_ref(meta).addr(),
        verb,
        columns: values.iter().map(|(field, _)| *field).collect(),
        conditions,
        order: if sliced {
            select.order.clone()
        } else {
            Vec::new()
        },
        limit: limit.is_some(),
        offset: offset.is_some(),
    };
    Some((shape, Values(bound)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FieldMeta, Kind, sql};

    const PRICE: Kind = Kind::Decimal {
        precision: 6,
        scale: 2,
    };

    static META: ModelMeta = ModelMeta::new(
        "Item",
        "item",
        &[
            FieldMeta::new("id", Kind::Int64).key(),
            FieldMeta::new("name", Kind::Text).nullable(),
            FieldMeta::new("price", PRICE),
        ],
        &[],
    );

    /// Every statement about a selection, as this thread says it.
    fn said(select: &Select, values: &[(usize, Value)]) -> Vec<String> {
        let statements = [
            sql::rows(&META, select),
            sql::keys(&META, select),
            sql::count(&META, select),
            sql::sets::exists(&META, select),
            sql::delete(&META, select),
            sql::insert(&META, values),
            sql::update(&META, select, values),
        ];
        statements.map(|statement| format!("{statement:?}")).into()
    }

    fn selections(number: i64, text: &str) -> Vec<Select> {
        let text = || Value::Text(text.to_owned());
        let price = Value::Decimal(rust_decimal::Decimal::new(number, 3));
        let mut conditions = vec![Vec::new()];
        for (field, value) in [
            (0, Value::Int(number)),
            (1, text()),
            (1, Value::Null),
            (2, price),
        ] {
            for op in [
                Op::Eq,
                Op::Ne,
                Op::Lt,
                Op::Gte,
                Op::In,
                Op::IsNull,
                Op::IsNotNull,
            ] {
                conditions.push(vec![Predicate::new(field, op, vec![value.clone()])]);
            }
        }
        let both = |op| Predicate::new(0, op, vec![Value::Int(number)]);
        conditions.push(vec![both(Op::Gt), Predicate::new(1, Op::Eq, vec![text()])]);
        conditions.push(vec![Predicate::Not(Box::new(both(Op::Gt)))]);
        conditions.push(vec![both(Op::Gt).or(both(Op::Eq))]);
        conditions.push(vec![both(Op::Gt).and(both(Op::Eq))]);
        let sliced = |predicates: Vec<Predicate>| {
            let slices = [
                (0, None),
                (0, Some(number)),
                (number, None),
                (number, Some(5)),
            ];
            let orders = [
                vec![],
                vec![Sort::by(0, true)],
                vec![Sort::by(1, false), Sort::by(0, false)],
            ];
            slices.into_iter().flat_map(move |(offset, limit)| {
                let predicates = predicates.clone();
                orders.clone().map(move |order| Select {
                    predicates: predicates.clone(),
                    order,
                    offset: offset.unsigned_abs(),
                    limit: limit.map(i64::unsigned_abs),
                    ..Select::default()
                })
            })
        };
        conditions.into_iter().flat_map(sliced).collect()
    }

    #[test]
    fn what_is_kept_is_what_would_be_built() {
        let before = selections(7, "x");
        let after = selections(1234, "it's ?");
        let values = |n| [(2, Value::Int(n)), (1, Value::Null)];
        for (before, after) in before.iter().zip(&after) {
            said(before, &values(1));
            let kept = said(after, &values(2));
            let built = std::thread::scope(|scope| {
                let fresh = scope.spawn(|| said(after, &values(2)));
                fresh.join().expect("no panic")
            });
            assert_eq!(kept, built, "{after:?}");
        }
        KEPT.with_borrow(|kept| assert!(kept.len() > 100, "{}", kept.len()));
    }

    #[test]
    fn no_more_is_kept_than_the_most() {
        for n in 0..2 * MOST {
            let sort = |bit: usize| Sort::by(bit % 3, n >> bit & 1 == 1);
            let order = (0..12).map(sort).collect();
            let select = Select {
                order,
                ..Select::default()
            };
            sql::rows(&META, &select);
        }
        KEPT.with_borrow(|kept| assert!((1..=MOST).contains(&kept.len())));
    }
}
