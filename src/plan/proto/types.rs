//! Types as a proto writes them.

use crate::model::api::{Api, Label, MessageField, Payload, Rpc, WireType};
use crate::model::{FieldType, Project, Wire};

/// Writes the types of a project.
pub struct Types<'a> {
    pub project: &'a Project,
    pub api: &'a Api,
}

impl Types<'_> {
    /// The label and the type of a field: `repeated string`.
    pub fn field(&self, field: &MessageField) -> String {
        let ty = self.ty(&field.ty);
        match &field.label {
            Label::Implicit | Label::OneOf(_) => ty,
            Label::Optional => format!("optional {ty}"),
            Label::Repeated => format!("repeated {ty}"),
            Label::Map(key) => format!("map<{}, {ty}>", scalar(key)),
        }
    }

    /// What an RPC reads, and what it answers: `stream PostResponse`.
    pub fn call(&self, rpc: &Rpc) -> (String, String) {
        let side = |streams, payload| match streams {
            true => format!("stream {}", self.payload(payload)),
            false => self.payload(payload),
        };
        (
            side(rpc.flow.client_streams(), rpc.request),
            side(rpc.flow.server_streams(), rpc.response),
        )
    }

    fn ty(&self, ty: &WireType) -> String {
        match ty {
            WireType::Scalar(ty) => scalar(ty).to_owned(),
            WireType::Enum(position) => self.project.enums[*position].proto_type(),
            WireType::Message(id) => self.payload(Payload::Message(*id)),
            WireType::External(name) => self.external(name),
        }
    }

    fn payload(&self, payload: Payload) -> String {
        match payload {
            Payload::Message(_) => self.api.payload(payload).to_owned(),
            Payload::External(name) => self.external(name),
        }
    }

    /// A package with a part `google` would be searched for it first: then the path is absolute.
    fn external(&self, name: &str) -> String {
        let first = name.split('.').next();
        match self
            .project
            .package
            .split('.')
            .any(|part| Some(part) == first)
        {
            true => format!(".{name}"),
            false => name.to_owned(),
        }
    }
}

/// The scalar of protobuf that carries a type.
fn scalar(ty: &FieldType) -> &'static str {
    ty.info().map_or("string", |row| row.form(Wire::Dsg).proto)
}
