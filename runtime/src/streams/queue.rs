//! Messages that wait for their client.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::task::{Context, Waker};

use bytes::Bytes;

use crate::Result;
use crate::server::ResponseStream;
use crate::sync::lock;

/// What may wait, in bytes: enough for a handler and its client to work side by side.
const ROOM: usize = 16 << 10;

/// What a message takes besides its bytes.
const ENTRY: usize = 32;

/// A queue that takes another message as long as there is room.
#[derive(Default)]
pub(super) struct Queue(Mutex<State>);

#[derive(Default)]
struct State {
    messages: VecDeque<Bytes>,
    bytes: usize,
    source: Option<ResponseStream<Bytes>>,
    end: Option<Result<()>>,
    taker: Option<Waker>,
}

/// What comes next.
pub(super) enum Next {
    Messages,
    /// The rest is this.
    Source(ResponseStream<Bytes>),
    End(Result<()>),
    Nothing,
}

impl Queue {
    /// Gives the message back where there is no room.
    pub(super) fn push(&self, message: Bytes) -> Result<(), Bytes> {
        let mut state = lock(&self.0);
        if state.bytes >= ROOM {
            return Err(message);
        }
        state.bytes += message.len() + ENTRY;
        state.messages.push_back(message);
        wake(state.taker.take(), state);
        Ok(())
    }

    /// What comes behind the messages, once the handler has returned.
    pub(super) fn continue_with(&self, source: ResponseStream<Bytes>) {
        lock(&self.0).source = Some(source);
    }

    /// The handler has returned. Whether the call goes on without it.
    pub(super) fn close(&self, end: Result<()>) -> bool {
        let mut state = lock(&self.0);
        if end.is_err() {
            state.source = None;
        }
        state.end = Some(end);
        let goes_on = state.source.is_some();
        wake(state.taker.take(), state);
        goes_on
    }

    /// Wakes who waits for the next message.
    pub(super) fn wake(&self) {
        let mut state = lock(&self.0);
        wake(state.taker.take(), state);
    }

    /// Moves all messages to `taken`, which is empty. Where there is nothing, `cx` hears of more.
    pub(super) fn take(&self, taken: &mut VecDeque<Bytes>, cx: &mut Context<'_>) -> Next {
        let mut state = lock(&self.0);
        if !state.messages.is_empty() {
            std::mem::swap(&mut state.messages, taken);
            state.bytes = 0;
            return Next::Messages;
        }
        match state.end.take() {
            None => {
                state.taker = Some(cx.waker().clone());
                Next::Nothing
            }
            Some(end) => state.source.take().map_or(Next::End(end), Next::Source),
        }
    }

    /// Lets `cx` hear of an end.
    pub(super) fn wait(&self, cx: &mut Context<'_>) {
        lock(&self.0).taker = Some(cx.waker().clone());
    }

    /// The error of a handler that has written nothing.
    pub(super) fn take_refusal(&self) -> Result<()> {
        let mut state = lock(&self.0);
        if state.messages.is_empty() && matches!(state.end, Some(Err(_))) {
            state.end.take().unwrap_or(Ok(()))
        } else {
            Ok(())
        }
    }
}

/// Wakes outside of the lock.
fn wake(taker: Option<Waker>, state: std::sync::MutexGuard<'_, State>) {
    drop(state);
    if let Some(taker) = taker {
        taker.wake();
    }
}
