//! Values of one type as values of another.

use super::shape::{Shape, quoted};
use crate::plan::lock::StoredMember;

/// How a stored value becomes one of another type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversion {
    /// SQL of the new value.
    pub value: String,
    /// SQL that is true for a value that cannot be converted, and why it cannot: "is no number".
    pub misfit: Option<(String, String)>,
    /// What is lost of a value that can: "the time of day".
    pub loses: Option<&'static str>,
}

impl Conversion {
    fn of(value: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            misfit: None,
            loses: None,
        }
    }

    fn unless(mut self, misfit: impl Into<String>, why: impl Into<String>) -> Self {
        self.misfit = Some((misfit.into(), why.into()));
        self
    }

    fn losing(mut self, what: &'static str) -> Self {
        self.loses = Some(what);
        self
    }

    /// Without text that is longer than that.
    fn within(self, longest: Option<u32>) -> Self {
        let Some(longest) = longest else {
            return self;
        };
        let too_long = format!("length({}) > {longest}", self.value);
        let misfit = match &self.misfit {
            Some((misfit, _)) => format!("{misfit} OR {too_long}"),
            None => too_long,
        };
        self.unless(misfit, format!("is longer than {longest} characters"))
    }
}

/// The conversion of column `c`, which is quoted already; nothing where there is none.
pub fn conversion(c: &str, from: &Shape, to: &Shape) -> Option<Conversion> {
    if from == to {
        return Some(Conversion::of(c));
    }
    match to {
        Shape::Text(longest) => Some(to_text(c, from)?.within(shorter(from, *longest))),
        Shape::Int32 | Shape::Int64 => to_whole(c, from, to),
        Shape::Real => to_real(c, from),
        Shape::Decimal { precision, scale } => to_decimal(c, from, *precision, *scale),
        Shape::Bool => to_bool(c, from),
        Shape::Members(members) => to_members(c, from, members),
        Shape::Date | Shape::Time | Shape::DateTime => to_moment(c, from, to),
        Shape::Uuid => text_only(c, from, "lower", &uuid_misfit(c), "is no uuid"),
        Shape::Json => text_only(c, from, "json", &not_an_object(c), "is no JSON object"),
        Shape::List(element) => to_list(c, from, element),
        Shape::Bytes => match from {
            Shape::Text(_) => Some(Conversion::of(format!("CAST({c} AS BLOB)"))),
            _ => None,
        },
        Shape::Duration | Shape::Ip => None,
    }
}

/// What a text may have at most, where it may have had more.
fn shorter(from: &Shape, to: Option<u32>) -> Option<u32> {
    match (from, to) {
        (Shape::Text(Some(before)), Some(after)) if *before <= after => None,
        _ => to,
    }
}

fn to_text(c: &str, from: &Shape) -> Option<Conversion> {
    Some(match from {
        Shape::Text(_) | Shape::Uuid | Shape::Date | Shape::Time | Shape::DateTime => {
            Conversion::of(c)
        }
        Shape::Ip | Shape::Json => Conversion::of(c),
        Shape::Bool => Conversion::of(format!("CASE {c} WHEN 0 THEN 'false' ELSE 'true' END")),
        Shape::Int32 | Shape::Int64 | Shape::Real => Conversion::of(format!("CAST({c} AS TEXT)")),
        Shape::Members(members) => match members.first()? {
            StoredMember::Text(_) => Conversion::of(c),
            StoredMember::Integer(_) => Conversion::of(format!("CAST({c} AS TEXT)")),
        },
        Shape::Decimal { scale: 0, .. } => Conversion::of(format!("CAST({c} AS TEXT)")),
        Shape::Decimal { scale, .. } => {
            let unit = power(*scale);
            Conversion::of(format!(
                "printf('%s%d.%0{scale}d', CASE WHEN {c} < 0 THEN '-' ELSE '' END, \
                 abs({c}) / {unit}, abs({c}) % {unit})"
            ))
        }
        Shape::Bytes | Shape::Duration | Shape::List(_) => return None,
    })
}

