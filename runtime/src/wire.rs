//! From stored types to their form in messages.

use std::net::IpAddr;

use jiff::SignedDuration;
use jiff::civil::{Date, Time};
use prost_types::value::Kind;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::types::{ProtoDuration, ProtoStruct, ProtoTimestamp};
use crate::{Timestamp, duration, grammar};

/// A stored type whose form on the wire is another one.
pub trait ToWire {
    /// Its form on the wire.
    type Wire;
    /// As a message carries it.
    fn to_wire(self) -> Self::Wire;
}

impl<T: ToWire> ToWire for Option<T> {
    type Wire = Option<T::Wire>;
    fn to_wire(self) -> Self::Wire {
        self.map(T::to_wire)
    }
}

macro_rules! text {
    ($($type:ty: $self:ident => $text:expr;)*) => {$(
        impl ToWire for $type {
            type Wire = String;
            fn to_wire($self) -> String {
                $text
            }
        }
    )*};
}

text! {
    Uuid: self => self.to_string();
    Date: self => self.to_string();
    Time: self => grammar::time_text(self);
    Timestamp: self => grammar::datetime_text(self.to_utc());
    SignedDuration: self => duration::text(self);
    IpAddr: self => self.to_string();
}

impl<T: ToWire> ToWire for Vec<T> {
    type Wire = Vec<T::Wire>;
    fn to_wire(self) -> Self::Wire {
        self.into_iter().map(T::to_wire).collect()
    }
}

impl ToWire for Decimal {
    type Wire = f64;
    fn to_wire(self) -> f64 {
        self.to_f64().unwrap_or(f64::NAN)
    }
}

impl ToWire for crate::types::Json {
    type Wire = ProtoStruct;
    fn to_wire(self) -> ProtoStruct {
        ProtoStruct {
            fields: self
                .into_iter()
                .map(|(k, v)| (k, json_to_proto(v)))
                .collect(),
        }
    }
}

/// A stored type that `wire: typed` carries otherwise than Django Socio gRPC does.
pub trait ToTyped {
    /// Its form on the wire.
    type Typed;
    /// As a message carries it.
    fn to_typed(self) -> Self::Typed;
}

impl<T: ToTyped> ToTyped for Option<T> {
    type Typed = Option<T::Typed>;
    fn to_typed(self) -> Self::Typed {
        self.map(T::to_typed)
    }
}

impl<T: ToTyped> ToTyped for Vec<T> {
    type Typed = Vec<T::Typed>;
    fn to_typed(self) -> Self::Typed {
        self.into_iter().map(T::to_typed).collect()
    }
}

/// With all the decimal places of its column.
impl ToTyped for Decimal {
    type Typed = String;
    fn to_typed(self) -> String {
        self.to_string()
    }
}

impl ToTyped for Timestamp {
    type Typed = ProtoTimestamp;
    fn to_typed(self) -> ProtoTimestamp {
        self.into()
    }
}

impl ToTyped for SignedDuration {
    type Typed = ProtoDuration;
    fn to_typed(self) -> ProtoDuration {
        duration::message(self)
    }
}

fn json_to_proto(value: Json) -> prost_types::Value {
    let kind = match value {
        Json::Null => Kind::NullValue(0),
        Json::Bool(v) => Kind::BoolValue(v),
        Json::Number(v) => Kind::NumberValue(v.as_f64().unwrap_or(f64::NAN)),
        Json::String(v) => Kind::StringValue(v),
        Json::Array(values) => Kind::ListValue(prost_types::ListValue {
            values: values.into_iter().map(json_to_proto).collect(),
        }),
        Json::Object(map) => Kind::StructValue(map.to_wire()),
    };
    prost_types::Value { kind: Some(kind) }
}

/// `None` for a number that JSON cannot hold.
pub(crate) fn struct_to_json(value: ProtoStruct) -> Option<crate::types::Json> {
    value
        .fields
        .into_iter()
        .map(|(k, v)| Some((k, proto_to_json(v)?)))
        .collect()
}

fn proto_to_json(value: prost_types::Value) -> Option<Json> {
    Some(match value.kind {
        None | Some(Kind::NullValue(_)) => Json::Null,
        Some(Kind::BoolValue(v)) => Json::Bool(v),
        // Whole numbers stay whole, as Python's MessageToDict users expect of ids.
        Some(Kind::NumberValue(v)) if v.fract() == 0.0 && v.abs() < 9e15 => Json::from(v as i64),
        Some(Kind::NumberValue(v)) => Json::Number(serde_json::Number::from_f64(v)?),
        Some(Kind::StringValue(v)) => Json::String(v),
        Some(Kind::ListValue(list)) => Json::Array(
            list.values
                .into_iter()
                .map(proto_to_json)
                .collect::<Option<_>>()?,
        ),
        Some(Kind::StructValue(v)) => Json::Object(struct_to_json(v)?),
    })
}
