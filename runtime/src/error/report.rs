//! An error in the log.

use tonic::Code;

use super::Error;
use super::body::{Body, FieldError};
use crate::call_scope::CallScope;

impl Error {
    /// Logs the cause, once: here the error becomes a status, and the cause is lost. An INTERNAL error
    /// gets the id under which the log has it.
    pub(super) fn report(&mut self) {
        let hidden = matches!(self.inner.body, Body::Hidden);
        if !hidden && self.inner.cause.is_none() {
            return;
        }
        let call = CallScope::current_or_new();
        // The span says it already, where there is one.
        let request_id = call.span().is_disabled().then(|| call.id().as_str());
        let cause = self.causes().unwrap_or_default();
        match self.inner.code {
            Code::Internal | Code::Unknown | Code::DataLoss => {
                tracing::error!(request_id, cause, "internal error");
            }
            code => tracing::warn!(request_id, ?code, cause, "call failed"),
        }
        if hidden {
            let text = format!("Internal error {}.", call.id());
            self.inner.body = Body::Single(FieldError::new(text, "error"));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use tonic::Status;

    use super::*;
    use crate::ErrorContext;
    use crate::sync::lock;

    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl Write for Log {
        fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
            lock(&self.0).write(line)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    /// The status of an error, and what its making has logged.
    fn reported(error: impl FnOnce() -> Error) -> (Status, String) {
        let log = Log::default();
        let lines = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_writer(move || log.clone())
            .finish();
        let status = tracing::subscriber::with_default(subscriber, || Status::from(error()));
        let lines = String::from_utf8(lock(&lines.0).clone()).expect("a text");
        (status, lines)
    }

    #[test]
    fn the_cause_is_logged_once_under_the_id_that_the_client_gets() {
        let (status, log) = reported(|| {
            let failed = Err::<(), _>(std::fmt::Error).context("writing the bill");
            failed.expect_err("an error").clone()
        });
        assert_eq!(log.lines().count(), 1, "{log}");
        assert!(log.contains("ERROR") && log.contains("writing the bill: an error occurred"));
        let id = status
            .message()
            .split_once("Internal error ")
            .expect("an id")
            .1;
        assert!(log.contains(&id[..36]), "{id} {log}");
        assert!(!status.message().contains("bill"), "{status:?}");
        assert!(!String::from_utf8_lossy(status.details()).contains("bill"));
    }

    #[test]
    fn what_the_client_may_know_is_logged_where_there_is_a_cause() {
        let (_, log) = reported(|| Error::not_found("Post", 7));
        assert_eq!(log, "");
        let (status, log) = reported(|| Error::unavailable("Later.").caused_by("no route"));
        assert!(log.contains("WARN") && log.contains("no route"), "{log}");
        assert!(!status.message().contains("no route"), "{status:?}");
    }
}
