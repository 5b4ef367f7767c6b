//! Where the definition of an enum stands in the protos.

use super::api::{Message, WireType};
use super::{Enum, Name};

/// Where the definition stands, as the plugins of Django Socio gRPC are called that put it there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EnumPlacement {
    /// In a message of its name, in the package: `message Colour { enum Enum { … } }`.
    #[default]
    GlobalScopeWrapped,
    /// In the package: `enum Colour { … }`.
    GlobalScope,
    /// In each message with a field of it: `enum Colour { … }`.
    InMessage,
    /// The same in a message of its name.
    InMessageWrapped,
}

impl EnumPlacement {
    /// As a spec names them.
    pub const NAMES: [(&str, Self); 4] = [
        ("global_scope_wrapped", Self::GlobalScopeWrapped),
        ("global_scope", Self::GlobalScope),
        ("in_message", Self::InMessage),
        ("in_message_wrapped", Self::InMessageWrapped),
    ];

    pub fn is_wrapped(self) -> bool {
        matches!(self, Self::GlobalScopeWrapped | Self::InMessageWrapped)
    }

    pub fn is_in_message(self) -> bool {
        matches!(self, Self::InMessage | Self::InMessageWrapped)
    }
}

impl Enum {
    /// The type of its fields, as messages name it.
    pub fn proto_type(&self) -> String {
        match self.placement.is_wrapped() {
            true => format!("{}.{}", self.name.pascal(), self.proto_name()),
            false => self.proto_name(),
        }
    }

    /// What the definition itself is called.
    pub fn proto_name(&self) -> String {
        match self.placement.is_wrapped() {
            true => String::from("Enum"),
            false => self.name.pascal(),
        }
    }

    /// The member that stands for nothing: `ENUM_UNSPECIFIED`, `COLOUR_UNSPECIFIED`.
    pub fn unspecified(&self) -> String {
        unspecified(&self.proto_name())
    }
}

/// The member that stands for nothing in the definition of this name.
pub fn unspecified(proto_name: &str) -> String {
    format!("{}_UNSPECIFIED", Name::new(proto_name).shouty())
}

/// The positions of the enums that a message defines itself, in the order of its fields.
pub fn defined_in(enums: &[Enum], message: &Message) -> Vec<usize> {
    let mut found = Vec::new();
    for field in &message.fields {
        match field.ty {
            WireType::Enum(at) if enums[at].placement.is_in_message() && !found.contains(&at) => {
                found.push(at);
            }
            _ => {}
        }
    }
    found
}
