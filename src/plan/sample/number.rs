//! Numbers between their bounds.

use crate::model::{Bound, Field, FieldType};
use socio_runtime::grammar::Digits;

/// Every number of the drafts has one, at most.
pub const MOST: u32 = 1 << 16;

/// Numbers that a draft's number counts.
#[derive(Debug, Clone, PartialEq)]
pub enum Numbers {
    /// `start + n`, or `start - n`.
    Whole {
        start: i64,
        down: bool,
        size: u32,
    },
    /// The same in units of a decimal's last digit, of which the shown is `unit`.
    Decimal {
        start: i64,
        down: bool,
        unit: u64,
        size: u32,
    },
    /// `start + span * n / 65536`.
    Float {
        start: f64,
        span: f64,
    },
    Listed(Vec<f64>),
    /// The choices of a whole number.
    Chosen(Vec<i64>),
}

impl Numbers {
    pub fn of(field: &Field) -> Option<Self> {
        match field.ty {
            FieldType::Int32 | FieldType::Int64 if !field.rules.numbers.is_empty() => {
                Some(Self::Chosen(field.rules.numbers.clone()))
            }
            FieldType::Int32 => Some(whole(field, i32::MIN.into(), i32::MAX.into())),
            FieldType::Int64 => Some(whole(field, i64::MIN, i64::MAX)),
            FieldType::Decimal { precision, scale } => Some(decimal(field, precision, scale)),
            FieldType::Double => Some(float(field, |value| value)),
            // Narrowed on purpose: that is what the wire does.
            FieldType::Float => Some(float(field, |value| f64::from(value as f32))),
            _ => None,
        }
    }

    pub fn size(&self) -> u32 {
        match self {
            Self::Whole { size, .. } | Self::Decimal { size, .. } => *size,
            Self::Float { .. } => MOST,
            Self::Listed(values) => u32::try_from(values.len()).unwrap_or(MOST),
            Self::Chosen(values) => u32::try_from(values.len()).unwrap_or(MOST),
        }
    }

    /// Rust of the number at `n`, itself Rust; `f` is `f64` or `f32`, `i` is `i32` or `i64`.
    pub fn rust(&self, n: &str, i: &str, f: &str) -> String {
        match self {
            Self::Whole { start, down, .. } => counted(*start, *down, n, i, ""),
            Self::Decimal {
                start, down, unit, ..
            } => {
                let units = counted(*start, *down, n, "f64", ".0");
                match unit {
                    1 => units,
                    _ => format!("({units} / {unit}.0)"),
                }
            }
            Self::Float { start, span } => {
                let part = match *span == 65536.0 {
                    true => format!("{f}::from({n})"),
                    false => format!("{span:?} * {f}::from({n}) / 65536.0"),
                };
                match *start == 0.0 {
                    true if *span == 65536.0 => part,
                    true => format!("({part})"),
                    false => format!("({start:?} + {part})"),
                }
            }
            Self::Listed(values) => {
                let values: Vec<_> = values.iter().map(|value| literal(*value, f)).collect();
                format!("[{}][usize::from({n})]", values.join(", "))
            }
            Self::Chosen(values) => {
                let values: Vec<_> = values.iter().map(|value| format!("{value}_{i}")).collect();
                format!("[{}][usize::from({n})]", values.join(", "))
            }
        }
    }

    /// Rust of a number that need not differ from others.
    pub fn one(&self, i: &str, f: &str) -> String {
        match self {
            Self::Whole { start, .. } => format!("{start}_{i}"),
            Self::Decimal { start, unit, .. } => literal(*start as f64 / *unit as f64, "f64"),
            Self::Float { start, .. } => literal(*start, f),
            Self::Listed(values) => literal(values.first().copied().unwrap_or_default(), f),
            Self::Chosen(values) => format!("{}_{i}", values.first().copied().unwrap_or_default()),
        }
    }

    /// Rust of the decimal at `n` as text.
    pub fn text(&self, n: &str) -> String {
        let (start, down, places) = self.units();
        let units = counted(start, down, n, "i64", "");
        let inner = units.strip_prefix('(').and_then(|u| u.strip_suffix(')'));
        format!("sample::decimal({}, {places})", inner.unwrap_or(&units))
    }

    /// Rust of a decimal as text that need not differ from others.
    pub fn one_text(&self) -> String {
        let (start, _, places) = self.units();
        format!("sample::decimal({start}, {places})")
    }

    /// Where a decimal starts, in which direction it counts, and with how many places.
    fn units(&self) -> (i64, bool, u32) {
        match *self {
            Self::Decimal {
                start, down, unit, ..
            } => (start, down, unit.ilog10()),
            _ => (0, false, 0),
        }
    }

    #[cfg(test)]
    pub fn value(&self, n: u32, narrow: bool) -> f64 {
        let at = n as usize;
        let n = f64::from(n);
        let step = |start: i64, down: bool| start as f64 + if down { -n } else { n };
        match self {
            Self::Whole { start, down, .. } => step(*start, *down),
            Self::Decimal {
                start, down, unit, ..
            } => step(*start, *down) / *unit as f64,
            Self::Float { start, span } if narrow => {
                f64::from(*start as f32 + *span as f32 * n as f32 / 65536.0)
            }
            Self::Float { start, span } => start + span * n / 65536.0,
            Self::Listed(values) => values[at],
            Self::Chosen(values) => values[at] as f64,
        }
    }
}

