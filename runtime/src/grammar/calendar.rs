//! Dates, times, and both together.
//!
//! Two dialects, tried in this order: ISO 8601 as Python's `fromisoformat` reads it
//! (`20240131`, `2024-W05-3`, `T10`, `103015.5`), then Django's own, which takes numbers
//! of one digit (`2024-1-3 9:05`).

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, ISOWeekDate, Time, Weekday};
use jiff::fmt::temporal::DateTimePrinter;

use super::{Malformed, Rest, millionths};

/// The seconds of a day: every offset is shorter.
const DAY: i64 = 86_400;

/// A day of the years 1 to 9999.
pub fn date(text: &str) -> Option<Date> {
    whole(text, |rest| rest.iso_date()).or_else(|| whole(text, |rest| rest.short_date()))
}

/// A time of a day. An offset is read and means nothing: there is no day to apply it to.
pub fn time(text: &str) -> Option<Time> {
    let iso = |rest: &mut Rest<'_>| {
        rest.eat('T');
        let time = rest.iso_time()?;
        rest.iso_offset()?;
        Some(time)
    };
    whole(text, iso).or_else(|| whole(text, |rest| rest.short_time()))
}

/// A moment, in UTC: any offset is taken, none is UTC, and a date alone is its midnight.
/// It lies in the years 1 to 9999, in UTC too.
pub fn datetime(text: &str) -> Result<DateTime, Malformed> {
    let (local, offset) = whole(text, |rest| rest.iso_datetime())
        .or_else(|| whole(text, |rest| rest.short_datetime()))
        .ok_or(Malformed::Format)?;
    if offset.is_zero() {
        return Ok(local);
    }
    let utc = local.checked_sub(offset).map_err(|_| Malformed::Range)?;
    if (1..=9999).contains(&utc.year()) {
        Ok(utc)
    } else {
        Err(Malformed::Range)
    }
}

const SECONDS: DateTimePrinter = DateTimePrinter::new().precision(Some(0));
const MICROSECONDS: DateTimePrinter = DateTimePrinter::new().precision(Some(6));

/// `hh:mm:ss[.uuuuuu]`, micros when not zero.
pub fn time_text(time: Time) -> String {
    printer(time).time_to_string(&time)
}

/// `YYYY-MM-DDThh:mm:ss[.uuuuuu]Z`, micros when not zero.
pub fn datetime_text(utc: DateTime) -> String {
    moment(&printer(utc.time()), utc)
}

/// `hh:mm:ss.uuuuuu`: all of one width, so that texts sort as the times do.
pub fn time_column(time: Time) -> String {
    MICROSECONDS.time_to_string(&time)
}

/// `YYYY-MM-DDThh:mm:ss.uuuuuuZ`: all of one width, so that texts sort as the moments do.
pub fn datetime_column(utc: DateTime) -> String {
    moment(&MICROSECONDS, utc)
}

fn printer(time: Time) -> DateTimePrinter {
    if time.subsec_nanosecond() / 1000 == 0 {
        SECONDS
    } else {
        MICROSECONDS
    }
}

fn moment(printer: &DateTimePrinter, utc: DateTime) -> String {
    let mut out = String::with_capacity(27);
    // Writing to a String does not fail.
    let _ = printer.print_datetime(&utc, &mut out);
    out.push('Z');
    out
}

/// What `read` makes of all of the text.
fn whole<'a, T>(text: &'a str, read: impl Fn(&mut Rest<'a>) -> Option<T>) -> Option<T> {
    let mut rest = Rest(text);
    let value = read(&mut rest)?;
    rest.at_end()?;
    Some(value)
}

