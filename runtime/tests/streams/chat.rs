//! What both services of the tests share.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use socio_runtime::generated::{FromMessage, IntoMessage};
use socio_runtime::{Error, Result, ServiceMeta, Topic};
use tokio::sync::mpsc;
use tonic::Code;

pub static SERVICE: ServiceMeta = ServiceMeta::new("test.Chat");

/// What a test sees of the handlers.
#[derive(Clone)]
pub struct Probe {
    pub topic: Topic<i64>,
    /// Messages written without end.
    pub written: Arc<AtomicU64>,
    /// How handlers ended, by what their context said.
    pub ends: mpsc::UnboundedSender<Code>,
}

impl Probe {
    pub fn new() -> (Self, mpsc::UnboundedReceiver<Code>) {
        let (ends, ended) = mpsc::unbounded_channel();
        let probe = Self {
            topic: Topic::new(8),
            written: Arc::default(),
            ends,
        };
        (probe, ended)
    }

    pub fn count(&self) {
        self.written.fetch_add(1, Ordering::Relaxed);
    }

    /// Says how a handler ends, and ends it so.
    pub fn end<T>(&self, result: Result<T>) -> Result<T> {
        let code = result.as_ref().map_or_else(Error::code, |_| Code::Ok);
        // A test that is over does not listen.
        let _ = self.ends.send(code);
        result
    }
}

/// A message with a rule.
pub struct Even(pub i64);

impl FromMessage for Even {
    type Message = i64;

    fn from_message(number: i64) -> Result<Self> {
        if number % 2 == 0 {
            Ok(Self(number))
        } else {
            Err(Error::invalid().field("number", "Not even.", "odd"))
        }
    }
}

impl IntoMessage for Even {
    type Message = i64;

    fn into_message(self) -> Result<i64> {
        Ok(self.0)
    }
}

pub fn refused() -> Error {
    Error::new(Code::FailedPrecondition, "No more.", "refused")
}

/// The limit of `Brief`.
pub const BRIEF: Duration = Duration::from_millis(100);

/// A message of which a client takes many.
pub const KIB: usize = 1024;
