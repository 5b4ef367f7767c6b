//! Stored values: a closed set, so that no driver's type reaches a signature.

use std::net::IpAddr;

use jiff::SignedDuration;
use jiff::civil::{Date, Time};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::types::Json;
use crate::{Cell, Error, Result, Timestamp, duration};

/// A value of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// No value.
    Null,
    /// A truth value, stored as 0 or 1.
    Bool(bool),
    /// A whole number, the microseconds of a duration, or the number of an enum's member.
    Int(i64),
    /// A float of either width.
    Float(f64),
    /// Text, an IP address, the name of an enum's member, or an array as JSON.
    Text(String),
    /// Bytes as they are.
    Bytes(Vec<u8>),
    /// Scaled to the column's scale.
    Decimal(Decimal),
    /// A UUID, stored as text.
    Uuid(Uuid),
    /// A day.
    Date(Date),
    /// A time of day, to the microsecond.
    Time(Time),
    /// A moment, to the microsecond.
    Timestamp(Timestamp),
    /// A JSON object.
    Json(Json),
    /// Keys of a many-to-many relation; no column holds it.
    List(Vec<Value>),
}

/// What tells one key from another.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) enum Identity {
    Int(i64),
    Text(String),
    Uuid(Uuid),
}

impl Value {
    /// The text of a key.
    pub(crate) fn key_text(&self) -> String {
        match self {
            Self::Int(v) => v.to_string(),
            Self::Text(v) => v.clone(),
            Self::Uuid(v) => v.to_string(),
            other => format!("{other:?}"),
        }
    }

    /// `None` for what cannot be a key.
    pub(crate) fn identity(&self) -> Option<Identity> {
        match self {
            Self::Int(v) => Some(Identity::Int(*v)),
            Self::Text(v) => Some(Identity::Text(v.clone())),
            Self::Uuid(v) => Some(Identity::Uuid(*v)),
            _ => None,
        }
    }
}

/// A Rust type that a column can hold.
pub trait Stored: Sized + Clone + Send + Sync + 'static {
    /// The value as it is bound.
    fn into_value(self) -> Value;
    /// Takes a value back. INTERNAL where it is of another type.
    fn from_value(value: Value) -> Result<Self>;
    /// Reads a cell, straight from the driver. INTERNAL where it holds another type.
    fn read(cell: Cell<'_>) -> Result<Self>;
}

macro_rules! stored {
    ($($type:ty, $variant:ident, $read:ident;)*) => {$(
        impl Stored for $type {
            fn into_value(self) -> Value {
                Value::$variant(self.into())
            }
            fn from_value(value: Value) -> Result<Self> {
                match value {
                    Value::$variant(v) => v.try_into().map_err(|_| mismatch(stringify!($type))),
                    _ => Err(mismatch(stringify!($type))),
                }
            }
            fn read(cell: Cell<'_>) -> Result<Self> {
                cell.$read()?.try_into().map_err(|_| mismatch(stringify!($type)))
            }
        }
    )*};
}

stored! {
    bool, Bool, bool;
    i32, Int, int;
    i64, Int, int;
    f64, Float, float;
    String, Text, string;
    Vec<u8>, Bytes, bytes;
    Decimal, Decimal, decimal;
    Uuid, Uuid, uuid;
    Date, Date, date;
    Time, Time, time;
    Timestamp, Timestamp, timestamp;
    Json, Json, json;
}

impl Stored for f32 {
    fn into_value(self) -> Value {
        Value::Float(self.into())
    }
    fn from_value(value: Value) -> Result<Self> {
        // Narrowing on purpose: the column was written from an f32.
        f64::from_value(value).map(|v| v as f32)
    }
    fn read(cell: Cell<'_>) -> Result<Self> {
        cell.float().map(|v| v as f32)
    }
}

impl<T: Stored> Stored for Option<T> {
    fn into_value(self) -> Value {
        self.map_or(Value::Null, T::into_value)
    }
    fn from_value(value: Value) -> Result<Self> {
        match value {
            Value::Null => Ok(None),
            value => T::from_value(value).map(Some),
        }
    }
    fn read(cell: Cell<'_>) -> Result<Self> {
        if cell.is_null() {
            Ok(None)
        } else {
            T::read(cell).map(Some)
        }
    }
}

/// Microseconds.
impl Stored for SignedDuration {
    fn into_value(self) -> Value {
        // A duration that a column cannot hold is as long as one can be.
        Value::Int(duration::micros(self).unwrap_or(i64::MAX))
    }
    fn from_value(value: Value) -> Result<Self> {
        i64::from_value(value).map(Self::from_micros)
    }
    fn read(cell: Cell<'_>) -> Result<Self> {
        cell.int().map(Self::from_micros)
    }
}

impl Stored for IpAddr {
    fn into_value(self) -> Value {
        Value::Text(self.to_string())
    }
    fn from_value(value: Value) -> Result<Self> {
        let text = String::from_value(value)?;
        text.parse().map_err(|_| mismatch("IpAddr"))
    }
    fn read(cell: Cell<'_>) -> Result<Self> {
        cell.text()?.parse().map_err(|_| mismatch("IpAddr"))
    }
}

fn mismatch(wanted: &str) -> Error {
    Error::internal(format!("a stored value is not a {wanted}"))
}
