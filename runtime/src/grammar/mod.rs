//! How values are written as text: one grammar each, whoever reads it (a message, a
//! filter, a column, a default in the spec).
//!
//! What is taken is what Django takes, so that no client of Django Socio gRPC has to
//! change; white space around a value is not part of it, except where said.

mod calendar;
mod decimal;
mod duration;
mod ip;
mod uuid;

pub use calendar::{date, datetime, datetime_column, datetime_text, time, time_column, time_text};
pub use decimal::Digits;
pub use duration::{duration, duration_text, whole_days};
pub use ip::ip;
pub use uuid::uuid;

/// Why a text is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Malformed {
    /// It is not written as such a value.
    Format,
    /// It is, but lies beyond what can be stored.
    Range,
}

/// What is left to read.
#[derive(Clone, Copy)]
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

    /// The digits that come next, at most so many; perhaps none.
    fn digits(&mut self, most: usize) -> &str {
        let count = self.0.bytes().take(most);
        let count = count.take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at(count);
        self.0 = rest;
        digits
    }

    /// A number of exactly so many digits.
    fn exactly(&mut self, count: usize) -> Option<i16> {
        let digits = self.digits(count);
        (digits.len() == count).then(|| digits.parse().ok())?
    }

    fn at_end(self) -> Option<()> {
        self.0.is_empty().then_some(())
    }
}

/// Millionths, of the digits after the decimal point; what is finer is cut off, for
/// rounding would turn the last moment of a day into the first of the next.
fn millionths(fraction: &str) -> i32 {
    let six = fraction.bytes().chain(std::iter::repeat(b'0')).take(6);
    six.fold(0, |sum, digit| sum * 10 + i32::from(digit - b'0'))
}
