//! RPCs of the user's own, and the messages that they speak.

use std::time::Duration;

use super::api::Flow;
use super::{Field, FieldType, Name, Wire};

/// An RPC of the user's own.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// `Publish`.
    pub name: Name,
    pub comment: Option<String>,
    pub request: Payload,
    pub response: Payload,
    pub flow: Flow,
    /// How long a call may take.
    pub time_limit: Option<Duration>,
}

/// What an action reads or answers.
#[derive(Debug, Clone, PartialEq)]
pub enum Payload {
    /// `google.protobuf.Empty`.
    Nothing,
    /// `google.protobuf.Struct`: any JSON object.
    Struct,
    /// The message of a shape.
    One(Shape),
    /// Many of a shape in one message, which may have a name of its own.
    List(Shape, Option<Name>),
    /// Fields that are written with the action; the message may have a name of its own.
    Inline(Vec<Member>, Option<Name>),
}

/// What has a name, and a message to be read and one to be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A model, by its position.
    Model(usize),
    /// A message of the project, by its position.
    Message(usize),
}

/// A message that is of no model.
#[derive(Debug, Clone, PartialEq)]
pub struct PlainMessage {
    pub name: Name,
    pub comment: Option<String>,
    pub members: Vec<Member>,
}

/// What a message of no model has under one name.
#[derive(Debug, Clone, PartialEq)]
pub enum Member {
    /// A value, or a list of values.
    Field(Box<Field>),
    Map(MapMember),
    OneOf(OneOfMember),
    /// A message of protobuf's own.
    WellKnown(WellKnownMember),
}

/// Values by keys.
#[derive(Debug, Clone, PartialEq)]
pub struct MapMember {
    pub name: Name,
    pub comment: Option<String>,
    /// Both have the name of the map.
    pub key: Box<Field>,
    pub value: Box<Field>,
}

/// One of several fields.
#[derive(Debug, Clone, PartialEq)]
pub struct OneOfMember {
    pub name: Name,
    pub comment: Option<String>,
    /// Whether none of them may be set.
    pub null: bool,
    pub fields: Vec<Field>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct WellKnownMember {
    pub name: Name,
    pub comment: Option<String>,
    pub null: bool,
    pub message: &'static WellKnown,
}

impl Member {
    pub fn name(&self) -> &Name {
        match self {
            Self::Field(field) => &field.name,
            Self::Map(map) => &map.name,
            Self::OneOf(group) => &group.name,
            Self::WellKnown(member) => &member.name,
        }
    }
}

/// A message that protobuf defines itself.
#[derive(Debug, PartialEq, Eq)]
pub struct WellKnown {
    pub name: &'static str,
    /// The proto that defines it.
    pub file: &'static str,
    /// What the runtime calls it.
    pub rust: &'static str,
}

/// Every message of protobuf's own that a field may be. Those that stand around one value are
/// left out: `int64?` says the same.
#[rustfmt::skip]
pub static WELL_KNOWN: [WellKnown; 7] = [
    WellKnown { name: "google.protobuf.Any", file: "google/protobuf/any.proto", rust: "rt::types::well_known::Any" },
    WellKnown { name: "google.protobuf.Duration", file: "google/protobuf/duration.proto", rust: "rt::types::well_known::Duration" },
    WellKnown { name: "google.protobuf.FieldMask", file: "google/protobuf/field_mask.proto", rust: "rt::types::well_known::FieldMask" },
    WellKnown { name: "google.protobuf.ListValue", file: "google/protobuf/struct.proto", rust: "rt::types::well_known::ListValue" },
    WellKnown { name: "google.protobuf.Struct", file: "google/protobuf/struct.proto", rust: "rt::types::ProtoStruct" },
    WellKnown { name: "google.protobuf.Timestamp", file: "google/protobuf/timestamp.proto", rust: "rt::types::well_known::Timestamp" },
    WellKnown { name: "google.protobuf.Value", file: "google/protobuf/struct.proto", rust: "rt::types::well_known::Value" },
];

/// As a spec names the sides that stream.
pub const STREAMS: [(&str, Flow); 3] = [
    ("client", Flow::Client),
    ("server", Flow::Server),
    ("both", Flow::Duplex),
];

/// A service beside those of the models.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnService {
    /// Without `Controller`.
    pub name: Name,
    pub comment: Option<String>,
    /// The position of the model it is for.
    pub model: Option<usize>,
    pub actions: Vec<Action>,
}

/// Whether protobuf takes the type as the key of a map.
pub fn is_map_key(ty: &FieldType, wire: Wire) -> bool {
    let forms = ty.info().map(|row| (row.form(Wire::Dsg), row.form(wire)));
    forms.is_some_and(|(dsg, form)| {
        let known = matches!(dsg.proto, "string" | "int32" | "int64" | "bool");
        known && !form.is_message()
    })
}
