//! Numbers keep their bounds and differ, for every type and every way to bound it.

use std::collections::HashSet;

use super::number::Numbers;
use crate::model::{Bound, Field, FieldType, Name, Rules};

fn field(ty: FieldType, min: Option<Bound>, max: Option<Bound>) -> Field {
    Field {
        name: Name::new("level"),
        comment: None,
        column: String::from("level"),
        ty,
        null: false,
        blank: false,
        default: None,
        auto: None,
        primary_key: false,
        unique: true,
        index: false,
        read_only: false,
        write_only: false,
        immutable: false,
        rules: Rules {
            min,
            max,
            ..Rules::default()
        },
    }
}

/// The first 500 numbers, or as many as there are, each within the bounds.
fn drawn(field: &Field, low: f64, high: f64) -> usize {
    let numbers = Numbers::of(field).expect("a number");
    let narrow = field.ty == FieldType::Float;
    let count = numbers.size().min(500);
    let mut seen = HashSet::new();
    for n in 0..count {
        let value = numbers.value(n, narrow);
        assert!(
            (low..=high).contains(&value),
            "{value} of {low} to {high}: {numbers:?}"
        );
        assert!(
            seen.insert(value.to_bits()),
            "{value} comes twice: {numbers:?}"
        );
    }
    seen.len()
}

#[test]
fn whole_numbers() {
    let some = |value| Some(Bound::Integer(value));
    for (min, max, low, high, count) in [
        (None, None, 1, 1_i64 << 31, 500),
        (some(1), some(4), 1, 4, 4),
        (some(7), None, 7, 1_i64 << 31, 500),
        (None, some(10), -1000, 10, 500),
        (some(-3), some(-3), -3, -3, 1),
        (
            some(i32::MAX.into()),
            None,
            i64::from(i32::MAX),
            i64::from(i32::MAX),
            1,
        ),
    ] {
        let field = field(FieldType::Int32, min, max);
        assert_eq!(drawn(&field, low as f64, high as f64), count);
    }
}

#[test]
fn decimals() {
    let some = |text: &str| Some(Bound::Decimal(text.to_owned()));
    for (precision, scale, min, max, low, high, count) in [
        (5, 2, None, None, 0.01, 999.99, 500),
        (2, 2, None, None, 0.01, 0.99, 99),
        (1, 0, None, None, 1.0, 9.0, 9),
        (5, 2, some("1.5"), some("1.54"), 1.5, 1.54, 5),
        (5, 2, some("0.001"), some("0.02"), 0.01, 0.02, 2),
        (5, 2, None, some("-3"), -999.99, -3.0, 500),
        (18, 9, some("2"), None, 2.0, 1e9, 500),
    ] {
        let field = field(FieldType::Decimal { precision, scale }, min, max);
        assert_eq!(drawn(&field, low, high), count, "{:?}", field.rules);
    }
}

#[test]
fn fractions() {
    let some = |value| Some(Bound::Float(value));
    for ty in [FieldType::Double, FieldType::Float] {
        for (min, max, low, high, least) in [
            (None, None, 0.0, 1e9, 500),
            (some(0.0), some(1.0), 0.0, 1.0, 500),
            (some(-0.1), some(0.1), -0.1, 0.1, 3),
            (None, some(3.0), -1e9, 3.0, 500),
            (some(1e30), None, 1e30, f64::MAX, 1),
            (some(2.0), some(2.0), 2.0, 2.0, 1),
        ] {
            let field = field(ty.clone(), min, max);
            let count = drawn(&field, low, high);
            assert!(count >= least, "{count} of {:?}", field.rules);
        }
    }
}
