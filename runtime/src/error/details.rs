//! The `google.rpc` details of an error, beside its text.

use prost::Message;

use super::{Body, Error, Faults, FieldError};

/// Who gives the `reason` of an ErrorInfo its meaning: the codes are the same
/// in every service of this runtime.
const DOMAIN: &str = "socio";

impl Error {
    /// A `google.rpc.Status`, encoded.
    pub(super) fn details(&self, text: &str) -> Vec<u8> {
        let mut details = Vec::with_capacity(2);
        let reason = match &*self.body {
            Body::Single(error) | Body::Listed(error) => reason(error.code),
            Body::Fields(fields) => {
                let field_violations = fields.iter().flat_map(Faults::violations).collect();
                let request = proto::BadRequest { field_violations };
                details.push(proto::any("BadRequest", &request));
                String::from("INVALID")
            }
        };
        let domain = DOMAIN.to_owned();
        details.push(proto::any(
            "ErrorInfo",
            &proto::ErrorInfo { reason, domain },
        ));
        proto::Status {
            code: self.status as i32,
            message: text.to_owned(),
            details,
        }
        .encode_to_vec()
    }
}

impl Faults {
    /// The violations of a field; an element's field is `scores[2]`.
    fn violations(&self) -> impl Iterator<Item = proto::FieldViolation> {
        let of = |field: String| {
            move |error: &FieldError| proto::FieldViolation {
                field: field.clone(),
                description: error.message.clone(),
                reason: reason(error.code),
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
fn reason(code: &str) -> String {
    code.chars()
        .map(|c| match c {
            c if c.is_ascii_alphanumeric() => c.to_ascii_uppercase(),
            _ => '_',
        })
        .collect()
}

/// The few messages of `google.rpc` that an error carries.
pub(super) mod proto {
    use prost::Message;

    #[derive(Clone, PartialEq, Message)]
    pub struct Status {
        #[prost(int32, tag = "1")]
        pub code: i32,
        #[prost(string, tag = "2")]
        pub message: String,
        #[prost(message, repeated, tag = "3")]
        pub details: Vec<prost_types::Any>,
    }

    #[derive(Clone, PartialEq, Message)]
    pub struct BadRequest {
        #[prost(message, repeated, tag = "1")]
        pub field_violations: Vec<FieldViolation>,
    }

    #[derive(Clone, PartialEq, Message)]
    pub struct FieldViolation {
        #[prost(string, tag = "1")]
        pub field: String,
        #[prost(string, tag = "2")]
        pub description: String,
        #[prost(string, tag = "3")]
        pub reason: String,
    }

    #[derive(Clone, PartialEq, Message)]
    pub struct ErrorInfo {
        #[prost(string, tag = "1")]
        pub reason: String,
        #[prost(string, tag = "2")]
        pub domain: String,
    }

    pub fn any(name: &str, message: &impl Message) -> prost_types::Any {
        prost_types::Any {
            type_url: format!("type.googleapis.com/google.rpc.{name}"),
            value: message.encode_to_vec(),
        }
    }
}
