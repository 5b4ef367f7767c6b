//! Values for tests and examples: the `n`-th of a type, as a message carries it.
//!
//! Every `n` has a value of its own, and the field of that type takes it.

use prost_types::value::Kind;
use prost_types::{Duration, Struct, Timestamp, Value};

/// A day of the years 2000 to 2195; months end with their 28th, so that all are alike.
pub fn date(n: u16) -> String {
    let (year, month, day) = (2000 + n / 336, n / 28 % 12 + 1, n % 28 + 1);
    format!("{year}-{month:02}-{day:02}")
}

/// A second between midnight and the evening.
pub fn time(n: u16) -> String {
    let (hour, minute, second) = (n / 3600, n / 60 % 60, n % 60);
    format!("{hour:02}:{minute:02}:{second:02}")
}

/// Noon of the `n`-th [`date`].
pub fn datetime(n: u16) -> String {
    format!("{}T12:00:00Z", date(n))
}

/// So many seconds.
pub fn duration(n: u16) -> String {
    time(n)
}

/// The same moment as [`datetime`], as `wire: typed` carries it.
pub fn timestamp(n: u16) -> Timestamp {
    let at: Option<crate::Timestamp> = datetime(n).parse().ok();
    at.map(Timestamp::from).unwrap_or_default()
}

/// So many seconds, as `wire: typed` carries them.
pub fn span(n: u16) -> Duration {
    Duration {
        seconds: n.into(),
        nanos: 0,
    }
}

/// A number of decimal places, by its units: `decimal(150, 2)` is `1.50`. As `wire: typed` carries it.
pub fn decimal(units: i64, places: u32) -> String {
    rust_decimal::Decimal::new(units, places).to_string()
}

/// An address of a private network.
pub fn ip(n: u16) -> String {
    let [high, low] = n.to_be_bytes();
    format!("10.0.{high}.{low}")
}

/// A UUID of its own for each `n`.
pub fn uuid(n: u16) -> String {
    format!("00000000-0000-4000-8000-{n:012x}")
}

/// Two bytes of their own for each `n`.
pub fn bytes(n: u16) -> Vec<u8> {
    n.to_be_bytes().to_vec()
}

/// An object that holds the number.
pub fn json(n: u16) -> Struct {
    let number = Value {
        kind: Some(Kind::NumberValue(n.into())),
    };
    Struct {
        fields: [(String::from("n"), number)].into(),
    }
}

/// One of some characters, in a circle: `one_of("a-z", 27)` is `b`. They are written as in
/// the brackets of a regex: ranges, and single ones, a `-` before all others.
pub fn one_of(characters: &str, n: u16) -> char {
    let mut all = Vec::new();
    let mut rest = characters.chars().peekable();
    while let Some(first) = rest.next() {
        let last = match rest.next_if(|next| *next == '-') {
            Some(_) => rest.next().unwrap_or('-'),
            None => first,
        };
        all.extend(first..=last);
    }
    let at = usize::from(n) % all.len().max(1);
    all.get(at).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::validate::value;
    use crate::{FieldMeta, Kind, Raw};

    /// The field takes every value, and holds another one for each.
    fn all_differ(kind: Kind, value_of: impl Fn(u16) -> Raw) {
        let field = FieldMeta::new("field", kind);
        let mut seen = HashSet::new();
        for n in (0..1500).chain(u16::MAX - 1500..=u16::MAX) {
            let raw = value_of(n);
            let stored = value(&field, raw.clone());
            let stored = stored.unwrap_or_else(|error| panic!("{raw:?}: {error:?}"));
            assert!(seen.insert(format!("{stored:?}")), "{raw:?} comes twice");
        }
    }

    #[test]
    fn the_values_of_each_type_are_valid_and_differ() {
        all_differ(Kind::Date, |n| date(n).into());
        all_differ(Kind::Time, |n| time(n).into());
        all_differ(Kind::DateTime, |n| datetime(n).into());
        all_differ(Kind::Duration, |n| duration(n).into());
        all_differ(Kind::DateTime, |n| timestamp(n).into());
        all_differ(Kind::Duration, |n| span(n).into());
        let (precision, scale) = (7, 2);
        let price = Kind::Decimal { precision, scale };
        all_differ(price, |n| decimal(n.into(), scale).into());
        all_differ(Kind::Ip, |n| ip(n).into());
        all_differ(Kind::Uuid, |n| uuid(n).into());
        all_differ(Kind::Bytes, |n| bytes(n).into());
        all_differ(Kind::Json, |n| json(n).into());
    }

    #[test]
    fn characters_are_counted_in_a_circle() {
        let spelled = |characters, count| (0..count).map(|n| one_of(characters, n)).collect();
        let cases: [(&str, u16, &str); 4] = [
            ("A-C", 5, "ABCAB"),
            ("0-2x-z", 7, "012xyz0"),
            ("-b", 3, "-b-"),
            ("é", 2, "éé"),
        ];
        for (characters, count, expected) in cases {
            let spelled: String = spelled(characters, count);
            assert_eq!(spelled, expected, "{characters}");
        }
    }
}
