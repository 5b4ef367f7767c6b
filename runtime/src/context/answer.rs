//! The metadata of an answer: what goes before its messages, and what goes behind them.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;
use tonic::metadata::{Ascii, MetadataMap, MetadataValue};
use tonic::{Code, Response, Status};

use super::Context;
use crate::sync::lock;
use crate::{Error, Result};

/// What the metadata of an answer will have.
#[derive(Debug, Default)]
pub(super) struct Answer {
    first: Mutex<First>,
    trailing: Mutex<MetadataMap>,
    /// The first metadata may go. It is read without the lock, with each message.
    begun: AtomicBool,
    begin: Notify,
}

#[derive(Debug, Default)]
struct First {
    metadata: MetadataMap,
    sent: bool,
}

/// The trailing metadata of a single answer, on its way through tonic.
#[derive(Clone)]
pub(crate) struct Trailing(pub MetadataMap);

impl Context {
    /// Adds to the metadata that the answer begins with.
    ///
    /// A stream sends it with its first `write` or `read`, when it first waits for a
    /// [`Listener`](crate::Listener), or when [`send_metadata`](Self::send_metadata) says so.
    ///
    /// # Errors
    ///
    /// INTERNAL where the value is no text of a header, or where the metadata was sent before.
    pub fn answer_with(&self, key: &'static str, value: &str) -> Result<()> {
        let value = header(value)?;
        let answer = &self.inner.answer;
        let mut first = lock(&answer.first);
        if first.sent || answer.begun.load(Ordering::Acquire) {
            let text = format!("{key}: the first metadata has been sent already");
            return Err(Error::internal(text));
        }
        first.metadata.insert(key, value);
        Ok(())
    }

    /// Adds to the metadata that the answer ends with, whether it ends well or not.
    ///
    /// # Errors
    ///
    /// INTERNAL where the value is no text of a header.
    pub fn trail_with(&self, key: &'static str, value: &str) -> Result<()> {
        let value = header(value)?;
        lock(&self.inner.answer.trailing).insert(key, value);
        Ok(())
    }

    /// Sends the first metadata of a stream now: some clients wait for it before they go on.
    pub fn send_metadata(&self) {
        let answer = &self.inner.answer;
        if !answer.begun.load(Ordering::Acquire) && !answer.begun.swap(true, Ordering::AcqRel) {
            answer.begin.notify_one();
        }
    }

    /// Waits until the first metadata may go. One at a time waits for it.
    pub(crate) async fn begun(&self) {
        while !self.inner.answer.begun.load(Ordering::Acquire) {
            self.inner.answer.begin.notified().await;
        }
    }

    /// An answer with what was added to its metadata.
    pub(crate) fn answer<R>(&self, message: R) -> Response<R> {
        let mut response = Response::new(message);
        let mut first = lock(&self.inner.answer.first);
        first.sent = true;
        if !first.metadata.is_empty() {
            *response.metadata_mut() = std::mem::take(&mut first.metadata);
        }
        response
    }

    /// The status that a stream ends with; `None` where there is nothing to say.
    pub(crate) fn last(&self, end: Result<(), Status>) -> Option<Status> {
        match end {
            Ok(()) => self
                .trailing()
                .map(|Trailing(map)| Status::with_metadata(Code::Ok, "", map)),
            Err(status) => Some(self.refuse(status)),
        }
    }

    /// A status with what was added to the metadata at the end.
    pub(crate) fn refuse(&self, mut status: Status) -> Status {
        if let Some(Trailing(trailing)) = self.trailing() {
            *status.metadata_mut() = trailing;
        }
        status
    }

    /// What was added to the metadata that the answer ends with.
    pub(crate) fn trailing(&self) -> Option<Trailing> {
        let trailing = std::mem::take(&mut *lock(&self.inner.answer.trailing));
        (!trailing.is_empty()).then_some(Trailing(trailing))
    }
}

fn header(value: &str) -> Result<MetadataValue<Ascii>> {
    value.parse().map_err(Error::internal)
}
