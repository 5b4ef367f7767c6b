//! Errors of a call, and the status each becomes on the wire.

mod status;

use tonic::Code as StatusCode;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The text keys of Django REST Framework errors (`blank`, `unique`, …).
pub type Code = &'static str;

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
    /// Boxed: every cell that is read is a `Result` with an error in it.
    body: Box<Body>,
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
            body: Box::new(Body::Single(FieldError { message, code })),
        }
    }

    /// INVALID_ARGUMENT; name fields with [`field`](Self::field).
    pub fn invalid() -> Self {
        Self {
            status: StatusCode::InvalidArgument,
            body: Box::new(Body::Fields(Vec::new())),
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
        match &mut *self.body {
            Body::Fields(fields) => match fields.iter_mut().find(|(known, _)| known == name) {
                Some((_, errors)) => errors.push(error),
                None => fields.push((name.to_owned(), vec![error])),
            },
            single @ Body::Single(_) => {
                *single = Body::Fields(vec![(name.to_owned(), vec![error])]);
            }
        }
    }

    /// Puts the fields in the order of `names`; other names come last.
    pub(crate) fn sort(&mut self, names: impl Fn(&str) -> Option<usize>) {
        if let Body::Fields(fields) = &mut *self.body {
            fields.sort_by_key(|(name, _)| names(name).unwrap_or(usize::MAX));
        }
    }

    /// Whether an [`invalid`](Self::invalid) error names nothing yet.
    pub fn is_empty(&self) -> bool {
        matches!(&*self.body, Body::Fields(fields) if fields.is_empty())
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
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}: {}", self.status, self.text())
    }
}

impl std::error::Error for Error {}
