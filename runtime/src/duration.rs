//! Durations in the forms that columns and messages hold.

use jiff::SignedDuration;

use crate::grammar::{self, Malformed};
use crate::types::ProtoDuration;

/// The longest duration of a message, in seconds: ten thousand years.
const LONGEST: i64 = 315_576_000_000;
const SECOND: i64 = 1_000_000;

/// The microseconds that a column holds; what is finer is cut off.
pub(crate) fn micros(duration: SignedDuration) -> Option<i64> {
    i64::try_from(duration.as_micros()).ok()
}

/// In the form that messages have.
pub(crate) fn text(duration: SignedDuration) -> String {
    grammar::duration_text(micros(duration).unwrap_or(i64::MAX))
}

/// As `wire: typed` has it.
pub(crate) fn message(duration: SignedDuration) -> ProtoDuration {
    ProtoDuration {
        seconds: duration.as_secs(),
        nanos: duration.subsec_nanos(),
    }
}

/// The microseconds of a message, or why it is none. What is finer is cut off.
pub(crate) fn from_message(duration: ProtoDuration) -> Result<i64, Malformed> {
    let ProtoDuration { seconds, nanos } = duration;
    let one_sign = seconds.signum() * i64::from(nanos.signum()) >= 0;
    if nanos.unsigned_abs() >= 1_000_000_000 || !one_sign {
        return Err(Malformed::Format);
    }
    if seconds.unsigned_abs() > LONGEST.unsigned_abs() {
        return Err(Malformed::Range);
    }
    Ok(seconds * SECOND + i64::from(nanos / 1000))
}

/// The most days of a duration in a message.
pub(crate) const fn most_days() -> i64 {
    LONGEST / 86_400
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_holds_the_same_durations() {
        for (micros, seconds, nanos) in [
            (0, 0, 0),
            (1_500_000, 1, 500_000_000),
            (-1_500_000, -1, -500_000_000),
            (-1, 0, -1000),
            (LONGEST * SECOND, LONGEST, 0),
        ] {
            let duration = SignedDuration::from_micros(micros);
            let sent = ProtoDuration { seconds, nanos };
            assert_eq!(message(duration), sent);
            assert_eq!(from_message(sent), Ok(micros));
        }
        for (seconds, nanos, why) in [
            (1, -1, Malformed::Format),
            (-1, 1, Malformed::Format),
            (0, 1_000_000_000, Malformed::Format),
            (0, i32::MIN, Malformed::Format),
            (LONGEST + 1, 0, Malformed::Range),
            (i64::MIN, 0, Malformed::Range),
        ] {
            let found = from_message(ProtoDuration { seconds, nanos });
            assert_eq!(found, Err(why), "{seconds} {nanos}");
        }
    }
}