fn literal(value: f64, f: &str) -> String {
    match f {
        "f32" => format!("{:?}_f32", value as f32),
        _ => format!("{value:?}"),
    }
}

/// `start + n` as Rust, in brackets where it is more than one word.
fn counted(start: i64, down: bool, n: &str, ty: &str, point: &str) -> String {
    let n = format!("{ty}::from({n})");
    match (start, down) {
        (0, false) => n,
        (start, true) => format!("({start}{point} - {n})"),
        (start, false) if start < 0 => format!("({n} - {}{point})", start.unsigned_abs()),
        (start, false) => format!("({n} + {start}{point})"),
    }
}

/// From the least up; else from the most down; else from `free` up.
fn count(
    least: Option<i128>,
    most: Option<i128>,
    free: i128,
    ends: (i128, i128),
) -> (i64, bool, u32) {
    let low = least.unwrap_or(ends.0).max(ends.0);
    let high = most.unwrap_or(ends.1).min(ends.1);
    let many = |size: i128| u32::try_from(size.clamp(0, MOST.into())).unwrap_or(MOST);
    let start = |at: i128| i64::try_from(at).unwrap_or_default();
    match (least, most) {
        // `i64::MIN` has no positive form to subtract.
        (Some(_), _) if low > i64::MIN.into() => (start(low), false, many(high - low + 1)),
        (_, Some(_)) if high < free + i128::from(MOST) => (start(high), true, many(high - low + 1)),
        _ => (start(free), false, many(high - free + 1)),
    }
}

fn whole(field: &Field, min: i64, max: i64) -> Numbers {
    let bound = |bound: &Option<Bound>| match bound {
        Some(Bound::Integer(value)) => Some(i128::from(*value)),
        _ => None,
    };
    let ends = (min.into(), max.into());
    let (start, down, size) = count(bound(&field.rules.min), bound(&field.rules.max), 1, ends);
    Numbers::Whole { start, down, size }
}

fn decimal(field: &Field, precision: u32, scale: u32) -> Numbers {
    // A double tells 15 digits apart; larger numbers differ in their first ones only.
    let shown = scale.min(4);
    let bound = |bound: &Option<Bound>, up: bool| {
        let text = match bound {
            Some(Bound::Decimal(text)) => text.clone(),
            Some(Bound::Integer(value)) => value.to_string(),
            _ => return None,
        };
        let digits = Digits::parse(&text)?;
        let places = u32::try_from(digits.decimal_places()).ok()?.max(scale);
        let exact = digits.units(places)?;
        let finer = 10_i128.pow(places - shown);
        let lower = exact.div_euclid(finer);
        Some(lower + i128::from(up && exact.rem_euclid(finer) != 0))
    };
    let whole_digits = 10_i128.pow(precision - scale + shown) - 1;
    let least = bound(&field.rules.min, true);
    let most = bound(&field.rules.max, false);
    let (start, down, size) = count(least, most, 1, (-whole_digits, whole_digits));
    let numbers = Numbers::Decimal {
        start,
        down,
        unit: 10_u64.pow(shown),
        size,
    };
    match size {
        // Finer than what is shown.
        0 => Numbers::Listed(vec![match (&field.rules.min, &field.rules.max) {
            (Some(Bound::Decimal(text)), _) | (None, Some(Bound::Decimal(text))) => {
                text.parse().unwrap_or_default()
            }
            _ => 0.0,
        }]),
        _ => numbers,
    }
}

fn float(field: &Field, kept: impl Fn(f64) -> f64) -> Numbers {
    let bound = |bound: &Option<Bound>| match bound {
        Some(Bound::Float(value)) => Some(*value),
        Some(Bound::Integer(value)) => Some(*value as f64),
        _ => None,
    };
    let (least, most) = (bound(&field.rules.min), bound(&field.rules.max));
    let fits = |value: f64| {
        value.is_finite()
            && least.is_none_or(|least| value >= least)
            && most.is_none_or(|most| value <= most)
    };
    let spans = [65536.0, most.unwrap_or(0.0) - least.unwrap_or(0.0)];
    // A float may lie on the other side of the bound that it stands for.
    let above = |least: f64| f64::from((least as f32).next_up());
    let starts = [
        Some(0.5),
        least,
        least.map(above),
        most.map(|most| most - 65536.0),
    ];
    for start in starts.into_iter().flatten() {
        for span in spans {
            let at = |n: u32| kept(kept(start) + kept(kept(span) * f64::from(n)) / 65536.0);
            let rising = (1..MOST).all(|n| at(n - 1) < at(n));
            if rising && fits(at(0)) && fits(at(MOST - 1)) {
                return Numbers::Float {
                    start: kept(start),
                    span: kept(span),
                };
            }
        }
    }
    let ends = [least, most, Some(0.5)].into_iter().flatten();
    let all = ends.flat_map(|end| near(kept(end)));
    let mut few: Vec<f64> = all.map(&kept).filter(|value| fits(*value)).collect();
    few.sort_by(f64::total_cmp);
    few.dedup();
    Numbers::Listed(few)
}

/// A number and some beside it, as a double or a float tells them apart.
fn near(end: f64) -> Vec<f64> {
    let mut values = vec![end];
    let single = end as f32;
    values.extend([single.next_up(), single.next_down()].map(f64::from));
    values.extend([end.next_up(), end.next_down(), end.next_up().next_up()]);
    values
}
