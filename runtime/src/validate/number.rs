//! Numbers: decimals without a loss, and the bounds of a field.

use rust_decimal::Decimal;

use super::faults::{Broken, invalid};
use crate::grammar::Digits;
use crate::{Bound, FieldMeta, Value};

/// Scaled values of this many digits and more lie beyond every column, which
/// holds an `i64`.
const BEYOND: i64 = 19;

impl Digits {
    /// The number itself, where it has few enough digits for it.
    fn exact(&self) -> Option<Decimal> {
        let places = u32::try_from(self.decimal_places()).ok()?;
        Decimal::try_from_i128_with_scale(self.units(places)?, places).ok()
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
        self.units(0)?.try_into().ok()
    }
}

/// Doubles from here on are written with an exponent by Python.
const WITH_EXPONENT: f64 = 1e16;
/// The most characters of a text that may be a number, as in Django REST Framework.
const LONGEST: usize = 1000;

/// The shortest decimal that the double stands for.
pub(super) fn decimal(value: f64, precision: u32, scale: u32) -> Result<Decimal, Broken> {
    // Python writes a whole double as `5.0`, and DRF counts that zero as a digit and a place.
    // Where a column has no places, that would leave no number at all.
    let whole = value.fract() == 0.0 && value.abs() < WITH_EXPONENT;
    let text = match whole && scale > 0 {
        true => format!("{value:.1}"),
        false => value.to_string(),
    };
    written(&text, precision, scale)
}

/// The number that a text is, with DRF's digit rules: they count what is written, zeros at the
/// end included.
pub(super) fn written(text: &str, precision: u32, scale: u32) -> Result<Decimal, Broken> {
    let wrong = || invalid("A valid number is required.");
    if text.chars().count() > LONGEST {
        let message = String::from("String value too large.");
        return Err((message, "max_string_length".into()));
    }
    let digits = Digits::parse(text.trim()).ok_or_else(wrong)?;
    let (total, places, whole) = counted(&digits);
    if total > precision.into() {
        let message = format!("Ensure that there are no more than {precision} digits in total.");
        return Err((message, "max_digits".into()));
    }
    if places > scale.into() {
        let message = format!("Ensure that there are no more than {scale} decimal places.");
        return Err((message, "max_decimal_places".into()));
    }
    let most = precision.saturating_sub(scale);
    if whole > most.into() {
        let message =
            format!("Ensure that there are no more than {most} digits before the decimal point.");
        return Err((message, "max_whole_digits".into()));
    }
    let mut exact = digits.exact().ok_or_else(wrong)?;
    // As its column answers it; the elements of a list, too.
    exact.rescale(scale);
    Ok(exact)
}

/// The digits of a number as it is written: in total, behind the point and before it.
fn counted(digits: &Digits) -> (i64, i64, i64) {
    let places = digits.written_places();
    let written = match digits.len() {
        0 => 1,
        _ => digits.point.saturating_add(places),
    };
    if places > 0 {
        let whole = written.saturating_sub(places).max(0);
        (written.max(places), places, whole)
    } else {
        let whole = written.saturating_sub(places);
        (whole, 0, whole)
    }
}

pub(super) fn bounds(field: &FieldMeta, value: &Value) -> Result<(), Broken> {
    if let Some(bound) = field.min
        && below(value, bound, true)
    {
        let message = format!(
            "Ensure this value is greater than or equal to {}.",
            text(bound)
        );
        return Err((message, "min_value".into()));
    }
    if let Some(bound) = field.max
        && below(value, bound, false)
    {
        let message = format!(
            "Ensure this value is less than or equal to {}.",
            text(bound)
        );
        return Err((message, "max_value".into()));
    }
    Ok(())
}

/// Whether the value lies outside, on the lower or the upper side.
fn below(value: &Value, bound: Bound, lower: bool) -> bool {
    let ordering = match (value, bound) {
        (Value::Int(v), Bound::Int(b)) => v.partial_cmp(&b),
        (Value::Float(v), Bound::Float(b)) => v.partial_cmp(&b),
        (Value::Float(v), Bound::Int(b)) => v.partial_cmp(&(b as f64)),
        (Value::Decimal(v), bound) => {
            let bound = Digits::parse(&text(bound));
            bound.and_then(|bound| v.partial_cmp(&bound.comparable(v.scale())))
        }
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
        decimal(value, 6, 2).map_err(|(_, reason)| reason.as_str())
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
    fn a_text_is_counted_as_it_is_written() {
        let code = |text: &str| written(text, 6, 2).map_err(|(_, reason)| reason.as_str());
        assert_eq!(code("1234.50"), Ok(Decimal::new(12345, 1)));
        assert_eq!(code(" +007.5e1 "), Ok(Decimal::from(75)));
        assert_eq!(code("-0"), Ok(Decimal::ZERO));
        assert_eq!(code("0.00"), Ok(Decimal::ZERO));
        assert_eq!(code("1.500"), Err("max_decimal_places"));
        assert_eq!(code("0.000"), Err("max_decimal_places"));
        assert_eq!(code("1e5"), Err("max_whole_digits"));
        assert_eq!(code("1e6"), Err("max_digits"));
        assert_eq!(code("1e999999999"), Err("max_digits"));
        assert_eq!(code("1e-999999999"), Err("max_digits"));
        assert_eq!(code(&"0".repeat(1001)), Err("max_string_length"));
        for wrong in ["", " ", "x", "1,5", "NaN", "Infinity", "1_0", "1.5.0"] {
            assert_eq!(code(wrong), Err("invalid"), "{wrong}");
        }
    }

    #[test]
    fn a_bound_may_be_written_with_an_exponent() {
        let kind = crate::Kind::Decimal {
            precision: 9,
            scale: 2,
        };
        let field = FieldMeta::new("price", kind).max(Bound::Decimal("1e5"));
        let fits = |value| bounds(&field, &Value::Decimal(value)).is_ok();
        assert!(fits(Decimal::new(10_000_000, 2)));
        assert!(!fits(Decimal::new(10_000_001, 2)));
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