fn to_whole(c: &str, from: &Shape, to: &Shape) -> Option<Conversion> {
    let cast = format!("CAST({c} AS INTEGER)");
    let range = |value: &str| match to {
        Shape::Int32 => format!("{value} NOT BETWEEN -2147483648 AND 2147483647"),
        _ => format!("{value} NOT BETWEEN -9223372036854775808 AND 9223372036854775807"),
    };
    Some(match from {
        Shape::Int32 | Shape::Bool => Conversion::of(c),
        Shape::Int64 => Conversion::of(c).unless(range(c), "is out of range"),
        Shape::Members(members) => match members.first()? {
            StoredMember::Integer(_) => Conversion::of(c).unless(range(c), "is out of range"),
            StoredMember::Text(_) => return None,
        },
        Shape::Real => {
            let misfit = format!("{c} <> {cast} OR {}", range(c));
            Conversion::of(cast).unless(misfit, "is no whole number in range")
        }
        Shape::Decimal { scale, .. } => {
            let value = format!("{c} / {}", power(*scale));
            let misfit = format!("{c} % {} <> 0 OR {}", power(*scale), range(&value));
            Conversion::of(value).unless(misfit, "is no whole number in range")
        }
        Shape::Text(_) => {
            let misfit = format!("CAST({cast} AS TEXT) <> {c} OR {}", range(&cast));
            Conversion::of(cast).unless(misfit, "is no whole number in range")
        }
        _ => return None,
    })
}

fn to_real(c: &str, from: &Shape) -> Option<Conversion> {
    let cast = || Conversion::of(format!("CAST({c} AS REAL)"));
    Some(match from {
        Shape::Bool | Shape::Int32 => cast(),
        Shape::Int64 => cast().losing("digits beyond the fifteenth"),
        Shape::Decimal { scale, .. } => {
            let value = Conversion::of(format!("CAST({c} AS REAL) / {}", power(*scale)));
            value.losing("digits beyond the fifteenth")
        }
        Shape::Text(_) => cast().unless(not_a_number(c), "is no number"),
        _ => return None,
    })
}

fn to_decimal(c: &str, from: &Shape, precision: u32, scale: u32) -> Option<Conversion> {
    let most = power(precision.saturating_sub(scale));
    let why = format!("does not fit decimal({precision},{scale})");
    let rounded = |value: &str| {
        let value = format!("CAST(round({value} * {}) AS INTEGER)", power(scale));
        Conversion::of(value).losing("digits beyond the last place")
    };
    Some(match from {
        Shape::Bool | Shape::Int32 | Shape::Int64 => {
            let misfit = format!("{c} <= -{most} OR {c} >= {most}");
            Conversion::of(format!("{c} * {}", power(scale))).unless(misfit, why)
        }
        Shape::Decimal { scale: before, .. } if *before <= scale => {
            let most = format!("{most}{}", "0".repeat(*before as usize));
            let misfit = format!("{c} <= -{most} OR {c} >= {most}");
            Conversion::of(format!("{c} * {}", power(scale - before))).unless(misfit, why)
        }
        Shape::Decimal { scale: before, .. } => {
            let by = power(before - scale);
            let value = format!("{c} / {by}");
            let most = power(precision);
            let misfit = format!("{c} % {by} <> 0 OR {value} <= -{most} OR {value} >= {most}");
            Conversion::of(value).unless(misfit, why)
        }
        Shape::Real => rounded(c).unless(format!("{c} <= -{most} OR {c} >= {most}"), why),
        Shape::Text(_) => {
            let value = format!("CAST({c} AS REAL)");
            let misfit = format!(
                "{} OR {value} <= -{most} OR {value} >= {most}",
                not_a_number(c)
            );
            rounded(&value).unless(misfit, why)
        }
        _ => return None,
    })
}

fn to_bool(c: &str, from: &Shape) -> Option<Conversion> {
    Some(match from {
        Shape::Int32 | Shape::Int64 => {
            Conversion::of(c).unless(format!("{c} NOT IN (0, 1)"), "is neither 0 nor 1")
        }
        Shape::Decimal { scale, .. } => {
            let one = power(*scale);
            let misfit = format!("{c} NOT IN (0, {one})");
            Conversion::of(format!("{c} / {one}")).unless(misfit, "is neither 0 nor 1")
        }
        Shape::Real => Conversion::of(format!("CAST({c} AS INTEGER)"))
            .unless(format!("{c} NOT IN (0, 1)"), "is neither 0 nor 1"),
        Shape::Text(_) => Conversion::of(format!("{c} IN ('true', '1')")).unless(
            format!("{c} NOT IN ('true', 'false', '1', '0')"),
            "is neither `true` nor `false`",
        ),
        _ => return None,
    })
}

