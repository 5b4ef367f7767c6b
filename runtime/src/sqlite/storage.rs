//! Values as SQLite stores them.

use rusqlite::ToSql;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rust_decimal::Decimal;

use crate::{Error, FieldMeta, Kind, ModelMeta, Result, Value, grammar};

/// A value as SQLite stores it. Date-times are text of one width, so that they sort.
pub(crate) fn storage(value: &Value, kind: Kind) -> sea_query::Value {
    use sea_query::Value as Bound;
    match value {
        // A list is a link's, and is never bound as one value.
        Value::Null | Value::List(_) => Bound::BigInt(None),
        Value::Bool(v) => Bound::BigInt(Some((*v).into())),
        Value::Int(v) => Bound::BigInt(Some(*v)),
        Value::Float(v) => Bound::Double(Some(*v)),
        Value::Text(v) => v.clone().into(),
        Value::Bytes(v) => v.clone().into(),
        Value::Decimal(v) => {
            let rounded = v.round_dp_with_strategy(
                scale(kind),
                rust_decimal::RoundingStrategy::MidpointAwayFromZero,
            );
            // `storable` has refused what saturates here.
            Bound::BigInt(Some(match units(rounded, scale(kind)) {
                Units::Exactly(n) | Units::After(n) => n,
                Units::Below => i64::MIN,
                Units::Beyond => i64::MAX,
            }))
        }
        Value::Uuid(v) => v.to_string().into(),
        Value::Date(v) => v.to_string().into(),
        Value::Time(v) => grammar::time_column(*v).into(),
        Value::Timestamp(v) => grammar::datetime_column(v.to_utc()).into(),
        Value::Json(v) => serde_json::Value::Object(v.clone()).to_string().into(),
    }
}

fn scale(kind: Kind) -> u32 {
    match kind {
        Kind::Decimal { scale, .. } => scale,
        _ => 0,
    }
}

/// Where a decimal stands among the scaled integers of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Units {
    Exactly(i64),
    /// Between this one and the next.
    After(i64),
    /// Smaller than all.
    Below,
    /// Larger than all.
    Beyond,
}

/// A decimal in the units of a column of this kind, not rounded.
pub(crate) fn scaled(value: Decimal, kind: Kind) -> Units {
    units(value, scale(kind))
}

fn units(value: Decimal, scale: u32) -> Units {
    let mantissa = value.mantissa();
    let power = |digits: u32| 10_i128.checked_pow(digits);
    let (units, exact) = match scale.checked_sub(value.scale()) {
        Some(more) => (power(more).and_then(|by| mantissa.checked_mul(by)), true),
        None => match power(value.scale() - scale) {
            Some(by) => (Some(mantissa.div_euclid(by)), mantissa.rem_euclid(by) == 0),
            None => (None, false),
        },
    };
    match units.and_then(|units| i64::try_from(units).ok()) {
        Some(units) if exact => Units::Exactly(units),
        Some(units) => Units::After(units),
        None if mantissa < 0 => Units::Below,
        None => Units::Beyond,
    }
}

/// Refuses what a column cannot hold. A client's values were validated; these
/// may come from a hook.
pub(super) fn storable(meta: &ModelMeta, values: &[(usize, Value)]) -> Result<()> {
    let mut errors = Error::invalid();
    for (index, value) in values {
        let field: &FieldMeta = &meta.fields[*index];
        if let (Kind::Decimal { precision, scale }, Value::Decimal(value)) = (field.kind, value) {
            let most = 10_i128.checked_pow(precision).unwrap_or(i128::MAX);
            let fits = match units(value.abs(), scale) {
                Units::Exactly(n) | Units::After(n) => i128::from(n) < most,
                Units::Below | Units::Beyond => false,
            };
            if !fits {
                let text =
                    format!("Ensure that there are no more than {precision} digits in total.");
                errors.add(field.name, text, "max_digits");
            }
        }
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(errors)
    }
}

/// A value that sea-query kept for a statement.
pub(super) struct Bind<'a>(pub &'a sea_query::Value);

impl ToSql for Bind<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        use sea_query::Value as Bound;
        let value = match self.0 {
            Bound::BigInt(Some(v)) => ValueRef::Integer(*v),
            Bound::BigUnsigned(Some(v)) => ValueRef::Integer(i64::try_from(*v).unwrap_or(i64::MAX)),
            Bound::Int(Some(v)) => ValueRef::Integer((*v).into()),
            Bound::Bool(Some(v)) => ValueRef::Integer((*v).into()),
            Bound::Double(Some(v)) => ValueRef::Real(*v),
            Bound::String(Some(v)) => ValueRef::Text(v.as_bytes()),
            Bound::Bytes(Some(v)) => ValueRef::Blob(v),
            _ => ValueRef::Null,
        };
        Ok(ToSqlOutput::Borrowed(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Timestamp;

    const PRICE: Kind = Kind::Decimal {
        precision: 6,
        scale: 2,
    };

    fn number(text: &str) -> Decimal {
        text.parse().expect(text)
    }

    #[test]
    fn a_decimal_is_placed_among_the_units_of_its_column() {
        for (text, units) in [
            ("1.24", Units::Exactly(124)),
            ("1.2", Units::Exactly(120)),
            ("1.2400", Units::Exactly(124)),
            ("1.239", Units::After(123)),
            ("-1.239", Units::After(-124)),
            ("79228162514264337593543950335", Units::Beyond),
            ("-79228162514264337593543950335", Units::Below),
        ] {
            assert_eq!(scaled(number(text), PRICE), units, "{text}");
        }
    }

    #[test]
    fn moments_sort_as_text_from_the_first_to_the_last() {
        let moments = [
            Timestamp::MIN,
            Timestamp::constant(1969, 12, 31, 23, 59, 59, 250_000),
            Timestamp::UNIX_EPOCH,
            Timestamp::MAX,
        ];
        let column = |at| match storage(&Value::Timestamp(at), Kind::DateTime) {
            sea_query::Value::String(Some(text)) => text,
            other => panic!("{other:?} is no text"),
        };
        let texts = moments.map(column);
        assert!(texts.is_sorted(), "{texts:?}");
        assert!(texts.iter().all(|text| text.len() == 27), "{texts:?}");
        let read = |text: String| text.parse::<Timestamp>().expect("a moment");
        assert_eq!(texts.map(read), moments);
    }

    #[test]
    fn a_hook_cannot_store_null_for_what_is_too_large() {
        static META: ModelMeta =
            ModelMeta::new("Item", "item", &[FieldMeta::new("price", PRICE)], &[]);
        let check = |text: &str| storable(&META, &[(0, Value::Decimal(number(text)))]);
        assert!(check("-9999.99").is_ok());
        for large in ["10000", "-10000", "79228162514264337593543950335"] {
            assert!(check(large).is_err(), "{large}");
        }
        let stored = storage(&Value::Decimal(number("-1.235")), PRICE);
        assert_eq!(stored, sea_query::Value::BigInt(Some(-124)));
    }
}
