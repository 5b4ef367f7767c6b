//! From stored types to their form in messages.

use std::net::IpAddr;

use jiff::civil::{Date, Time};
use jiff::fmt::temporal::DateTimePrinter;
use jiff::{SignedDuration, Timestamp};
use prost_types::value::Kind;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::duration;
use crate::types::ProtoStruct;

/// A stored type whose form on the wire is another one.
pub trait ToWire {
    type Wire;
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
    Time: self => time_text(self);
    Timestamp: self => datetime_text(self);
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

const SECONDS: DateTimePrinter = DateTimePrinter::new().precision(Some(0));
/// All of one width, so that texts sort as the times do.
pub(crate) const MICROSECONDS: DateTimePrinter = DateTimePrinter::new().precision(Some(6));

/// `hh:mm:ss[.uuuuuu]`, micros when not zero.
pub(crate) fn time_text(time: Time) -> String {
    printer(time.subsec_nanosecond()).time_to_string(&time)
}

/// ISO 8601 in UTC, micros when not zero.
pub(crate) fn datetime_text(at: Timestamp) -> String {
    printer(at.subsec_nanosecond()).timestamp_to_string(&at)
}

fn printer(nanoseconds: i32) -> DateTimePrinter {
    if nanoseconds / 1000 == 0 {
        SECONDS
    } else {
        MICROSECONDS
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn micros_are_shown_when_there_are_some() {
        for (at, shown) in [
            ("2026-01-31T12:30:00Z", "2026-01-31T12:30:00Z"),
            ("2026-01-31T12:30:00.5Z", "2026-01-31T12:30:00.500000Z"),
            ("2026-01-31T12:30:00.0000009Z", "2026-01-31T12:30:00Z"),
            ("1969-12-31T23:59:59.25Z", "1969-12-31T23:59:59.250000Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ] {
            assert_eq!(datetime_text(at.parse().expect(at)), shown);
            let time = at.split_once('T').expect(at).1.trim_end_matches('Z');
            let text = shown.split_once('T').expect(at).1.trim_end_matches('Z');
            assert_eq!(time_text(time.parse().expect(at)), text);
        }
    }
}
