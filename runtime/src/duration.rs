//! Durations in the form that columns hold.

use jiff::SignedDuration;

use crate::grammar;

/// The microseconds that a column holds; what is finer is cut off.
pub(crate) fn micros(duration: SignedDuration) -> Option<i64> {
    i64::try_from(duration.as_micros()).ok()
}

/// In the form that messages have.
pub(crate) fn text(duration: SignedDuration) -> String {
    grammar::duration_text(micros(duration).unwrap_or(i64::MAX))
}
