//! A moment in time, over all of the years that text of one width holds.

use std::fmt;
use std::str::FromStr;

use jiff::SignedDuration;
use jiff::civil::DateTime;
use jiff::tz::Offset;

use crate::grammar::{self, Malformed};
use crate::types::ProtoTimestamp;

/// A moment of a `datetime` field: in UTC, in whole microseconds, from
/// 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999Z.
///
/// It is kept as date and time, as columns and messages have it. [`jiff::Timestamp`],
/// which ends a day earlier, converts both ways with `try_from`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(DateTime);

/// A moment that is none of this type's, or of the type it was to become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimestampError;

impl fmt::Display for TimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a moment is out of range, or is not written as `2026-01-31T12:30:00Z`")
    }
}

impl std::error::Error for TimestampError {}

impl Timestamp {
    /// 0001-01-01T00:00:00Z, the first moment that Django knows.
    pub const MIN: Self = Self::constant(1, 1, 1, 0, 0, 0, 0);
    /// 9999-12-31T23:59:59.999999Z, the last one.
    pub const MAX: Self = Self::constant(9999, 12, 31, 23, 59, 59, 999_999);
    /// 1970-01-01T00:00:00Z.
    pub const UNIX_EPOCH: Self = Self::constant(1970, 1, 1, 0, 0, 0, 0);

    /// For constants: a date, a time of that day in UTC, and microseconds.
    ///
    /// # Panics
    ///
    /// Where there is no such moment; in a constant the compiler says so.
    #[must_use]
    pub const fn constant(
        year: i16,
        month: i8,
        day: i8,
        hour: i8,
        minute: i8,
        second: i8,
        microsecond: i32,
    ) -> Self {
        assert!(year >= 1, "the first year is 1");
        let nanosecond = microsecond * 1000;
        Self(DateTime::constant(
            year, month, day, hour, minute, second, nanosecond,
        ))
    }

    /// The current time; what is finer than a microsecond is cut off.
    #[must_use]
    pub fn now() -> Self {
        // A clock that shows no year from 1 to 9999 shows nothing of use.
        Self::try_from(jiff::Timestamp::now()).unwrap_or(Self::UNIX_EPOCH)
    }

    /// The moment that a text means, or why it means none.
    pub(crate) fn parse(text: &str) -> Result<Self, Malformed> {
        grammar::datetime(text).map(Self)
    }

    /// The date and the time of day, in UTC.
    #[must_use]
    pub fn to_utc(self) -> DateTime {
        self.0
    }

    /// From a date and a time of day in UTC; what is finer than a microsecond is cut off.
    #[must_use]
    pub fn from_utc(utc: DateTime) -> Option<Self> {
        let time = utc.time();
        let nanosecond = time.subsec_nanosecond() / 1000 * 1000;
        let utc = utc.with().subsec_nanosecond(nanosecond).build().ok()?;
        (1..=9999).contains(&utc.year()).then_some(Self(utc))
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn as_microsecond(self) -> i64 {
        let since = self.duration_since(Self::UNIX_EPOCH);
        // Ten thousand years of them are far from what an i64 holds.
        i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
    }

    /// So many microseconds after the Unix epoch; `None` outside of [`MIN`](Self::MIN) to [`MAX`](Self::MAX).
    #[must_use]
    pub fn from_microsecond(micros: i64) -> Option<Self> {
        Self::UNIX_EPOCH.checked_add(SignedDuration::from_micros(micros))
    }

    /// `None` out of the range of the type.
    #[must_use]
    pub fn checked_add(self, duration: SignedDuration) -> Option<Self> {
        Self::from_utc(self.0.checked_add(duration).ok()?)
    }

    /// `None` out of the range of the type.
    #[must_use]
    pub fn checked_sub(self, duration: SignedDuration) -> Option<Self> {
        Self::from_utc(self.0.checked_sub(duration).ok()?)
    }

    /// How long this is after the other; negative where it is before.
    #[must_use]
    pub fn duration_since(self, earlier: Self) -> SignedDuration {
        self.0.duration_since(earlier.0)
    }
}

/// `2026-01-31T12:30:00Z`, micros when not zero.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&grammar::datetime_text(self.0))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, TimestampError> {
        Self::parse(text).map_err(|_| TimestampError)
    }
}

impl TryFrom<jiff::Timestamp> for Timestamp {
    type Error = TimestampError;