/// ISO 8601.
impl Rest<'_> {
    fn two(&mut self) -> Option<i8> {
        self.exactly(2)?.try_into().ok()
    }

    fn year(&mut self) -> Option<i16> {
        self.exactly(4).filter(|year| *year > 0)
    }

    fn iso_date(&mut self) -> Option<Date> {
        let year = self.year()?;
        let dashes = self.eat('-');
        if self.eat('W') {
            return self.iso_week(year, dashes);
        }
        let month = self.two()?;
        if dashes {
            self.expect('-')?;
        }
        Date::new(year, month, self.two()?).ok()
    }

    /// A day of a week; the first where none is named.
    fn iso_week(&mut self, year: i16, dashes: bool) -> Option<Date> {
        let week = self.two()?;
        let mut after = *self;
        let mut day = 1;
        if !dashes || after.eat('-') {
            if let Some(number) = after.exactly(1) {
                day = number;
                *self = after;
            } else if dashes {
                return None;
            }
        }
        let day = Weekday::from_monday_one_offset(day.try_into().ok()?).ok()?;
        let date = ISOWeekDate::new(year, week, day).ok()?.date();
        (1..=9999).contains(&date.year()).then_some(date)
    }

    /// `hh[:mm[:ss[.f…]]]`, with all of the colons or none.
    fn iso_clock(&mut self) -> Option<(i8, i8, i8, i32)> {
        let hour = self.two()?;
        let colons = self.eat(':');
        if !colons && !self.0.starts_with(|c: char| c.is_ascii_digit()) {
            return Some((hour, 0, 0, 0));
        }
        let minute = self.two()?;
        let more = if colons {
            self.eat(':')
        } else {
            self.0.starts_with(|c: char| c.is_ascii_digit())
        };
        if !more {
            return Some((hour, minute, 0, 0));
        }
        let second = self.two()?;
        let micros = self.fraction(usize::MAX)?;
        Some((hour, minute, second, micros))
    }

    fn iso_time(&mut self) -> Option<Time> {
        let (hour, minute, second, micros) = self.iso_clock()?;
        Time::new(hour, minute, second, micros * 1000).ok()
    }

    /// What follows a point or a comma, where there is one.
    fn fraction(&mut self, most: usize) -> Option<i32> {
        if !self.eat('.') && !self.eat(',') {
            return Some(0);
        }
        let digits = self.digits(most);
        (!digits.is_empty()).then(|| millionths(digits))
    }

    /// `Z`, an offset as a time is written, or nothing.
    fn iso_offset(&mut self) -> Option<SignedDuration> {
        if self.0.is_empty() || self.eat('Z') {
            return Some(SignedDuration::ZERO);
        }
        let west = self.eat('-');
        if !west {
            self.expect('+')?;
        }
        let (hours, minutes, seconds, micros) = self.iso_clock()?;
        if minutes > 59 || seconds > 59 {
            return None;
        }
        let seconds = i64::from(hours) * 3600 + i64::from(minutes) * 60 + i64::from(seconds);
        offset(west, seconds, micros)
    }

    /// One character, whichever it is, stands between the date and the time.
    fn iso_datetime(&mut self) -> Option<(DateTime, SignedDuration)> {
        let date = self.iso_date()?;
        let mut chars = self.0.chars();
        if chars.next().is_none() {
            return Some((date.to_datetime(Time::midnight()), SignedDuration::ZERO));
        }
        self.0 = chars.as_str();
        let time = self.iso_time()?;
        Some((date.to_datetime(time), self.iso_offset()?))
    }
}

/// Django's own.
impl Rest<'_> {
    fn one_or_two(&mut self) -> Option<i8> {
        self.digits(2).parse().ok()
    }

    fn short_date(&mut self) -> Option<Date> {
        let year = self.year()?;
        self.expect('-')?;
        let month = self.one_or_two()?;
        self.expect('-')?;
        Date::new(year, month, self.one_or_two()?).ok()
    }

    fn short_time(&mut self) -> Option<Time> {
        let hour = self.one_or_two()?;
        self.expect(':')?;
        let minute = self.one_or_two()?;
        let (mut second, mut micros) = (0, 0);
        if self.eat(':') {
            second = self.one_or_two()?;
            micros = self.fraction(12)?;
        }
        Time::new(hour, minute, second, micros * 1000).ok()
    }

    fn short_datetime(&mut self) -> Option<(DateTime, SignedDuration)> {
        let date = self.short_date()?;
        if !self.eat('T') {
            self.expect(' ')?;
        }
        let time = self.short_time()?;
        self.0 = self.0.trim_start();
        Some((date.to_datetime(time), self.short_offset()?))
    }

    /// `Z`, `±hh`, `±hhmm`, `±hh:mm`, or nothing.
    fn short_offset(&mut self) -> Option<SignedDuration> {
        if self.0.is_empty() || self.eat('Z') {
            return Some(SignedDuration::ZERO);
        }
        let west = self.eat('-');
        if !west {
            self.expect('+')?;
        }
        let hours = self.two()?;
        let minutes = if self.eat(':') || !self.0.is_empty() {
            self.two()?
        } else {
            0
        };
        offset(west, i64::from(hours) * 3600 + i64::from(minutes) * 60, 0)
    }
}

fn offset(west: bool, seconds: i64, micros: i32) -> Option<SignedDuration> {
    let east = SignedDuration::new(seconds, micros * 1000);
    let offset = if west { -east } else { east };
    (seconds < DAY).then_some(offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_moment_are_one() {
        for text in [
            "0001-01-01T00:00:00Z",
            "1969-12-31T23:59:59.250000Z",
            "2026-01-31T12:30:00Z",
            "9999-12-31T23:59:59.999999Z",
        ] {
            let at = datetime(text).expect(text);
            assert_eq!(datetime_text(at), text);
            let clock = &text[11..text.len() - 1];
            assert_eq!(time_text(time(clock).expect(clock)), clock);
        }
    }

    #[test]
    fn an_offset_does_not_lead_out_of_the_years() {
        for text in ["0001-01-01T00:00+05:00", "9999-12-31T23:59:59-00:01"] {
            assert_eq!(datetime(text), Err(Malformed::Range), "{text}");
        }
        for text in ["0000-12-31T23:00-05:00", "10000-01-01T00:00Z"] {
            assert_eq!(datetime(text), Err(Malformed::Format), "{text}");
        }
    }

    #[test]
    fn digits_are_those_of_ascii_and_nothing_stands_around() {
        for text in ["२०२४-०१-३१", " 2024-01-31", "2024-01-31 ", "2024-01-31\n"] {
            assert_eq!(date(text), None, "{text}");
        }
        for text in [" 10:30", "10:30\n", "1०:30"] {
            assert_eq!(time(text), None, "{text}");
        }
    }
}
