//! Types, and what a field of each may be told.

use fastrand::Rng;

/// What other parts of a spec have to know of a field's type.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    Bool,
    Int,
    Float,
    Decimal {
        precision: u32,
        scale: u32,
    },
    String {
        max: u32,
    },
    /// Text without an upper bound.
    Text,
    Email,
    Url,
    Slug,
    Bytes,
    Uuid,
    Date,
    Time,
    DateTime,
    Duration,
    Json,
    Ip,
    Enum {
        at: usize,
    },
    /// A foreign key.
    Reference {
        model: usize,
    },
    /// Many to many.
    Link {
        model: usize,
    },
    List(Box<Kind>),
}

/// The types of one value, as a spec writes them.
pub fn scalar(rng: &mut Rng) -> (String, Kind) {
    let (written, kind) = match rng.u32(0..21) {
        0 => ("bool", Kind::Bool),
        1 | 2 => ("int32", Kind::Int),
        3 => ("int64", Kind::Int),
        4 => ("float", Kind::Float),
        5 => ("double", Kind::Float),
        6 | 7 => return decimal(rng),
        8..=10 => {
            let max = [1, 2, 12, 40, 200, 10_000][rng.usize(0..6)];
            return (format!("string({max})"), Kind::String { max });
        }
        11 => ("text", Kind::Text),
        12 => ("bytes", Kind::Bytes),
        13 => ("uuid", Kind::Uuid),
        14 => ("date", Kind::Date),
        15 => ("time", Kind::Time),
        16 => ("datetime", Kind::DateTime),
        17 => ("duration", Kind::Duration),
        18 => ("json", Kind::Json),
        19 => ("ip", Kind::Ip),
        _ => return address(rng),
    };
    (written.to_owned(), kind)
}

fn decimal(rng: &mut Rng) -> (String, Kind) {
    let precision = rng.u32(1..19);
    let scale = rng.u32(0..=precision);
    let space = if rng.bool() { " " } else { "" };
    (
        format!("decimal({precision},{space}{scale})"),
        Kind::Decimal { precision, scale },
    )
}

/// Text of a form, as long as it is by itself or as the spec says.
fn address(rng: &mut Rng) -> (String, Kind) {
    let (name, kind) = match rng.u32(0..3) {
        0 => ("email", Kind::Email),
        1 => ("url", Kind::Url),
        _ => ("slug", Kind::Slug),
    };
    let length = ["", "(40)", "(2000)"][rng.usize(0..3)];
    (format!("{name}{length}"), kind)
}

impl Kind {
    /// Whether `blank`, `choices` and patterns are for it.
    pub fn is_text(&self) -> bool {
        matches!(
            self,
            Self::String { .. } | Self::Text | Self::Email | Self::Url | Self::Slug
        )
    }

    pub fn is_list(&self) -> bool {
        matches!(self, Self::List(_) | Self::Link { .. })
    }

    /// Whether a list may hold it.
    pub fn is_element(&self) -> bool {
        !matches!(self, Self::Bytes | Self::Json | Self::Reference { .. }) && !self.is_list()
    }

    /// A default that fits the type, where there is one.
    pub fn default(&self, rng: &mut Rng, members: &[Vec<String>]) -> Option<String> {
        Some(match self {
            Self::Bool => rng.bool().to_string(),
            Self::Int => rng.i32(..).to_string(),
            Self::Float => ["0.5", "-3", "1e10", "0"][rng.usize(0..4)].to_owned(),
            Self::Decimal { precision, scale } => match (precision - scale, scale) {
                (0, _) => String::from("0.1"),
                (_, 0) => String::from("-7"),
                _ => String::from("7.5"),
            },
            Self::String { max: 1 } => String::from("q"),
            Self::String { max } => String::from("word").chars().take(*max as usize).collect(),
            Self::Text => {
                ["word", "two words", "it's \"so\"", "ä: {x}"][rng.usize(0..4)].to_owned()
            }
            Self::Email => String::from("a@example.org"),
            Self::Url => String::from("https://example.org/?a=b"),
            Self::Slug => String::from("a-slug"),
            Self::Uuid => String::from("6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
            Self::Date => String::from("2024-02-29"),
            Self::Time => String::from("23:59:59.5"),
            Self::DateTime => String::from("2026-01-31T12:30:00+02:00"),
            Self::Duration => String::from("49:30:00"),
            Self::Json => String::from("{}"),
            Self::Ip => ["::1", "192.0.2.7"][rng.usize(0..2)].to_owned(),
            Self::Enum { at } => {
                let member = members[*at][rng.usize(0..members[*at].len())].clone();
                // As a default it is the absence of one.
                return (member != "null").then_some(member);
            }
            Self::Bytes | Self::Reference { .. } | Self::Link { .. } | Self::List(_) => {
                return None;
            }
        })
    }
}