    fn try_from(at: jiff::Timestamp) -> Result<Self, TimestampError> {
        Self::from_utc(Offset::UTC.to_datetime(at)).ok_or(TimestampError)
    }
}

impl TryFrom<Timestamp> for jiff::Timestamp {
    type Error = TimestampError;

    fn try_from(at: Timestamp) -> Result<Self, TimestampError> {
        Offset::UTC.to_timestamp(at.0).map_err(|_| TimestampError)
    }
}

/// The nanoseconds of a second, which a message counts from 0 upwards.
const NANOS: std::ops::Range<i32> = 0..1_000_000_000;

impl From<Timestamp> for ProtoTimestamp {
    fn from(at: Timestamp) -> Self {
        let micros = at.as_microsecond();
        Self {
            seconds: micros.div_euclid(1_000_000),
            // Less than a second of them: far from what an i32 holds.
            nanos: (micros.rem_euclid(1_000_000) * 1000) as i32,
        }
    }
}

/// What is finer than a microsecond is cut off.
impl TryFrom<ProtoTimestamp> for Timestamp {
    type Error = TimestampError;

    fn try_from(at: ProtoTimestamp) -> Result<Self, TimestampError> {
        Self::from_message(at).map_err(|_| TimestampError)
    }
}

impl Timestamp {
    /// The moment of a message, or why it is none.
    pub(crate) fn from_message(at: ProtoTimestamp) -> Result<Self, Malformed> {
        if !NANOS.contains(&at.nanos) {
            return Err(Malformed::Format);
        }
        let micros = at.seconds.checked_mul(1_000_000);
        let micros = micros.and_then(|micros| micros.checked_add((at.nanos / 1000).into()));
        micros
            .and_then(Self::from_microsecond)
            .ok_or(Malformed::Range)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_of_time_are_moments() {
        for (at, text) in [
            (Timestamp::MIN, "0001-01-01T00:00:00Z"),
            (Timestamp::MAX, "9999-12-31T23:59:59.999999Z"),
        ] {
            assert_eq!(at.to_string(), text);
            assert_eq!(text.parse(), Ok(at));
            assert_eq!(Timestamp::from_microsecond(at.as_microsecond()), Some(at));
        }
        let tick = SignedDuration::from_micros(1);
        assert_eq!(Timestamp::MAX.checked_add(tick), None);
        assert_eq!(Timestamp::MIN.checked_sub(tick), None);
        assert!(jiff::Timestamp::try_from(Timestamp::MAX).is_err());
    }

    #[test]
    fn what_is_finer_than_a_microsecond_is_cut_off() {
        let fine: jiff::Timestamp = "1969-12-31T23:59:59.2500009Z".parse().expect("a moment");
        let at = Timestamp::try_from(fine).expect("in range");
        assert_eq!(at.to_string(), "1969-12-31T23:59:59.250000Z");
        assert_eq!(at.as_microsecond(), -750_000);
        let back = jiff::Timestamp::try_from(at).expect("in range");
        assert_eq!(back.as_microsecond(), -750_000);
    }

    #[test]
    fn a_message_holds_the_same_moments() {
        let message = |seconds, nanos| ProtoTimestamp { seconds, nanos };
        for (at, seconds, nanos) in [
            (Timestamp::MIN, -62_135_596_800, 0),
            (Timestamp::MAX, 253_402_300_799, 999_999_000),
            (Timestamp::UNIX_EPOCH, 0, 0),
            (
                "1969-12-31T23:59:59.25Z".parse().expect("a moment"),
                -1,
                250_000_000,
            ),
        ] {
            assert_eq!(ProtoTimestamp::from(at), message(seconds, nanos));
            assert_eq!(Timestamp::try_from(message(seconds, nanos)), Ok(at));
            assert_eq!(Timestamp::try_from(message(seconds, nanos + 999)), Ok(at));
        }
        for (seconds, nanos, why) in [
            (253_402_300_800, 0, Malformed::Range),
            (-62_135_596_801, 999_999_999, Malformed::Range),
            (i64::MAX, 0, Malformed::Range),
            (i64::MIN, 0, Malformed::Range),
            (0, -1, Malformed::Format),
            (0, 1_000_000_000, Malformed::Format),
        ] {
            let found = Timestamp::from_message(message(seconds, nanos));
            assert_eq!(found, Err(why), "{seconds} {nanos}");
        }
    }
}
