//! Numbers: decimals without a loss, and the bounds of a field.

use rust_decimal::Decimal;

use super::faults::{Broken, invalid};
use crate::{Bound, FieldMeta, Value};

/// Scaled values of this many digits and more lie beyond every column, which
/// holds an `i64`.
const BEYOND: i64 = 19;

/// A decimal number as it was written, however large or small:
/// 0.`significant` × 10^`point`, without zeros at either end.
#[derive(Debug, PartialEq)]
pub(crate) struct Digits {
    negative: bool,
    significant: String,
    /// How many digits stand before the decimal point.
    point: i64,
}

impl Digits {
    /// `[+-]1.5[e3]`, as JSON and Python write numbers.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let negative = mantissa.starts_with('-');
        let unsigned = mantissa.strip_prefix(['+', '-']).unwrap_or(mantissa);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let mut digits = format!("{whole}{fraction}");
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        digits.truncate(digits.trim_end_matches('0').len());
        let significant = digits.trim_start_matches('0');
        let zeros = digits.len() - significant.len();
        let point = match significant {
            "" => 0,
            _ => {
                i64::try_from(whole.len()).ok()? - i64::try_from(zeros).ok()? + i64::from(exponent)
            }
        };
        Some(Self {
            negative,
            significant: significant.to_owned(),
            point,
        })
    }

    fn len(&self) -> i64 {
        self.significant.len().try_into().unwrap_or(i64::MAX)
    }

    fn decimal_places(&self) -> i64 {
        self.len().saturating_sub(self.point).max(0)
    }

    /// The number itself, where it has few enough digits for it.
    fn exact(&self) -> Option<Decimal> {
        let places = u32::try_from(self.decimal_places()).ok()?;
        let zeros = usize::try_from(self.point.saturating_sub(self.len()).max(0)).ok()?;
        if self.significant.is_empty() {
            return Some(Decimal::ZERO);
        }
        if places > Decimal::MAX_SCALE || self.point > i64::from(Decimal::MAX_SCALE) {
            return None;
        }
        let whole: i128 = format!("{}{}", self.significant, "0".repeat(zeros))
            .parse()
            .ok()?;
        let signed = if self.negative { -whole } else { whole };
        Decimal::try_from_i128_with_scale(signed, places).ok()
    }

    /// A stand-in that compares with every number of `scale` places as this one
    /// does, for filters: what is too large is the largest, and what is too fine
    /// keeps to its side of its neighbours.
    pub(crate) fn comparable(mut self, scale: u32) -> Decimal {
        let kept = self.point.saturating_add(scale.into());
        if kept > BEYOND {
            return if self.negative {
                Decimal::MIN
            } else {
                Decimal::MAX
            };
        }
        if self.len() > kept.max(0) {
            // One digit more than the column has, and it is not zero.
            let zeros = usize::try_from(-kept).unwrap_or(0);
            let kept = usize::try_from(kept).unwrap_or(0);
            self.significant.truncate(kept);
            self.significant.push('1');
            if zeros > 0 {
                self.point = -i64::from(scale);
            }
        }
        self.exact().unwrap_or_default()
    }

    /// Whether it is larger than any number that a filter takes: Django's limit for them is
    /// 1e50, as a float has it.
    pub(crate) fn is_beyond_filters(&self) -> bool {
        const MOST: (i64, &str) = (51, "10000000000000000762976984109188700329496497094656");
        !self.negative && (self.point, &*self.significant) > MOST
    }

    /// The number where it is whole.
    pub(crate) fn whole(&self) -> Option<i64> {
        if self.decimal_places() > 0 {
            return None;
        }
        self.exact()?.try_into().ok()
    }
}

/// Doubles from here on are written with an exponent by Python.
const WITH_EXPONENT: f64 = 1e16;

/// The shortest decimal that the double stands for, with DRF's digit rules.
pub(super) fn decimal(value: f64, precision: u32, scale: u32) -> Result<Decimal, Broken> {
    let wrong = || invalid("A valid number is required.");
    let digits = Digits::parse(&value.to_string()).ok_or_else(wrong)?;
    // Python writes a whole double as `5.0`, and DRF counts that zero as a digit and a place.
    // Where a column has no places, that would leave no number at all.
    let whole = value.fract() == 0.0 && value.abs() < WITH_EXPONENT;
    let zero = i64::from(whole && scale > 0);
    let places = digits.decimal_places().max(zero);
    let total = (digits.point + zero).max(digits.len()).max(places);
    if total > precision.into() {
        let message = format!("Ensure that there are no more than {precision} digits in total.");
        return Err((message, "max_digits"));
    }
    if places > scale.into() {
        let message = format!("Ensure that there are no more than {scale} decimal places.");
        return Err((message, "max_decimal_places"));
    }
    let most = precision.saturating_sub(scale);
    if digits.point > most.into() {
        let message =
            format!("Ensure that there are no more than {most} digits before the decimal point.");
        return Err((message, "max_whole_digits"));
    }
    digits.exact().ok_or_else(wrong)
}

