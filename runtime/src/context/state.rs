//! How a call ends, and how those who work for it hear of it.

use std::pin::pin;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::Context;
use crate::server::{Stopping, expired};
use crate::{Error, Result};

/// Why nobody waits for the answer of a call any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// It was answered.
    Finished,
    Left,
    Expired,
    /// No message came or went for this long.
    Idle(Duration),
    /// The server stops, and its grace is over.
    Stopped,
}

impl End {
    pub(crate) fn error(self) -> Error {
        match self {
            Self::Finished => cancelled("The call is over."),
            Self::Left => cancelled("The client has left."),
            Self::Expired => expired(),
            Self::Idle(limit) => {
                let text = format!("No message came or went for {} s.", limit.as_secs_f32());
                Error::new(tonic::Code::DeadlineExceeded, text, "timeout")
            }
            Self::Stopped => Error::unavailable("The server is stopping."),
        }
    }
}

fn cancelled(text: &str) -> Error {
    Error::new(tonic::Code::Cancelled, text, "cancelled")
}

#[derive(Debug)]
pub(super) struct State {
    ended: OnceLock<End>,
    bell: Notify,
    /// Messages that came or went.
    moved: AtomicU64,
    stopping: Stopping,
}

impl State {
    pub(super) fn new(stopping: Stopping) -> Self {
        Self {
            ended: OnceLock::new(),
            bell: Notify::new(),
            moved: AtomicU64::new(0),
            stopping,
        }
    }
}

impl Context {
    /// Whether nobody waits for the answer any more: the client has left, or the deadline has
    /// passed. A long computation looks here now and then.
    pub fn is_cancelled(&self) -> bool {
        self.end().is_some() || self.has_expired()
    }

    /// Waits until nobody waits for the answer any more, for async code.
    pub async fn cancelled(&self) {
        self.ended().await;
    }

    /// Whether the server was told to stop. Open calls have `DRAIN_SECONDS` to finish.
    pub fn is_stopping(&self) -> bool {
        self.inner.state.stopping.is_told()
    }

    /// Waits until the server is told to stop, for async code.
    pub async fn stopping(&self) {
        self.inner.state.stopping.told().await;
    }

    /// Waits until the grace of a server that stops is over.
    pub(crate) async fn grace_over(&self) {
        self.inner.state.stopping.over().await;
    }

    /// Ends the call, unless it has ended. Who waits in it hears of it.
    pub(crate) fn end_with(&self, end: End) {
        if self.inner.state.ended.set(end).is_ok() {
            self.inner.state.bell.notify_waiters();
        }
    }

    /// Ends a call whose client has gone: it may be, since its deadline has passed.
    pub(crate) fn leave(&self) {
        self.end_with(if self.has_expired() {
            End::Expired
        } else {
            End::Left
        });
    }

    pub(crate) fn end(&self) -> Option<End> {
        self.inner.state.ended.get().copied()
    }

    /// # Errors
    ///
    /// Why the call is over, if it is.
    pub(crate) fn check(&self) -> Result<()> {
        self.end().map_or(Ok(()), |end| Err(end.error()))
    }

    /// Waits for the end of the call.
    pub(crate) async fn ended(&self) -> End {
        let mut bell = pin!(self.inner.state.bell.notified());
        bell.as_mut().enable();
        if let Some(end) = self.end() {
            return end;
        }
        bell.await;
        // It rings once, when the end is known.
        self.end().unwrap_or(End::Finished)
    }

    /// What the future makes, unless the call ends before.
    pub(crate) async fn or_ended<T>(&self, future: impl Future<Output = T>) -> Result<T> {
        self.check()?;
        tokio::select! {
            biased;
            done = future => Ok(done),
            end = self.ended() => Err(end.error()),
        }
    }

    /// A message came or went. To look at the clock would cost more than the message.
    pub(crate) fn moves(&self) {
        self.inner.state.moved.fetch_add(1, Ordering::Relaxed);
    }

    /// How many messages came or went.
    pub(crate) fn moved(&self) -> u64 {
        self.inner.state.moved.load(Ordering::Relaxed)
    }

    fn has_expired(&self) -> bool {
        let deadline = self.inner.deadline;
        deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }
}

/// Ends a call that is dropped before it was answered.
pub(crate) struct Leaving(Context);

impl Leaving {
    pub(crate) fn guard(cx: Context) -> Self {
        Self(cx)
    }
}

impl Drop for Leaving {
    fn drop(&mut self) {
        self.0.leave();
    }
}
