//! Durations, in whole microseconds.
//!
//! Django writes `[D ]HH:MM:SS[.ffffff]` and reads three forms: its own (`90`, `1:30`,
//! `1 day, 2:03:04`), ISO 8601 (`P1DT2H3M4.5S`) and PostgreSQL's (`3 days`, `1 day 02:03:04`).

use super::{Malformed, Rest, millionths};

const SECOND: i128 = 1_000_000;
const DAY: i128 = 86_400 * SECOND;
/// The most digits a number is read with; a longer one is beyond every range.
const LONGEST: usize = 20;

/// `1 02:03:04.500000`, `-1 23:59:59`: the days carry the sign, as in Python.
pub fn duration_text(micros: i64) -> String {
    const SECOND: i64 = 1_000_000;
    let day = 86_400 * SECOND;
    let (days, rest) = (micros.div_euclid(day), micros.rem_euclid(day));
    let (seconds, fraction) = (rest / SECOND, rest % SECOND);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let days = if days == 0 {
        String::new()
    } else {
        format!("{days} ")
    };
    let fraction = if fraction == 0 {
        String::new()
    } else {
        format!(".{fraction:06}")
    };
    format!("{days}{hours:02}:{minutes:02}:{seconds:02}{fraction}")
}

/// The empty text is no time at all, which PostgreSQL's form allows.
pub fn duration(text: &str) -> Result<i64, Malformed> {
    let micros = microseconds(text).ok_or(Malformed::Format)?;
    i64::try_from(micros).map_err(|_| Malformed::Range)
}

/// The days of a duration, however long it is.
pub fn whole_days(text: &str) -> Option<i128> {
    microseconds(text).map(|micros| micros.div_euclid(DAY))
}

fn microseconds(text: &str) -> Option<i128> {
    let rest = Rest(text);
    django(rest)
        .or_else(|| iso(rest))
        .or_else(|| postgres(rest))
}

/// `[-][D [day, ]][-][[H:]M:]S[.f]`: the time has a sign of its own.
fn django(mut rest: Rest<'_>) -> Option<i128> {
    let days = days(&mut rest, |rest| {
        let named = rest.0.starts_with("day");
        !named || unit(rest) && rest.eat(',') && rest.eat(' ')
    });
    let sign = sign(rest.eat('-'));
    let mut time = number(&mut rest)?;
    for _ in 0..2 {
        if rest.eat(':') {
            time = time * 60 + number(&mut rest)?;
        }
    }
    let mut micros = 0;
    if rest.eat('.') || rest.eat(',') {
        let digits = rest.digits(12);
        if digits.is_empty() {
            return None;
        }
        micros = i128::from(millionths(digits));
    }
    rest.at_end()?;
    Some(days + sign * (time * SECOND + micros))
}

/// `[±]P[nD][T[nH][nM][nS]]`, every number with a fraction or without.
fn iso(mut rest: Rest<'_>) -> Option<i128> {
    let negative = rest.eat('-');
    if !negative {
        rest.eat('+');
    }
    rest.expect('P')?;
    let mut total = part(&mut rest, 'D', DAY);
    if rest.eat('T') {
        for (letter, size) in [('H', 3600 * SECOND), ('M', 60 * SECOND), ('S', SECOND)] {
            total += part(&mut rest, letter, size);
        }
    }
    rest.at_end()?;
    Some(sign(negative) * total)
}

/// A number before its letter; nothing where another letter, or the end, follows.
fn part(rest: &mut Rest<'_>, letter: char, size: i128) -> i128 {
    let mut after = *rest;
    let Some(whole) = number(&mut after) else {
        return 0;
    };
    let mut fraction = 0.0;
    if after.eat('.') || after.eat(',') {
        let digits = after.digits(usize::MAX);
        if digits.is_empty() {
            return 0;
        }
        fraction = format!("0.{digits}").parse().unwrap_or(0.0);
    }
    if !after.eat(letter) {
        return 0;
    }
    *rest = after;
    // Less than a day of microseconds: exact.
    whole * size + (fraction * size as f64).round_ties_even() as i128
}

/// `[-][D day[s] ][±][H:MM:SS[.f]]`.
fn postgres(mut rest: Rest<'_>) -> Option<i128> {
    let days = days(&mut rest, |rest| {
        unit(rest) && {
            rest.eat(' ');
            true
        }
    });
    if rest.0.is_empty() {
        return Some(days);
    }
    let negative = rest.eat('-');
    if !negative {
        rest.eat('+');
    }
    let hours = number(&mut rest)?;
    let mut time = hours;
    for _ in 0..2 {
        rest.expect(':')?;
        time = time * 60 + i128::from(rest.exactly(2)?);
    }
    let mut micros = 0;
    if rest.eat('.') {
        let digits = rest.digits(6);
        if digits.is_empty() {
            return None;
        }
        micros = i128::from(millionths(digits));
    }
    rest.at_end()?;
    Some(days + sign(negative) * (time * SECOND + micros))
}

/// Days, a space, and what `named` reads after it; where that is not there, nothing is read.
fn days(rest: &mut Rest<'_>, named: impl Fn(&mut Rest<'_>) -> bool) -> i128 {
    let mut after = *rest;
    let sign = sign(after.eat('-'));
    match number(&mut after) {
        Some(days) if after.eat(' ') && named(&mut after) => {
            *rest = after;
            sign * days * DAY
        }
        _ => 0,
    }
}

fn unit(rest: &mut Rest<'_>) -> bool {
    let day = rest.0.strip_prefix("days");
    let day = day.or_else(|| rest.0.strip_prefix("day"));
    rest.0 = day.unwrap_or(rest.0);
    day.is_some()
}

fn sign(negative: bool) -> i128 {
    if negative { -1 } else { 1 }
}

/// A number of one digit or more. One that is too long for any range stays too large.
fn number(rest: &mut Rest<'_>) -> Option<i128> {
    let digits = rest.digits(usize::MAX);
    let significant = digits.trim_start_matches('0');
    match digits.len() {
        0 => None,
        _ if significant.is_empty() => Some(0),
        _ if significant.len() > LONGEST => Some(10_i128.pow(20)),
        _ => significant.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_written_as_django_writes_them() {
        for (micros, written) in [
            (0, "00:00:00"),
            (93_784_500_000, "1 02:03:04.500000"),
            (-1_000_000, "-1 23:59:59"),
            (60_000_000, "00:01:00"),
            (i64::MAX, "106751991 04:00:54.775807"),
            (i64::MIN, "-106751992 19:59:05.224192"),
        ] {
            assert_eq!(duration_text(micros), written);
            assert_eq!(duration(written), Ok(micros), "{written}");
        }
    }

    #[test]
    fn what_is_too_long_is_not_called_malformed() {
        for text in [
            "106751992 00:00:00",
            "99999999999999999999999999999999999999999999",
            "PT99999999999999999999999999999999999999999999H",
            "-9999999999999999999999 days",
        ] {
            assert_eq!(duration(text), Err(Malformed::Range), "{text}");
        }
    }
}
