//! Fields and relations of a model.

use serde::{Deserialize, Serialize};

use super::Name;

/// One column.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The name on the wire and in Rust: `author`.
    pub name: Name,
    pub comment: Option<String>,
    /// The column: `author_id`.
    pub column: String,
    pub ty: FieldType,
    pub null: bool,
    pub blank: bool,
    pub default: Option<DefaultValue>,
    /// A value the server makes: such a field is read-only.
    pub auto: Option<AutoValue>,
    pub primary_key: bool,
    pub unique: bool,
    pub index: bool,
    pub read_only: bool,
    /// In requests, never in an answer.
    pub write_only: bool,
    pub immutable: bool,
    pub rules: Rules,
}

/// What a value must satisfy beyond its type.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rules {
    /// Whether text is trimmed before it is validated.
    pub trim: bool,
    pub min: Option<Bound>,
    pub max: Option<Bound>,
    pub min_length: Option<u32>,
    /// The length of an email, a url or a slug, where it is not the usual one.
    pub max_length: Option<u32>,
    pub regex: Option<String>,
    /// Values for tests and examples, where none can be made from the other rules.
    pub examples: Vec<String>,
    pub choices: Vec<String>,
    /// The choices of a whole number.
    pub numbers: Vec<i64>,
}

impl Field {
    /// Whether clients write it: the key, and all that is not read-only.
    pub fn is_written(&self) -> bool {
        self.primary_key || !self.read_only
    }

    /// The most characters that its text may have. Where the spec says nothing, it is Django's.
    pub fn max_length(&self) -> Option<u32> {
        let usual = match self.ty {
            FieldType::String { max } => max,
            FieldType::Email => 254,
            FieldType::Url => 200,
            FieldType::Slug => 50,
            _ => return None,
        };
        Some(self.rules.max_length.unwrap_or(usual))
    }
}

/// A bound with the text it had in the spec; decimals keep their digits.
#[derive(Debug, Clone, PartialEq)]
pub enum Bound {
    Integer(i64),
    Float(f64),
    Decimal(String),
}

#[derive(Debug, Clone, PartialEq)]
pub enum FieldType {
    Bool,
    Int32,
    Int64,
    Float,
    Double,
    Decimal {
        precision: u32,
        scale: u32,
    },
    String {
        max: u32,
    },
    Text,
    Bytes,
    Uuid,
    Date,
    Time,
    DateTime,
    Json,
    Email,
    Url,
    Slug,
    Duration,
    Ip,
    /// A list of values; the field says what each must be, and has the list's name.
    Array(Box<Field>),
    /// An enum of the project, by its position.
    Enum(usize),
    /// A foreign key to the primary key of a model, by its position.
    Reference {
        model: usize,
        on_delete: OnDelete,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnDelete {
    Cascade,
    Restrict,
    SetNull,
}

impl OnDelete {
    /// As a spec names them.
    pub const NAMES: [(&str, Self); 3] = [
        ("cascade", Self::Cascade),
        ("restrict", Self::Restrict),
        ("set_null", Self::SetNull),
    ];

    /// As the spec writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cascade => "cascade",
            Self::Restrict => "restrict",
            Self::SetNull => "set_null",
        }
    }
}

/// A default, checked against the type of its field.
#[derive(Debug, Clone, PartialEq)]
pub enum DefaultValue {
    Bool(bool),
    /// A duration counts microseconds.
    Integer(i64),
    Float(f64),
    /// Text as it is stored: of strings, decimals, uuids, dates, addresses and JSON.
    Text(String),
    Time(jiff::civil::Time),
    /// In UTC.
    DateTime(jiff::civil::DateTime),
    /// The position of an enum's member.
    Member(usize),
}

/// A value that the server makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AutoValue {
    /// An integer key that the database counts.
    Increment,
    /// A uuid key (version 7) that the runtime makes.
    Uuid,
    /// When the row was created (`timestamps: true`: `created_at`).
    CreatedAt,
    /// When the row was last written (`updated_at`).
    UpdatedAt,
}
