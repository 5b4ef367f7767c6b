//! Dates and times as text: one strict form each, so that what is stored is
//! what was meant. The general ISO 8601 of a library takes `20240131` for a
//! date and `10` for a time.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::Offset;

/// `YYYY-MM-DD`, of the years 1 to 9999.
pub(crate) fn date(text: &str) -> Option<Date> {
    let mut rest = Rest(text);
    let date = rest.date()?;
    rest.0.is_empty().then_some(date)
}

/// `hh:mm[:ss[.u…]]`. Digits beyond microseconds are cut off: rounding would
/// turn the last moment of a day into its first.
pub(crate) fn time(text: &str) -> Option<Time> {
    let mut rest = Rest(text);
    let time = rest.time()?;
    rest.0.is_empty().then_some(time)
}

/// A date and a time with `T` or a space between, and any offset; without one it is UTC.
pub(crate) fn datetime(text: &str) -> Option<Timestamp> {
    let mut rest = Rest(text);
    let date = rest.date()?;
    if !rest.eat('T') && !rest.eat(' ') {
        return None;
    }
    let time = rest.time()?;
    let offset = rest.offset()?;
    if !rest.0.is_empty() {
        return None;
    }
    let at = offset.to_timestamp(date.to_datetime(time)).ok()?;
    // The offset may have carried it out of the years that text of one width holds.
    let year = Offset::UTC.to_datetime(at).year();
    (1..=9999).contains(&year).then_some(at)
}

/// What is left to read.
struct Rest<'a>(&'a str);

impl Rest<'_> {
    fn eat(&mut self, wanted: char) -> bool {
        let rest = self.0.strip_prefix(wanted);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn expect(&mut self, wanted: char) -> Option<()> {
        self.eat(wanted).then_some(())
    }

    /// A number of exactly so many digits.
    fn digits(&mut self, count: usize) -> Option<i16> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        self.0 = rest;
        digits.parse().ok()
    }

    fn two(&mut self) -> Option<i8> {
        self.digits(2).and_then(|n| n.try_into().ok())
    }

    fn date(&mut self) -> Option<Date> {
        let year = self.digits(4).filter(|year| *year > 0)?;
        self.expect('-')?;
        let month = self.two()?;
        self.expect('-')?;
        Date::new(year, month, self.two()?).ok()
    }

    fn time(&mut self) -> Option<Time> {
        let hour = self.two()?;
        self.expect(':')?;
        let minute = self.two()?;
        let mut second = 0;
        let mut micros = 0;
        if self.eat(':') {
            second = self.two()?;
            if self.eat('.') {
                micros = self.micros()?;
            }
        }
        Time::new(hour, minute, second, micros * 1000).ok()
    }

    /// One digit or more; the first six count.
    fn micros(&mut self) -> Option<i32> {
        let end = self
            .0
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(self.0.len());
        let (digits, rest) = self.0.split_at(end);
        if digits.is_empty() {
            return None;
        }
        self.0 = rest;
        let six = digits.bytes().chain(std::iter::repeat(b'0')).take(6);
        Some(six.fold(0, |sum, digit| sum * 10 + i32::from(digit - b'0')))
    }

    /// `Z`, `±hh`, `±hhmm`, `±hh:mm`, or nothing.
    fn offset(&mut self) -> Option<Offset> {
        if self.0.is_empty() || self.eat('Z') {
            return Some(Offset::UTC);
        }
        let sign = if self.eat('-') {
            -1
        } else {
            self.expect('+')?;
            1
        };
        let hours = self.two().filter(|hours| *hours < 24)?;
        let minutes = if self.0.is_empty() {
            0
        } else {
            self.eat(':');
            self.two().filter(|minutes| *minutes < 60)?
        };
        Offset::from_seconds(sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_has_one_form() {
        assert_eq!(date("2024-02-29"), Date::new(2024, 2, 29).ok());
        for wrong in [
            "20240131",
            "-2024-01-31",
            "-002024-01-31",
            "0000-01-01",
            "2024-1-31",
            "2024-02-30",
            "2024-01-31T00:00",
            "2024-W05-3",
            "२०२४-०१-३१",
            "",
        ] {
            assert_eq!(date(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_time_is_cut_at_microseconds() {
        for (text, nanos) in [
            ("23:59:59.9999999", 999_999_000),
            ("23:59:59.5", 500_000_000),
        ] {
            assert_eq!(time(text), Time::new(23, 59, 59, nanos).ok());
        }
        assert_eq!(time("10:30"), Time::new(10, 30, 0, 0).ok());
        for wrong in [
            "10",
            "T10",
            "T10:30",
            "1030",
            "10:3",
            "24:00",
            "10:30:60",
            "10:30:00.",
            "10:30Z",
            "10:30:00,5",
        ] {
            assert_eq!(time(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_datetime_takes_any_offset_and_is_utc_without() {
        for text in [
            "2026-01-02T01:04:05",
            "2026-01-02 01:04:05Z",
            "2026-01-02T03:04:05+02:00",
            "2026-01-02T03:04:05+0200",
            "2026-01-02T03:04:05+02",
            "2026-01-01T19:34:05.0000009-05:30",
        ] {
            let at = datetime(text).expect(text);
            assert_eq!(at.to_string(), "2026-01-02T01:04:05Z", "{text}");
        }
        let last = datetime("2026-12-31T23:59:59.9999999Z").expect("a moment");
        assert_eq!(last.to_string(), "2026-12-31T23:59:59.999999Z");
        for wrong in [
            "2026-01-02",
            "20260102T010405Z",
            "2026-01-02T01",
            "2026-01-02T01:04:05+24:00",
            "2026-01-02T01:04:05[UTC]",
            "0001-01-01T00:00:00+01:00",
            "2026-01-02X01:04:05",
        ] {
            assert_eq!(datetime(wrong), None, "{wrong}");
        }
    }
}
