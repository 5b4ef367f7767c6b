//! Why a call failed, as only the server may know it.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use super::Error;

/// What any error can be made into, a text too.
pub(super) type Boxed = Box<dyn StdError + Send + Sync>;

/// A cause, and through its `source` what caused it in turn. An error may be cloned.
pub(super) type Cause = Arc<dyn StdError + Send + Sync>;

impl Error {
    /// What caused it: never told to the client, and in the log under the id of the call.
    pub fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let cause = self.inner.cause.as_deref()?;
        Some(cause)
    }

    /// The first cause of this type, however deep it lies.
    ///
    /// ```
    /// # use socio_runtime::Error;
    /// let error = Error::from(std::io::Error::other("the disk is gone"));
    /// assert!(error.downcast_ref::<std::io::Error>().is_some());
    /// ```
    pub fn downcast_ref<E: StdError + 'static>(&self) -> Option<&E> {
        causes(self.source()).find_map(|cause| cause.downcast_ref())
    }

    /// Adds a cause, for the log and for `Debug`: the client is told the same as without it. What was the
    /// cause before is the cause of this one no more.
    ///
    /// ```
    /// # use socio_runtime::Error;
    /// # let timeout = std::io::Error::other("no answer");
    /// let error = Error::unavailable("Mail cannot be sent now.").caused_by(timeout);
    /// assert_eq!(error.source().unwrap().to_string(), "no answer");
    /// ```
    #[must_use]
    pub fn caused_by(mut self, cause: impl Into<Boxed>) -> Self {
        self.inner.cause = Some(cause.into().into());
        self
    }

    /// Says what was tried when it failed. The client is told the same as without it.
    pub(crate) fn within(mut self, doing: String) -> Self {
        let source = self.inner.cause.take();
        self.inner.cause = Some(Arc::new(Within { doing, source }));
        self
    }

    /// The causes in one line, the last one deepest.
    pub(super) fn causes(&self) -> Option<String> {
        let texts: Vec<_> = causes(self.source()).map(ToString::to_string).collect();
        (!texts.is_empty()).then(|| texts.join(": "))
    }
}

fn causes<'a>(
    first: Option<&'a (dyn StdError + 'static)>,
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(first, |&cause| cause.source())
}

/// INTERNAL, whatever it is: what another library says is no business of the client.
///
/// So `?` works on any error. [`Error`] itself is no `std::error::Error` for this reason, as in the
/// crate anyhow; where one is asked for, `Box<dyn std::error::Error>` is made from it, by `?` too.
impl<E: StdError + Send + Sync + 'static> From<E> for Error {
    fn from(cause: E) -> Self {
        Self::internal(cause)
    }
}

impl From<Error> for Boxed {
    fn from(error: Error) -> Self {
        Box::new(Standard(error))
    }
}

impl From<Error> for Box<dyn StdError> {
    fn from(error: Error) -> Self {
        Box::new(Standard(error))
    }
}

/// What the client is told, then the causes, one a line: what `unwrap` in a test prints.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        for (n, cause) in causes(self.source()).enumerate() {
            let begin = if n == 0 { "\n\nCaused by:\n" } else { "\n" };
            write!(f, "{begin}    {cause}")?;
        }
        Ok(())
    }
}

/// An error as the standard library has them.
struct Standard(Error);

impl fmt::Display for Standard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Standard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl StdError for Standard {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}

/// What was tried, and why it failed, where more is known.
#[derive(Debug)]
struct Within {
    doing: String,
    source: Option<Cause>,
}

impl fmt::Display for Within {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.doing)
    }
}

impl StdError for Within {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let source = self.source.as_deref()?;
        Some(source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Code, ErrorContext, Result};

    fn disk() -> std::io::Error {
        std::io::Error::other("the disk is gone")
    }

    #[test]
    fn an_error_of_another_library_is_internal_with_its_cause() {
        let read = || -> Result<()> { Err(disk())? };
        let error = read().expect_err("no disk");
        assert_eq!(error.code(), Code::Internal);
        assert!(error.downcast_ref::<std::io::Error>().is_some());
        assert!(!error.to_string().contains("disk"), "{error}");
    }

    #[test]
    fn debug_has_every_cause() {
        let error = Err::<(), _>(disk()).context("reading the price list");
        let error = error.context("pricing an order").expect_err("no disk");
        assert_eq!(
            format!("{error:?}"),
            "Internal: {\"message\": \"Internal error.\", \"code\": \"error\"}\n\n\
             Caused by:\n    pricing an order\n    reading the price list\n    the disk is gone"
        );
        assert_eq!(
            error.causes().as_deref(),
            Some("pricing an order: reading the price list: the disk is gone")
        );
    }

    #[test]
    fn context_changes_nothing_for_the_client() {
        let missing = Err::<(), _>(Error::not_found("Post", 7));
        let error = missing
            .context("finding what to publish")
            .expect_err("none");
        assert_eq!(error.code(), Code::NotFound);
        assert_eq!(error.to_string(), Error::not_found("Post", 7).to_string());
        assert!(format!("{error:?}").ends_with("    finding what to publish"));
    }

    #[test]
    fn nothing_where_something_had_to_be_is_internal() {
        let error = None::<u8>
            .context("no rate for the euro")
            .expect_err("none");
        assert_eq!(error.code(), Code::Internal);
        assert_eq!(error.causes().as_deref(), Some("no rate for the euro"));
        assert_eq!(Some(7).context("no number").expect("some"), 7);
    }

    #[test]
    fn it_becomes_an_error_of_the_standard_library() {
        let run = || -> Result<(), Box<dyn StdError>> { Err(Error::internal(disk()))? };
        let boxed = run().expect_err("no disk");
        let source = boxed.source().expect("a cause");
        assert_eq!(source.to_string(), "the disk is gone");
        assert!(format!("{boxed:?}").contains("Caused by"));
        // And may be the cause of another.
        let outer = Error::unavailable("Later.").caused_by(Error::from(disk()));
        assert!(outer.downcast_ref::<std::io::Error>().is_some());
    }
}
