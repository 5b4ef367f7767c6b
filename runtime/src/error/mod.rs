//! Errors of a call, and the status each becomes on the wire.

mod body;
mod cause;
mod context;
mod details;
#[rustfmt::skip]
pub(crate) mod google_rpc;
mod reason;
mod report;
mod status;

use body::{Body, Faults};
use cause::{Boxed, Cause};
/// The code of a gRPC call, of which the protocol has seventeen.
pub use tonic::Code;

pub use body::FieldError;
pub use context::ErrorContext;
pub use reason::Reason;

/// What steps and RPCs answer: a value, or why the call failed.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call failed.
///
/// A client sees the gRPC [`code`](Self::code), and the message and its [`Reason`] as JSON text, in the form
/// Django Socio gRPC gives it, and as `google.rpc` error details.
///
/// Only the server sees the cause: `Debug` shows it, and it is logged where the error becomes the status of a
/// call, under the id of the call. Of an INTERNAL error the client gets nothing but this id.
/// `?` makes any error of another library INTERNAL; [`ErrorContext`] says what was tried.
#[derive(Clone)]
pub struct Error {
    /// Boxed: every cell that is read is a `Result` with an error in it.
    inner: Box<Inner>,
}

#[derive(Clone)]
struct Inner {
    code: Code,
    body: Body,
    cause: Option<Cause>,
}

impl Error {
    /// An error of the whole call, with this gRPC code. Both `message` and `reason` are told to the client.
    ///
    /// ```
    /// # use socio_runtime::{Code, Error};
    /// Error::new(Code::FailedPrecondition, "The post is not published yet.", "not_published");
    /// ```
    pub fn new(code: Code, message: impl Into<String>, reason: impl Into<Reason>) -> Self {
        Self::with(code, Body::Single(FieldError::new(message, reason)))
    }

    /// INVALID_ARGUMENT about a value that belongs to no field, as the text of a search.
    pub(crate) fn listed(message: String, reason: Reason) -> Self {
        let body = Body::Listed(FieldError::new(message, reason));
        Self::with(Code::InvalidArgument, body)
    }

    /// INVALID_ARGUMENT; name fields with [`field`](Self::field).
    ///
    /// ```
    /// # use socio_runtime::Error;
    /// Error::invalid().field("title", "Write it in capitals.", "not_capitals");
    /// ```
    pub fn invalid() -> Self {
        Self::with(Code::InvalidArgument, Body::Fields(Vec::new()))
    }

    fn with(code: Code, body: Body) -> Self {
        let inner = Inner {
            code,
            body,
            cause: None,
        };
        Self {
            inner: Box::new(inner),
        }
    }

    /// Adds an error of one field; `non_field_errors` is the name for the rest.
    #[must_use]
    pub fn field(
        mut self,
        name: &str,
        message: impl Into<String>,
        reason: impl Into<Reason>,
    ) -> Self {
        self.add(name, message, reason);
        self
    }

    /// Adds an error of one element of a list, which stands below its position, counted from 0.
    #[must_use]
    pub fn element(
        mut self,
        name: &str,
        position: usize,
        message: impl Into<String>,
        reason: impl Into<Reason>,
    ) -> Self {
        self.add_element(name, position, message, reason);
        self
    }

    pub(crate) fn add(
        &mut self,
        name: &str,
        message: impl Into<String>,
        reason: impl Into<Reason>,
    ) {
        self.put(name, None, FieldError::new(message, reason));
    }

    pub(crate) fn add_element(
        &mut self,
        name: &str,
        position: usize,
        message: impl Into<String>,
        reason: impl Into<Reason>,
    ) {
        self.put(name, Some(position), FieldError::new(message, reason));
    }

    /// The errors of one item join those of its list; one of the whole call is given back.
    pub(crate) fn join_item(&mut self, list: &str, position: usize, item: Self) -> Result<()> {
        let Body::Fields(fields) = &item.inner.body else {
            return Err(item);
        };
        for faults in fields {
            let elements = faults.elements.values().flatten();
            for FieldError { message, reason } in faults.errors.iter().chain(elements) {
                let message = format!("{}: {message}", faults.name);
                self.add_element(list, position, message, *reason);
            }
        }
        Ok(())
    }

    /// An error of the whole call gives way to one of a field.
    fn put(&mut self, name: &str, element: Option<usize>, error: FieldError) {
        match &mut self.inner.body {
            Body::Fields(fields) => match fields.iter_mut().find(|known| known.name == name) {
                Some(known) => known.push(element, error),
                None => fields.push(Faults::new(name, element, error)),
            },
            whole @ (Body::Single(_) | Body::Listed(_) | Body::Hidden) => {
                *whole = Body::Fields(vec![Faults::new(name, element, error)]);
            }
        }
    }

    /// Puts the fields in the order of `names`; other names come last.
    pub(crate) fn sort(&mut self, names: impl Fn(&str) -> Option<usize>) {
        if let Body::Fields(fields) = &mut self.inner.body {
            fields.sort_by_key(|faults| names(&faults.name).unwrap_or(usize::MAX));
        }
    }

    /// Whether an [`invalid`](Self::invalid) error names nothing yet.
    pub fn is_empty(&self) -> bool {
        matches!(&self.inner.body, Body::Fields(fields) if fields.is_empty())
    }

    /// What is wrong with fields, each by its name; those of elements of a list, too.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &FieldError)> {
        let fields = match &self.inner.body {
            Body::Fields(fields) => fields.as_slice(),
            Body::Single(_) | Body::Listed(_) | Body::Hidden => &[],
        };
        fields.iter().flat_map(|faults| {
            let name = faults.name.as_str();
            faults.all().map(move |error| (name, error))
        })
    }

    /// NOT_FOUND: `Post: 7 not found!`
    pub fn not_found(model: &str, key: impl std::fmt::Display) -> Self {
        let text = format!("{model}: {key} not found!");
        Self::new(Code::NotFound, text, "not_found")
    }

    /// PERMISSION_DENIED: the caller is known, and may not do this.
    pub fn permission_denied() -> Self {
        let text = "You do not have permission to perform this action.";
        Self::new(Code::PermissionDenied, text, "permission_denied")
    }

    /// UNAUTHENTICATED: nobody knows who the caller is.
    pub fn unauthenticated() -> Self {
        let text = "Authentication credentials were not provided.";
        Self::new(Code::Unauthenticated, text, "not_authenticated")
    }

    /// INTERNAL, with an error or a text as its cause. The client gets an id, under which the log has the cause.
    pub fn internal(cause: impl Into<Boxed>) -> Self {
        Self::with(Code::Internal, Body::Hidden).caused_by(cause)
    }

    /// UNIMPLEMENTED: an RPC that nobody has written yet.
    pub fn unimplemented(rpc: &str) -> Self {
        Self::new(
            Code::Unimplemented,
            format!("{rpc} is not implemented."),
            "unimplemented",
        )
    }

    /// UNAVAILABLE: worth a retry.
    pub fn unavailable(message: &str) -> Self {
        Self::new(Code::Unavailable, message, "unavailable")
    }

    /// The gRPC code.
    pub fn code(&self) -> Code {
        self.inner.code
    }
}

/// What the client is told.
impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}: {}", self.inner.code, self.text())
    }
}
