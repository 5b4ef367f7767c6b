//! Errors of a call, and the status each becomes on the wire.

use prost::Message;
use serde_json::{Map, Value as Json, json};
use tonic::metadata::MetadataMap;
use tonic::{Code as StatusCode, Status};

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The text keys of Django REST Framework errors (`blank`, `unique`, …).
pub type Code = &'static str;

/// Clients refuse larger trailers (grpc-java's and grpc's default is 8 KiB for
/// all metadata together), so a status keeps to half of that.
const STATUS_LIMIT: usize = 4096;

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    pub message: String,
    pub code: Code,
}

/// Why a call failed.
///
/// A client sees the message and code as JSON text, in the form Django Socio
/// gRPC gives it, and as `google.rpc` error details. An internal error is
/// logged under a correlation id, and the id is all that the client gets.
#[derive(Debug, Clone)]
pub struct Error {
    status: StatusCode,
    body: Body,
}

#[derive(Debug, Clone)]
enum Body {
    Single(FieldError),
    Fields(Vec<(String, Vec<FieldError>)>),
}

impl Error {
    /// An error of the whole call.
    pub fn new(status: StatusCode, message: impl Into<String>, code: Code) -> Self {
        let message = message.into();
        Self {
            status,
            body: Body::Single(FieldError { message, code }),
        }
    }

    /// INVALID_ARGUMENT; name fields with [`field`](Self::field).
    pub fn invalid() -> Self {
        Self {
            status: StatusCode::InvalidArgument,
            body: Body::Fields(Vec::new()),
        }
    }

    /// Adds an error of one field; `non_field_errors` is the name for the rest.
    #[must_use]
    pub fn field(mut self, name: &str, message: impl Into<String>, code: Code) -> Self {
        self.add(name, message, code);
        self
    }

    pub(crate) fn add(&mut self, name: &str, message: impl Into<String>, code: Code) {
        let error = FieldError {
            message: message.into(),
            code,
        };
        match &mut self.body {
            Body::Fields(fields) => match fields.iter_mut().find(|(known, _)| known == name) {
                Some((_, errors)) => errors.push(error),
                None => fields.push((name.to_owned(), vec![error])),
            },
            Body::Single(_) => self.body = Body::Fields(vec![(name.to_owned(), vec![error])]),
        }
    }

    /// Whether an [`invalid`](Self::invalid) error names nothing yet.
    pub fn is_empty(&self) -> bool {
        matches!(&self.body, Body::Fields(fields) if fields.is_empty())
    }

    /// `Post: 7 not found!`
    pub fn not_found(model: &str, key: impl std::fmt::Display) -> Self {
        Self::new(
            StatusCode::NotFound,
            format!("{model}: {key} not found!"),
            "not_found",
        )
    }

    /// PERMISSION_DENIED.
    pub fn permission_denied() -> Self {
        let text = "You do not have permission to perform this action.";
        Self::new(StatusCode::PermissionDenied, text, "permission_denied")
    }

    /// UNAUTHENTICATED.
    pub fn unauthenticated() -> Self {
        let text = "Authentication credentials were not provided.";
        Self::new(StatusCode::Unauthenticated, text, "not_authenticated")
    }

    /// INTERNAL. `cause` goes to the log under a correlation id, which is all the client gets.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        let id = uuid::Uuid::new_v4();
        tracing::error!(correlation_id = %id, %cause, "internal error");
        Self::new(
            StatusCode::Internal,
            format!("Internal error {id}."),
            "error",
        )
    }

    /// UNAVAILABLE: worth a retry.
    pub fn unavailable(message: &str) -> Self {
        Self::new(StatusCode::Unavailable, message, "unavailable")
    }

    /// The gRPC code.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    fn text(&self) -> String {
        let entry = |e: &FieldError| json!({"message": e.message, "code": e.code});
        let json = match &self.body {
            Body::Single(error) => entry(error),
            Body::Fields(fields) => Json::Object(
                fields
                    .iter()
                    .map(|(name, errors)| (name.clone(), errors.iter().map(entry).collect()))
                    .collect::<Map<_, _>>(),
            ),
        };
        ascii(&json.to_string())
    }

    fn details(&self, text: &str) -> Vec<u8> {
        let violations = match &self.body {
            Body::Single(_) => Vec::new(),
            Body::Fields(fields) => fields
                .iter()
                .flat_map(|(name, errors)| {
                    errors.iter().map(move |error| proto::FieldViolation {
                        field: name.clone(),
                        description: error.message.clone(),
                        reason: error.code.to_ascii_uppercase(),
                    })
                })
                .collect(),
        };
        let detail = if violations.is_empty() {
            let reason = match &self.body {
                Body::Single(error) => error.code.to_ascii_uppercase(),
                Body::Fields(_) => String::from("INVALID"),
            };
            proto::any(
                "ErrorInfo",
                &proto::ErrorInfo {
                    reason,
                    domain: String::from("socio"),
                },
            )
        } else {
            proto::any(
                "BadRequest",
                &proto::BadRequest {
                    field_violations: violations,
                },
            )
        };
        let code = self.status as i32;
        proto::Status {
            code,
            message: text.to_owned(),
            details: vec![detail],
        }
        .encode_to_vec()
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}: {}", self.status, self.text())
    }
}

impl std::error::Error for Error {}

impl From<Error> for Status {
    fn from(mut error: Error) -> Self {
        let mut text = error.text();
        // Cut at whole errors, last field first.
        while text.len() > STATUS_LIMIT
            && let Body::Fields(fields) = &mut error.body
            && fields.len() > 1
        {
            fields.pop();
            text = error.text();
        }
        let details = error.details(&text);
        if text.len() + details.len() > STATUS_LIMIT {
            return Status::new(error.status, text);
        }
        Status::with_details_and_metadata(error.status, text, details.into(), MetadataMap::new())
    }
}

/// JSON escapes for all but ASCII: a grpc-message is percent-encoded otherwise,
/// and Python's `json.dumps` writes it this way too.
fn ascii(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    out
}

/// The few messages of `google.rpc` that an error carries.
mod proto {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_reported_together_in_ascii() {
        let error = Error::invalid()
            .field("title", "Zu läng", "max_length")
            .field("qty", "Bad", "invalid");
        let status = Status::from(error);
        assert_eq!(status.code(), StatusCode::InvalidArgument);
        assert_eq!(
            status.message(),
            r#"{"title":[{"message":"Zu l\u00e4ng","code":"max_length"}],"qty":[{"message":"Bad","code":"invalid"}]}"#
        );
        let details = proto::Status::decode(status.details()).expect("google.rpc.Status");
        assert!(
            details.details[0]
                .type_url
                .ends_with("google.rpc.BadRequest")
        );
    }

    #[test]
    fn a_large_error_is_cut_at_whole_errors() {
        let mut error = Error::invalid();
        for n in 0..200 {
            error.add(&format!("field{n}"), "x".repeat(60), "invalid");
        }
        let status = Status::from(error);
        assert!(status.message().len() + status.details().len() <= STATUS_LIMIT);
        assert!(serde_json::from_str::<Json>(status.message()).is_ok());
    }
}
