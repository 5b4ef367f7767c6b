//! What a client sent, typed but not yet validated.

use crate::types::{ProtoDuration, ProtoStruct, ProtoTimestamp};
use crate::{Linked, Record, Result};

/// A field of a draft.
///
/// `Unset` is an optional field that the client left out; what that means
/// depends on the RPC. `Null` is asked for by a partial update that names a
/// field and sends no value.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Input<T> {
    /// Left out.
    #[default]
    Unset,
    /// Named, and without a value.
    Null,
    /// Given.
    Value(T),
}

impl<T> Input<T> {
    /// A field of a partial update: untouched unless the request names it.
    pub fn partial(named: bool, value: Option<T>) -> Self {
        match (named, value) {
            (false, _) => Self::Unset,
            (true, None) => Self::Null,
            (true, Some(value)) => Self::Value(value),
        }
    }

    /// The value, where there is one.
    pub fn as_option(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    /// The value, where there is one.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    /// The same input of another type.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Input<U> {
        match self {
            Self::Unset => Input::Unset,
            Self::Null => Input::Null,
            Self::Value(value) => Input::Value(f(value)),
        }
    }
}

impl<T: Into<Raw>> Input<T> {
    /// Forgets the type, for validation.
    pub fn raw(self) -> Input<Raw> {
        self.map(Into::into)
    }
}

impl<T> From<T> for Input<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T> From<Option<T>> for Input<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Unset, Self::Value)
    }
}

impl From<&str> for Input<String> {
    fn from(value: &str) -> Self {
        Self::Value(value.to_owned())
    }
}

/// A value as it stands in a message.
#[derive(Debug, Clone, PartialEq)]
pub enum Raw {
    /// `bool`.
    Bool(bool),
    /// `int32`, `int64`, and the number of an enum.
    Int(i64),
    /// `float` and `double`.
    Float(f64),
    /// `string`.
    Text(String),
    /// `bytes`.
    Bytes(Vec<u8>),
    /// `google.protobuf.Struct`.
    Struct(ProtoStruct),
    /// `google.protobuf.Timestamp`.
    Timestamp(ProtoTimestamp),
    /// `google.protobuf.Duration`.
    Duration(ProtoDuration),
    /// A repeated field.
    List(Vec<Raw>),
}

impl Raw {
    /// The values of a repeated field.
    pub fn list<T: Into<Self>>(values: Vec<T>) -> Self {
        Self::List(values.into_iter().map(T::into).collect())
    }
}

macro_rules! raw {
    ($($type:ty => $variant:ident),* $(,)?) => {$(
        impl From<$type> for Raw {
            fn from(value: $type) -> Self {
                Self::$variant(value.into())
            }
        }
    )*};
}
raw! {
    bool => Bool, i32 => Int, i64 => Int, f32 => Float, f64 => Float, String => Text, Vec<u8> => Bytes,
    ProtoStruct => Struct, ProtoTimestamp => Timestamp, ProtoDuration => Duration,
}

/// The fields of a record as a client writes them. Generated.
pub trait Draft: Default + Clone + Send + 'static {
    /// What is made of it.
    type Record: Record;
    /// In the order of [`ModelMeta::fields`](crate::ModelMeta::fields), then of
    /// [`ModelMeta::links`](crate::ModelMeta::links).
    fn into_inputs(self) -> Vec<Input<Raw>>;
}

/// A message that answers a record. Generated.
pub trait Shape: Send + Sized + 'static {
    /// What it is made of.
    type Record: Record;
    /// The message, but for what other tables hold.
    fn of(record: Self::Record) -> Self;
    /// Puts the keys of its many-to-many relations into the message.
    fn link(&mut self, _linked: &mut Linked) -> Result<()> {
        Ok(())
    }
}
