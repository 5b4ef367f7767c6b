//! Errors of a call, and the status each becomes on the wire.

mod details;
#[rustfmt::skip]
pub(crate) mod google_rpc;
mod status;

use std::collections::BTreeMap;

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
    /// The same, in a list of one: what DRF says of a value that is no field's.
    Listed(FieldError),
    Fields(Vec<Faults>),
}

/// All that is wrong with one field.
#[derive(Debug, Clone)]
struct Faults {
    name: String,
    errors: Vec<FieldError>,
    /// What is wrong with elements of a list, by their position.
    elements: BTreeMap<usize, Vec<FieldError>>,
}

impl Faults {
    fn new(name: &str, element: Option<usize>, error: FieldError) -> Self {
        let mut faults = Self {
            name: name.to_owned(),
            errors: Vec::new(),
            elements: BTreeMap::new(),
        };
        faults.push(element, error);
        faults
    }

    fn push(&mut self, element: Option<usize>, error: FieldError) {
        match element {
            Some(position) => self.elements.entry(position).or_default().push(error),
            None => self.errors.push(error),
        }
    }
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

    /// INVALID_ARGUMENT about a value that belongs to no field, as the text of a search.
    pub(crate) fn listed(message: String, code: Code) -> Self {
        Self {
            status: StatusCode::InvalidArgument,
            body: Box::new(Body::Listed(FieldError { message, code })),
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

    /// Adds an error of one element of a list, which stands below its position, counted from 0.
    #[must_use]
    pub fn element(
        mut self,
        name: &str,
        position: usize,
        message: impl Into<String>,
        code: Code,
    ) -> Self {
        self.add_element(name, position, message, code);
        self
    }

    pub(crate) fn add(&mut self, name: &str, message: impl Into<String>, code: Code) {
        self.put(name, None, message.into(), code);
    }

    pub(crate) fn add_element(
        &mut self,
        name: &str,
        position: usize,
        message: impl Into<String>,
        code: Code,
    ) {
        self.put(name, Some(position), message.into(), code);
    }

    /// An error of the whole call gives way to one of a field.
    fn put(&mut self, name: &str, element: Option<usize>, message: String, code: Code) {
        let error = FieldError { message, code };
        match &mut *self.body {
            Body::Fields(fields) => match fields.iter_mut().find(|known| known.name == name) {
                Some(known) => known.push(element, error),
                None => fields.push(Faults::new(name, element, error)),
            },
            single @ (Body::Single(_) | Body::Listed(_)) => {
                *single = Body::Fields(vec![Faults::new(name, element, error)]);
            }
        }
    }

    /// Puts the fields in the order of `names`; other names come last.
    pub(crate) fn sort(&mut self, names: impl Fn(&str) -> Option<usize>) {
        if let Body::Fields(fields) = &mut *self.body {
            fields.sort_by_key(|faults| names(&faults.name).unwrap_or(usize::MAX));
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
