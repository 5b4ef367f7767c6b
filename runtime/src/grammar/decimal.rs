//! Decimal numbers, without a loss.

/// A decimal number as it was written, however large or small:
/// 0.`significant` × 10^`point`, without zeros at either end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digits {
    pub(crate) negative: bool,
    pub(crate) significant: String,
    pub(crate) point: i64,
    pub(crate) written_places: i64,
}

impl Digits {
    /// `[+-]1.5[e3]`, as JSON and Python write numbers.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
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
        let length = |text: &str| i64::try_from(text.len()).ok();
        let zeros = length(&digits)? - length(significant)?;
        let point = match significant {
            "" => 0,
            _ => length(whole)? - zeros + i64::from(exponent),
        };
        Some(Self {
            negative,
            significant: significant.to_owned(),
            point,
            written_places: length(fraction)? - i64::from(exponent),
        })
    }

    /// How many digits stand before the decimal point; negative where zeros follow it.
    #[must_use]
    pub fn point(&self) -> i64 {
        self.point
    }

    pub(crate) fn len(&self) -> i64 {
        self.significant.len().try_into().unwrap_or(i64::MAX)
    }

    /// How many digits stand behind the decimal point.
    #[must_use]
    pub fn decimal_places(&self) -> i64 {
        self.len().saturating_sub(self.point).max(0)
    }

    /// The same with the zeros that were written at the end; negative where an exponent says that
    /// zeros stand before the point: `1e3` has -3.
    #[must_use]
    pub fn written_places(&self) -> i64 {
        self.written_places
    }

    /// The number in units of 10^-`scale`: with a scale of 2, `12.5` is 1250. `None` where it is
    /// finer than a unit, or too large to count.
    #[must_use]
    pub fn units(&self, scale: u32) -> Option<i128> {
        if self.significant.is_empty() {
            return Some(0);
        }
        let places = self.point.checked_add(scale.into())?;
        let zeros = usize::try_from(places.checked_sub(self.len())?).ok()?;
        // An i128 holds 38 digits.
        if places > 38 {
            return None;
        }
        let units: i128 = format!("{}{}", self.significant, "0".repeat(zeros))
            .parse()
            .ok()?;
        Some(if self.negative { -units } else { units })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_is_none() {
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
    fn a_number_is_counted_in_units() {
        let units = |text: &str, scale| Digits::parse(text).expect(text).units(scale);
        for (text, scale, counted) in [
            ("12.5", 2, Some(1250)),
            ("-0.05", 2, Some(-5)),
            ("7", 0, Some(7)),
            ("+1e3", 1, Some(10_000)),
            ("1.50", 1, Some(15)),
            ("0.000", 1, Some(0)),
            ("0.005", 2, None),
            ("1e38", 0, None),
            ("1e999999999", 0, None),
        ] {
            assert_eq!(units(text, scale), counted, "{text}");
        }
    }

    #[test]
    fn zeros_at_the_end_are_written_places() {
        let places = |text: &str| Digits::parse(text).expect(text).written_places();
        assert_eq!(places("1.500"), 3);
        assert_eq!(places("0.00"), 2);
        assert_eq!(places("1e3"), -3);
        assert_eq!(places("1.5e-2"), 3);
    }
}
