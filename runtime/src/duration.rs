//! Durations as text, in the form Django gives and takes: `[D ]HH:MM:SS[.ffffff]`.

use jiff::SignedDuration;

const DAY: i64 = 86_400_000_000;

/// The microseconds that a column holds; what is finer is cut off.
pub(crate) fn micros(duration: SignedDuration) -> Option<i64> {
    i64::try_from(duration.as_micros()).ok()
}

/// `1 02:03:04.500000`, `-1 23:59:59`: the days carry the sign, as in Python.
pub(crate) fn text(duration: SignedDuration) -> String {
    let micros = micros(duration).unwrap_or(i64::MAX);
    let (days, rest) = (micros.div_euclid(DAY), micros.rem_euclid(DAY));
    let (seconds, fraction) = (rest / 1_000_000, rest % 1_000_000);
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

/// Reads `[[D ]HH:]MM:SS[.ffffff]`, or seconds alone; a sign before the time is its own.
pub(crate) fn parse(text: &str) -> Option<SignedDuration> {
    let (days, time) = match text.split_once(' ') {
        Some((days, time)) => (days.parse::<i64>().ok()?, time),
        None => (0, text),
    };
    let (sign, time) = match time.strip_prefix('-') {
        Some(time) => (-1, time),
        None => (1, time),
    };
    let (whole, fraction) = match time.split_once('.') {
        Some((whole, fraction)) => (whole, fraction),
        None => (time, ""),
    };
    let mut seconds = 0_i64;
    let parts: Vec<&str> = whole.split(':').collect();
    if parts.len() > 3 {
        return None;
    }
    for part in parts {
        seconds = seconds.checked_mul(60)?.checked_add(digits(part)?)?;
    }
    let micros = match fraction {
        "" if !time.ends_with('.') => 0,
        fraction => {
            let padded: String = fraction.chars().chain("000000".chars()).take(6).collect();
            digits(fraction)?;
            digits(&padded)?
        }
    };
    let time = seconds.checked_mul(1_000_000)?.checked_add(micros)?;
    let total = days.checked_mul(DAY)?.checked_add(sign * time)?;
    Some(SignedDuration::from_micros(total))
}

fn digits(text: &str) -> Option<i64> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
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
        ] {
            let duration = SignedDuration::from_micros(micros);
            assert_eq!(text(duration), written);
            assert_eq!(parse(written), Some(duration), "{written}");
        }
    }

    #[test]
    fn durations_are_read_as_people_write_them() {
        for (written, micros) in [
            ("90", 90_000_000),
            ("01:30", 90_000_000),
            ("-00:00:01", -1_000_000),
            ("1.5", 1_500_000),
            ("3 04:00:00", 3 * DAY + 4 * 3_600_000_000),
        ] {
            assert_eq!(
                parse(written),
                Some(SignedDuration::from_micros(micros)),
                "{written}"
            );
        }
        for wrong in [
            "",
            "x",
            "1:2:3:4",
            "1.",
            "1 day",
            "::",
            "9999999999999999999",
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
