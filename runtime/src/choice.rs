//! Enums: what the wire carries, what the database holds.

use crate::{Error, Result, Value};

/// An enum: its members in the order of their declaration.
#[derive(Debug)]
pub struct EnumMeta {
    /// As in the proto: `Status`.
    pub name: &'static str,
    /// In the order of their declaration.
    pub members: &'static [Member],
}

/// A member of an enum.
#[derive(Debug)]
pub struct Member {
    /// On the wire, `DRAFT`.
    pub name: &'static str,
    /// In the database, `draft`.
    pub stored: MemberValue<'static>,
    /// On the wire, from 1.
    pub number: i32,
}

/// What the database holds for a member. All members of an enum are of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberValue<'a> {
    /// `values: {draft: draft}`, or no values at all.
    Text(&'a str),
    /// `values: {draft: 1}`.
    Int(i64),
}

impl From<MemberValue<'_>> for Value {
    fn from(member: MemberValue<'_>) -> Self {
        match member {
            MemberValue::Text(text) => Self::Text(text.to_owned()),
            MemberValue::Int(number) => Self::Int(number),
        }
    }
}

impl<'a> TryFrom<&'a Value> for MemberValue<'a> {
    type Error = Error;

    fn try_from(value: &'a Value) -> Result<Self> {
        match value {
            Value::Text(text) => Ok(Self::Text(text)),
            Value::Int(number) => Ok(Self::Int(*number)),
            _ => Err(Error::internal("a stored value is no member of an enum")),
        }
    }
}

/// A generated enum. Its first member has index 0.
pub trait Choice: Copy + Send + Sync + 'static {
    /// Its description.
    fn meta() -> &'static EnumMeta;
    /// The member at this position; `None` beyond the last.
    fn from_index(index: usize) -> Option<Self>;
    /// Its position among the members, from 0.
    fn index(self) -> usize;

    /// The number on the wire.
    fn number(self) -> i32 {
        Self::meta().members[self.index()].number
    }

    /// What the database holds.
    fn stored(self) -> MemberValue<'static> {
        Self::meta().members[self.index()].stored
    }

    /// The member that the database holds so.
    ///
    /// # Errors
    ///
    /// INTERNAL where no member is stored so: the column was written by something else.
    fn from_stored(stored: MemberValue<'_>) -> Result<Self> {
        let found = Self::meta()
            .members
            .iter()
            .position(|member| member.stored == stored);
        found
            .and_then(Self::from_index)
            .ok_or_else(|| Error::internal(format!("a column holds no {}", Self::meta().name)))
    }
}
