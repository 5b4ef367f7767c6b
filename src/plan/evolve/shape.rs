//! What a column holds, read from the words that socio.lock has for its type.

use crate::model::{FieldType, types};
use crate::plan::ddl;
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

    /// The form of a type without members, as the table of types knows it.
    pub fn named(ty: &str) -> Option<Self> {
        let (name, arguments) = ty.split_once('(').unwrap_or((ty, ""));
        let arguments = arguments.trim_end_matches(')').split(',').map(str::trim);
        let arguments: Vec<&str> = arguments.filter(|one| !one.is_empty()).collect();
        let row = types::named(name)?;
        // A length that follows from a rule stands behind types that take none.
        let of = row.of(&arguments).or_else(|_| row.of(&[])).ok()?;
        Some(match of {
            FieldType::Bool => Self::Bool,
            FieldType::Int32 => Self::Int32,
            FieldType::Int64 => Self::Int64,
            FieldType::Float | FieldType::Double => Self::Real,
            FieldType::Decimal { precision, scale } => Self::Decimal { precision, scale },
            FieldType::String { max } => Self::Text(Some(max)),
            FieldType::Text | FieldType::Email | FieldType::Url | FieldType::Slug => {
                Self::Text(arguments.first().and_then(|longest| longest.parse().ok()))
            }
            FieldType::Bytes => Self::Bytes,
            FieldType::Uuid => Self::Uuid,
            FieldType::Date => Self::Date,
            FieldType::Time => Self::Time,
            FieldType::DateTime => Self::DateTime,
            FieldType::Duration => Self::Duration,
            FieldType::Json => Self::Json,
            FieldType::Ip => Self::Ip,
            FieldType::Enum(_) | FieldType::Reference { .. } | FieldType::Array(_) => return None,
        })
    }

    /// A value where there is none: what a column that comes back holds in the rows that are there.
    /// With the number of the row in it, where no two rows may share one.
    pub fn blank(&self, differs: bool) -> String {
        let (same, each) = match self {
            Self::Bool => ("0", "# % 2"),
            Self::Int32 | Self::Int64 | Self::Decimal { .. } | Self::Duration => ("0", "#"),
            Self::Real => ("0.0", "CAST(# AS REAL)"),
            Self::Text(_) => ("''", "CAST(# AS TEXT)"),
            Self::Bytes => ("x''", "CAST(# AS BLOB)"),
            Self::Uuid => (
                "'00000000-0000-4000-8000-000000000000'",
                "printf('00000000-0000-4000-8000-%012x', #)",
            ),
            Self::Date => ("'1970-01-01'", "date(# * 86400, 'unixepoch')"),
            Self::Time => ("'00:00:00.000000'", "printf('00:00:00.%06d', #)"),
            Self::DateTime => (
                "'1970-01-01T00:00:00.000000Z'",
                "strftime('%Y-%m-%dT%H:%M:%S.000000Z', #, 'unixepoch')",
            ),
            Self::Json => ("'{}'", "json_object('row', #)"),
            Self::Ip => ("'0.0.0.0'", "'0.0.' || # / 256 || '.' || # % 256"),
            Self::List(_) => ("'[]'", "json_array(#)"),
            Self::Members(members) => return one_of(members, differs),
        };
        if differs { each } else { same }.replace('#', ROW)
    }
}

/// The number of a row among all that are copied.
const ROW: &str = "(row_number() OVER ())";

/// The first member, or each in its turn.
fn one_of(members: &[StoredMember], differs: bool) -> String {
    let Some(first) = members.first().filter(|_| differs) else {
        return members.first().map_or_else(String::new, quoted);
    };
    let turns = members.iter().enumerate().skip(1);
    let turns = turns.map(|(at, member)| format!(" WHEN {at} THEN {}", quoted(member)));
    let turns: String = turns.collect();
    format!(
        "CASE ({ROW} - 1) % {}{turns} ELSE {} END",
        members.len(),
        quoted(first)
    )
}

/// A member as SQL writes it.
pub fn quoted(member: &StoredMember) -> String {
    ddl::literal(&member.clone().into())
}