fn to_members(c: &str, from: &Shape, members: &[StoredMember]) -> Option<Conversion> {
    let texts = matches!(members.first()?, StoredMember::Text(_));
    let whole = format!("CAST({c} AS INTEGER)");
    let (value, fits) = match from {
        Shape::Text(_) if texts => (c, true),
        Shape::Text(_) => (whole.as_str(), true),
        Shape::Int32 | Shape::Int64 => (c, !texts),
        Shape::Members(before) => (c, matches!(before.first()?, StoredMember::Text(_)) == texts),
        _ => (c, false),
    };
    let all: Vec<_> = members.iter().map(quoted).collect();
    let mut misfit = format!("{value} NOT IN ({})", all.join(", "));
    if value != c {
        misfit += &format!(" OR CAST({value} AS TEXT) <> {c}");
    }
    fits.then(|| Conversion::of(value).unless(misfit, "is no member of the enum"))
}

fn to_moment(c: &str, from: &Shape, to: &Shape) -> Option<Conversion> {
    let full = |c: &str| format!("strftime('%Y-%m-%dT%H:%M:%f000Z', {c})");
    Some(match (from, to) {
        (Shape::Date, Shape::DateTime) => Conversion::of(format!("{c} || 'T00:00:00.000000Z'")),
        (Shape::DateTime, Shape::Date) => {
            Conversion::of(format!("substr({c}, 1, 10)")).losing("the time of day")
        }
        (Shape::DateTime, Shape::Time) => {
            Conversion::of(format!("substr({c}, 12, 15)")).losing("the date")
        }
        (Shape::Text(_), Shape::Date) => {
            let misfit = format!("date({c}) IS NULL OR date({c}) <> {c}");
            Conversion::of(c).unless(misfit, "is no date")
        }
        (Shape::Text(_), Shape::Time) => {
            let value = format!("strftime('%H:%M:%f000', {c})");
            let misfit = format!("time({c}) IS NULL");
            let value = Conversion::of(value).losing("parts of a second beyond the thousandth");
            value.unless(misfit, "is no time")
        }
        (Shape::Text(_), Shape::DateTime) => {
            let misfit = format!("datetime({c}) IS NULL");
            let value = Conversion::of(full(c)).losing("parts of a second beyond the thousandth");
            value.unless(misfit, "is no date with a time")
        }
        _ => return None,
    })
}

fn text_only(c: &str, from: &Shape, function: &str, misfit: &str, why: &str) -> Option<Conversion> {
    let value = Conversion::of(format!("{function}({c})"));
    matches!(from, Shape::Text(_)).then(|| value.unless(misfit, why))
}

/// A value alone as a list of one, and lists whose elements are stored alike.
fn to_list(c: &str, from: &Shape, element: &str) -> Option<Conversion> {
    let to = Shape::named(element);
    let is_held = |from: &Shape| match (from, &to) {
        (Shape::Text(_), Some(Shape::Text(_))) | (Shape::Int32, Some(Shape::Int64)) => true,
        (from, Some(to)) => from == to,
        (_, None) => false,
    };
    match from {
        Shape::List(before) if before == element => Some(Conversion::of(c)),
        Shape::List(before) => {
            let before = Shape::named(before)?;
            is_held(&before).then(|| Conversion::of(c))
        }
        Shape::Text(_) | Shape::Int32 | Shape::Int64 if is_held(from) => {
            Some(Conversion::of(format!("json_array({c})")))
        }
        _ => None,
    }
}

fn not_a_number(c: &str) -> String {
    format!("CASE WHEN json_valid({c}) THEN json_type({c}) NOT IN ('integer', 'real') ELSE 1 END")
}

fn not_an_object(c: &str) -> String {
    format!("CASE WHEN json_valid({c}) THEN json_type({c}) <> 'object' ELSE 1 END")
}

fn uuid_misfit(c: &str) -> String {
    let groups = [8, 4, 4, 4, 12].map(|digits| "[0-9a-f]".repeat(digits));
    format!("lower({c}) NOT GLOB '{}'", groups.join("-"))
}

/// `10` to the power of `exponent`, as SQL has it: as a whole number while it is one.
fn power(exponent: u32) -> String {
    format!("1{}", "0".repeat(exponent as usize))
}
