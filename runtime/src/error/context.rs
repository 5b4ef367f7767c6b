//! What was tried when something failed.

use std::error::Error as StdError;

use super::{Error, Result};

/// Says in the log and in tests what was tried when something failed. The client is told the same
/// as without it: the gRPC code and the text of an [`Error`] stay; any other error, and `None`
/// where something had to be, are INTERNAL.
///
/// ```
/// use socio_runtime::{ErrorContext, Result};
///
/// fn price(text: &str) -> Result<u32> {
///     text.parse::<u32>().context("reading the price")
/// }
///
/// let error = price("dear").unwrap_err();
/// assert_eq!(error.code(), socio_runtime::Code::Internal);
/// assert!(format!("{error:?}").contains("reading the price\n    invalid digit"));
/// ```
pub trait ErrorContext<T>: sealed::Sealed {
    /// Says what was tried.
    fn context(self, doing: impl Into<String>) -> Result<T>;

    /// The same, for a text that is made only if it is needed.
    fn with_context<D: Into<String>>(self, doing: impl FnOnce() -> D) -> Result<T>;
}

impl<T, E: IntoError> ErrorContext<T> for Result<T, E> {
    fn context(self, doing: impl Into<String>) -> Result<T> {
        self.with_context(|| doing)
    }

    fn with_context<D: Into<String>>(self, doing: impl FnOnce() -> D) -> Result<T> {
        self.map_err(|error| error.into_error().within(doing().into()))
    }
}

impl<T> ErrorContext<T> for Option<T> {
    fn context(self, doing: impl Into<String>) -> Result<T> {
        self.with_context(|| doing)
    }

    fn with_context<D: Into<String>>(self, doing: impl FnOnce() -> D) -> Result<T> {
        self.ok_or_else(|| Error::internal(doing().into()))
    }
}

/// Errors of ours and of others. Not `Into<Error>`: that cannot be told apart from any other type.
pub trait IntoError {
    fn into_error(self) -> Error;
}

impl IntoError for Error {
    fn into_error(self) -> Error {
        self
    }
}

impl<E: StdError + Send + Sync + 'static> IntoError for E {
    fn into_error(self) -> Error {
        self.into()
    }
}

mod sealed {
    pub trait Sealed {}
    impl<T, E: super::IntoError> Sealed for Result<T, E> {}
    impl<T> Sealed for Option<T> {}
}
