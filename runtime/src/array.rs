//! Columns that hold a list: JSON text, each value in the form it has when it is stored alone.

use std::net::IpAddr;

use jiff::SignedDuration;
use jiff::civil::{Date, Time};
use rust_decimal::Decimal;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::{Cell, Choice, Error, MemberValue, Result, Stored, Timestamp, Value, duration};

/// A type whose values an array may hold.
pub trait Element: Sized + Clone + Send + Sync + 'static {
    /// As the list holds it.
    fn to_json(&self) -> Json;
    /// Back again; `None` where it is no such value.
    fn from_json(json: &Json) -> Option<Self>;
}

macro_rules! text {
    ($($type:ty),*) => {$(
        impl Element for $type {
            fn to_json(&self) -> Json {
                Json::String(self.to_string())
            }
            fn from_json(json: &Json) -> Option<Self> {
                json.as_str()?.parse().ok()
            }
        }
    )*};
}
text!(String, Uuid, Date, Time, Timestamp, Decimal, IpAddr);

macro_rules! number {
    ($($type:ty, $read:ident;)*) => {$(
        impl Element for $type {
            fn to_json(&self) -> Json {
                Json::from(*self)
            }
            fn from_json(json: &Json) -> Option<Self> {
                json.$read()?.try_into().ok()
            }
        }
    )*};
}
number! { bool, as_bool; i32, as_i64; i64, as_i64; f64, as_f64; }

impl Element for f32 {
    fn to_json(&self) -> Json {
        Json::from(f64::from(*self))
    }
    fn from_json(json: &Json) -> Option<Self> {
        // Narrowing on purpose: it was written from an f32.
        json.as_f64().map(|v| v as f32)
    }
}

impl Element for SignedDuration {
    fn to_json(&self) -> Json {
        duration::micros(*self).into()
    }
    fn from_json(json: &Json) -> Option<Self> {
        json.as_i64().map(Self::from_micros)
    }
}

impl<T: Choice> Element for T {
    fn to_json(&self) -> Json {
        match self.stored() {
            MemberValue::Text(text) => text.into(),
            MemberValue::Int(number) => number.into(),
        }
    }
    fn from_json(json: &Json) -> Option<Self> {
        let stored = match json {
            Json::String(text) => MemberValue::Text(text),
            json => MemberValue::Int(json.as_i64()?),
        };
        Self::from_stored(stored).ok()
    }
}

impl<T: Element> Stored for Vec<T> {
    fn into_value(self) -> Value {
        let items = self.iter().map(T::to_json).collect();
        Value::Text(Json::Array(items).to_string())
    }

    fn from_value(value: Value) -> Result<Self> {
        read(&String::from_value(value)?)
    }

    fn read(cell: Cell<'_>) -> Result<Self> {
        read(cell.text()?)
    }
}

fn read<T: Element>(text: &str) -> Result<Vec<T>> {
    let items: Vec<Json> = serde_json::from_str(text).map_err(Error::internal)?;
    let items = items.iter().map(T::from_json).collect::<Option<_>>();
    items.ok_or_else(|| Error::internal("an array holds a value of another type"))
}

/// A validated value as it stands in an array.
pub(crate) fn json(value: &Value) -> Json {
    match value {
        Value::Bool(v) => (*v).into(),
        Value::Int(v) => (*v).into(),
        Value::Float(v) => (*v).into(),
        Value::Text(v) => v.clone().into(),
        Value::Decimal(v) => v.to_json(),
        Value::Uuid(v) => v.to_json(),
        Value::Date(v) => v.to_json(),
        Value::Time(v) => v.to_json(),
        Value::Timestamp(v) => v.to_json(),
        // The generator makes no arrays of these.
        Value::Null | Value::Bytes(_) | Value::Json(_) | Value::List(_) => Json::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{EnumMeta, Member};

    static LEVEL: EnumMeta = EnumMeta {
        name: "Level",
        members: &[
            Member {
                name: "LOW",
                stored: MemberValue::Int(10),
                number: 1,
            },
            Member {
                name: "HIGH",
                stored: MemberValue::Int(-1),
                number: 2,
            },
        ],
    };

    #[derive(Debug, Clone, Copy, PartialEq)]
    enum Level {
        Low,
        High,
    }

    impl Choice for Level {
        fn meta() -> &'static EnumMeta {
            &LEVEL
        }
        fn from_index(index: usize) -> Option<Self> {
            [Self::Low, Self::High].get(index).copied()
        }
        fn index(self) -> usize {
            self as usize
        }
    }

    #[test]
    fn members_stand_in_a_list_as_they_are_stored_alone() {
        let stored = vec![Level::High, Level::Low].into_value();
        assert_eq!(stored, Value::Text("[-1,10]".into()));
        let read = Vec::<Level>::from_value(stored).expect("read");
        assert_eq!(read, [Level::High, Level::Low]);
        for unknown in ["[7]", "[\"10\"]", "[null]"] {
            assert!(Vec::<Level>::from_value(Value::Text(unknown.into())).is_err());
        }
    }

    #[test]
    fn what_is_stored_is_read_back() {
        fn round<T: Element + PartialEq + std::fmt::Debug>(items: Vec<T>) {
            let stored = items.clone().into_value();
            assert_eq!(Vec::<T>::from_value(stored).expect("read"), items);
        }
        round(vec![1_i64, -7, i64::MAX]);
        round(vec!["a\"b".to_owned(), String::new()]);
        round(vec![1.5_f32, 0.1]);
        round(vec![Decimal::new(1250, 2)]);
        round(vec![SignedDuration::from_micros(-5)]);
        round(vec!["::1".parse::<IpAddr>().expect("an address")]);
        round(vec![Date::constant(2026, 1, 31)]);
        round(Vec::<bool>::new());
    }
}
