//! The `google.rpc` details of an error, beside its text.

use std::collections::HashMap;

use prost::{Message, Name};
use prost_types::Any;

use super::body::{Body, Faults};
use super::google_rpc::bad_request::FieldViolation;
use super::google_rpc::{BadRequest, ErrorInfo, Status};
use super::{Error, FieldError, Reason};

/// Who gives the `reason` of an ErrorInfo its meaning: the codes are the same
/// in every service of this runtime.
const DOMAIN: &str = "socio";

impl Error {
    /// A `google.rpc.Status`, encoded.
    pub(super) fn details(&self, text: &str) -> Vec<u8> {
        let mut details = Vec::with_capacity(2);
        let reason = match &self.inner.body {
            Body::Single(error) | Body::Listed(error) => reason(error.reason),
            Body::Hidden => String::from("ERROR"),
            Body::Fields(fields) => {
                let field_violations = fields.iter().flat_map(Faults::violations).collect();
                details.push(any(&BadRequest { field_violations }));
                String::from("INVALID")
            }
        };
        details.push(any(&ErrorInfo {
            reason,
            domain: DOMAIN.to_owned(),
            metadata: HashMap::new(),
        }));
        Status {
            code: self.inner.code as i32,
            message: text.to_owned(),
            details,
        }
        .encode_to_vec()
    }
}

impl Faults {
    /// The violations of a field; an element's field is `scores[2]`.
    fn violations(&self) -> impl Iterator<Item = FieldViolation> {
        let of = |field: String| {
            move |error: &FieldError| FieldViolation {
                field: field.clone(),
                description: error.message.clone(),
                reason: reason(error.reason),
                localized_message: None,
            }
        };
        let elements = self.elements.iter().flat_map(move |(position, errors)| {
            errors.iter().map(of(format!("{}[{position}]", self.name)))
        });
        let whole = self.errors.iter().map(of(self.name.clone()));
        whole.chain(elements)
    }
}

/// `max_length` → `MAX_LENGTH`.
fn reason(reason: Reason) -> String {
    reason
        .as_str()
        .chars()
        .map(|c| match c {
            c if c.is_ascii_alphanumeric() => c.to_ascii_uppercase(),
            _ => '_',
        })
        .collect()
}

/// A message inside another that may hold any.
fn any<M: Name>(message: &M) -> Any {
    Any {
        type_url: M::type_url(),
        value: message.encode_to_vec(),
    }
}
