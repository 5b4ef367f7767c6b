//! What generated code implements for a model.

use std::fmt::Display;

use uuid::Uuid;

use crate::{Error, ModelMeta, Result, Row, Stored, grammar};

/// A row of a table.
pub trait Record: Sized + Clone + Send + Sync + 'static {
    /// The type of its primary key.
    type Key: Key;
    /// The description of the model.
    fn meta() -> &'static ModelMeta;
    /// Reads the columns in the order of [`ModelMeta::fields`].
    fn read(row: &mut Row<'_>) -> Result<Self>;
    /// Its primary key.
    fn key(&self) -> Self::Key;
}

/// A primary key.
pub trait Key: Stored + Display {
    /// Its type in messages.
    type Wire: Display + Send;
    /// `None` when the text is no such key at all.
    fn from_wire(wire: Self::Wire) -> Option<Self>;
}

macro_rules! key {
    ($($type:ty),*) => {$(
        impl Key for $type {
            type Wire = Self;
            fn from_wire(wire: Self) -> Option<Self> {
                Some(wire)
            }
        }
    )*};
}
key!(i32, i64, String);

impl Key for Uuid {
    type Wire = String;
    fn from_wire(wire: String) -> Option<Self> {
        grammar::uuid(&wire)
    }
}

/// The key that a request names; a malformed one is a record that does not exist.
pub fn parse_key<M: Record>(wire: <M::Key as Key>::Wire) -> Result<M::Key> {
    let text = wire.to_string();
    M::Key::from_wire(wire).ok_or_else(|| Error::not_found(M::meta().name, text))
}