pub(super) fn bounds(field: &FieldMeta, value: &Value) -> Result<(), Broken> {
    if let Some(bound) = field.min
        && below(value, bound, true)
    {
        let message = format!(
            "Ensure this value is greater than or equal to {}.",
            text(bound)
        );
        return Err((message, "min_value"));
    }
    if let Some(bound) = field.max
        && below(value, bound, false)
    {
        let message = format!(
            "Ensure this value is less than or equal to {}.",
            text(bound)
        );
        return Err((message, "max_value"));
    }
    Ok(())
}

/// Whether the value lies outside, on the lower or the upper side.
fn below(value: &Value, bound: Bound, lower: bool) -> bool {
    let ordering = match (value, bound) {
        (Value::Int(v), Bound::Int(b)) => v.partial_cmp(&b),
        (Value::Float(v), Bound::Float(b)) => v.partial_cmp(&b),
        (Value::Float(v), Bound::Int(b)) => v.partial_cmp(&(b as f64)),
        (Value::Decimal(v), bound) => text(bound).parse().ok().and_then(|b| v.partial_cmp(&b)),
        _ => None,
    };
    ordering.is_some_and(|o| if lower { o.is_lt() } else { o.is_gt() })
}

fn text(bound: Bound) -> String {
    match bound {
        Bound::Int(v) => v.to_string(),
        Bound::Float(v) => v.to_string(),
        Bound::Decimal(v) => v.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(value: f64) -> Result<Decimal, &'static str> {
        decimal(value, 6, 2).map_err(|(_, code)| code)
    }

    #[test]
    fn digits_are_counted_as_django_rest_framework_counts_them() {
        assert_eq!(code(1234.56), Ok(Decimal::new(123_456, 2)));
        assert_eq!(code(-0.5), Ok(Decimal::new(-5, 1)));
        assert_eq!(code(100.0), Ok(Decimal::from(100)));
        assert_eq!(code(0.0), Ok(Decimal::ZERO));
        assert_eq!(code(-0.0), Ok(Decimal::ZERO));
        assert_eq!(code(0.001), Err("max_decimal_places"));
        assert_eq!(code(1e-6), Err("max_decimal_places"));
        // All places count as digits, so one that is far out exceeds both limits.
        assert_eq!(code(1e-29), Err("max_digits"));
        assert_eq!(code(5e-324), Err("max_digits"));
        assert_eq!(code(1e30), Err("max_digits"));
        assert_eq!(code(f64::MAX), Err("max_digits"));
        assert_eq!(code(12345.0), Err("max_whole_digits"));
        assert_eq!(code(123_456.0), Err("max_digits"));
        assert_eq!(code(f64::NAN), Err("invalid"));
        assert_eq!(code(f64::NEG_INFINITY), Err("invalid"));
    }

    #[test]
    fn a_filter_value_stays_on_its_side() {
        let at = |text: &str| Digits::parse(text).expect(text).comparable(2);
        let number = |text: &str| -> Decimal { text.parse().expect(text) };
        assert_eq!(at("1.24"), number("1.24"));
        assert_eq!(at("1e2"), number("100"));
        assert_eq!(at("-0"), Decimal::ZERO);
        assert!(at("1.2399999999999999999999999999999999999") < number("1.24"));
        assert!(at("1.2399999999999999999999999999999999999") > number("1.23"));
        assert!(at("1.2300000000000000000000000000000000001") > number("1.23"));
        for tiny in ["0.000000001", "1e-999999999"] {
            assert!(
                at(tiny) > Decimal::ZERO && at(tiny) < number("0.01"),
                "{tiny}"
            );
        }
        assert!(at("-1e-40") < Decimal::ZERO && at("-1e-40") > number("-0.01"));
        assert_eq!(at("1e999999999"), Decimal::MAX);
        assert_eq!(at("-123456789012345678901234567890"), Decimal::MIN);
        for wrong in [
            "",
            ".",
            "-",
            "1,5",
            "NaN",
            "0x10",
            "1e",
            "e5",
            "--1",
            "1e99999999999",
        ] {
            assert_eq!(Digits::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_whole_number_may_be_written_with_a_point() {
        let whole = |text: &str| Digits::parse(text).and_then(|digits| digits.whole());
        assert_eq!(whole("2.0"), Some(2));
        assert_eq!(whole("-9223372036854775808"), Some(i64::MIN));
        assert_eq!(whole("2.5"), None);
        assert_eq!(whole("9223372036854775808"), None);
    }
}
