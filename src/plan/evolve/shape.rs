//! What a column holds, read from the words that socio.lock has for its type.

use crate::plan::lock::{Column, StoredMember};

/// The form of the values that a column stores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    Bool,
    Int32,
    Int64,
    Real,
    /// Whole numbers of the last decimal place.
    Decimal {
        precision: u32,
        scale: u32,
    },
    /// Text, and the most characters of it.
    Text(Option<u32>),
    Bytes,
    Uuid,
    Date,
    Time,
    DateTime,
    /// Microseconds.
    Duration,
    Json,
    Ip,
    Members(Vec<StoredMember>),
    /// JSON text of elements, by their type.
    List(String),
}

impl Shape {
    /// Nothing for a type that this version does not know.
    pub fn of(column: &Column) -> Option<Self> {
        if !column.members.is_empty() {
            return Some(Self::Members(column.members.clone()));
        }
        if let Some(element) = column.ty.strip_prefix('[') {
            let element = element.strip_suffix(']')?;
            return Some(Self::List(element.to_owned()));
        }
        Self::named(&column.ty)
    }

    fn named(ty: &str) -> Option<Self> {
        let (name, arguments) = ty.split_once('(').unwrap_or((ty, ""));
        let arguments = arguments.trim_end_matches(')').split(',');
        let numbers: Vec<u32> = arguments
            .filter_map(|one| one.trim().parse().ok())
            .collect();
        Some(match (name, &numbers[..]) {
            ("bool", _) => Self::Bool,
            ("int32", _) => Self::Int32,
            ("int64", _) => Self::Int64,
            ("float" | "double", _) => Self::Real,
            ("decimal", [precision, scale]) => Self::Decimal {
                precision: *precision,
                scale: *scale,
            },
            ("string" | "email" | "url" | "slug" | "text", longest) => {
                Self::Text(longest.first().copied())
            }
            ("bytes", _) => Self::Bytes,
            ("uuid", _) => Self::Uuid,
            ("date", _) => Self::Date,
            ("time", _) => Self::Time,
            ("datetime", _) => Self::DateTime,
            ("duration", _) => Self::Duration,
            ("json", _) => Self::Json,
            ("ip", _) => Self::Ip,
            _ => return None,
        })
    }

    /// A value where there is none: what a column that comes back holds in the rows that are there.
    /// With a row's number in it, where no two rows may share one.
    pub fn blank(&self, differs: bool) -> String {
        let (same, each) = match self {
            Self::Bool | Self::Int32 | Self::Int64 | Self::Decimal { .. } | Self::Duration => {
                ("0", "rowid")
            }
            Self::Real => ("0.0", "CAST(rowid AS REAL)"),
            Self::Text(_) => ("''", "CAST(rowid AS TEXT)"),
            Self::Bytes => ("x''", "CAST(rowid AS BLOB)"),
            Self::Uuid => (
                "'00000000-0000-4000-8000-000000000000'",
                "printf('00000000-0000-4000-8000-%012x', rowid)",
            ),
            Self::Date => ("'1970-01-01'", "date(rowid * 86400, 'unixepoch')"),
            Self::Time => ("'00:00:00.000000'", "printf('00:00:00.%06d', rowid)"),
            Self::DateTime => (
                "'1970-01-01T00:00:00.000000Z'",
                "strftime('%Y-%m-%dT%H:%M:%S.000000Z', rowid, 'unixepoch')",
            ),
            Self::Json => ("'{}'", "json_object('row', rowid)"),
            Self::Ip => ("'0.0.0.0'", "'0.0.' || rowid / 256 || '.' || rowid % 256"),
            Self::List(_) => ("'[]'", "json_array(rowid)"),
            Self::Members(members) => return members.first().map_or_else(String::new, quoted),
        };
        if differs { each } else { same }.to_owned()
    }
}

/// A member as SQL writes it.
pub fn quoted(member: &StoredMember) -> String {
    match member {
        StoredMember::Integer(number) => number.to_string(),
        StoredMember::Text(text) => text_literal(text),
    }
}

/// Text as SQL writes it.
pub fn text_literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
