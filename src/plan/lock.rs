//! What socio.lock remembers of the wire and of the schema.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::OnDelete;

/// Everything published on the wire, so that nothing is ever reused for something else.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WireLock {
    #[serde(default)]
    pub messages: BTreeMap<String, Numbers>,
    #[serde(default)]
    pub enums: BTreeMap<String, Numbers>,
    /// Service name → the RPCs it ever offered.
    #[serde(default)]
    pub services: BTreeMap<String, Vec<String>>,
    /// The package of all of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub package: String,
    /// Service name → RPC → what clients call it with. Those that it offers now.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub calls: BTreeMap<String, BTreeMap<String, Call>>,
}

/// What an RPC reads and answers, as its proto writes it: `stream PostResponse`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    pub request: String,
    pub response: String,
}

/// The numbers of one message or enum.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbers {
    /// In use.
    pub used: BTreeMap<String, i32>,
    /// Tombstones: published once, now reserved.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub reserved: BTreeMap<String, i32>,
    /// Label and type of the fields in use, as their proto writes them: `optional string`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub types: BTreeMap<String, String>,
}

/// The schema that the newest migration leads to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemaLock {
    pub tables: Vec<Table>,
    /// The migrations written so far, oldest first: `0001_initial`.
    #[serde(default)]
    pub migrations: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    pub name: String,
    pub columns: Vec<Column>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<Index>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub name: String,
    /// As the spec writes it: `string(200)`, `[int32]`; `enum` where it has members. A reference
    /// has the type of the key it points to.
    #[serde(rename = "type")]
    pub ty: String,
    #[serde(default, skip_serializing_if = "is_false")]
    pub null: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub primary_key: bool,
    /// Counted by the database.
    #[serde(default, skip_serializing_if = "is_false")]
    pub increments: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub unique: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Literal>,
    /// The stored members of an enum, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<StoredMember>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub references: Option<References>,
}

/// A default as SQL text knows it. Floats keep their text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Literal {
    Integer(i64),
    Real(String),
    Text(String),
}

/// What a column stores for a member of an enum: a string or a number of the lock's JSON.
#[derive(Debug, Clone, PartialEq, Hash, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum StoredMember {
    Integer(i64),
    Text(String),
}

impl std::fmt::Display for StoredMember {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Integer(number) => number.fmt(f),
            Self::Text(text) => write!(f, "`{text}`"),
        }
    }
}

impl From<StoredMember> for Literal {
    fn from(member: StoredMember) -> Self {
        match member {
            StoredMember::Integer(number) => Self::Integer(number),
            StoredMember::Text(text) => Self::Text(text),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct References {
    pub table: String,
    pub column: String,
    pub on_delete: OnDelete,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    pub name: String,
    pub columns: Vec<String>,
    /// Those of them that are sorted downwards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub descending: Vec<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub unique: bool,
}

/// What an index is over: its columns, those sorted downwards, and whether their values are unique. Its name is
/// another matter.
pub type Over<'a> = (&'a [String], &'a [String], bool);

impl Index {
    pub fn over(&self) -> Over<'_> {
        (&self.columns, &self.descending, self.unique)
    }
}

impl SchemaLock {
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }
}

impl Table {
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The primary key.
    pub fn key(&self) -> Option<&Column> {
        self.columns.iter().find(|column| column.primary_key)
    }

    /// The index over just these columns.
    pub fn index(&self, over: Over<'_>) -> Option<&Index> {
        self.indexes.iter().find(|index| index.over() == over)
    }
}

// serde hands `skip_serializing_if` a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_false(value: &bool) -> bool {
    !*value
}
