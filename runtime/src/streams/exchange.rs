//! Between the handler of a stream and its client.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{self, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use prost::Message;
use tokio::sync::{Mutex, Notify};
use tonic::{Code, Status};

use super::queue::{Next, Queue};
use crate::adapter::{Answer, Call, Flow, Inbound, decode, only};
use crate::context::End;
use crate::server::ResponseStream;
use crate::{Context, Error, Result};

type Answered = Result<Bytes, Status>;

/// An open stream: what its handler, its client and its watch share.
pub(crate) struct Exchange {
    cx: Context,
    inbound: Mutex<Inbound>,
    queue: Queue,
    /// Rings when messages were taken from the queue.
    room: Notify,
    /// How long no message may come or go.
    idle: Option<Duration>,
}

impl Exchange {
    pub(crate) fn open(call: Call) -> (Arc<Self>, Answers) {
        let exchange = Arc::new(Self {
            cx: call.cx,
            inbound: Mutex::new(call.inbound),
            queue: Queue::default(),
            room: Notify::new(),
            idle: call.idle,
        });
        let answers = Answers {
            exchange: exchange.clone(),
            taken: VecDeque::new(),
            source: None,
            done: false,
        };
        (exchange, answers)
    }

    pub(crate) fn context(&self) -> &Context {
        &self.cx
    }

    pub(super) fn idle(&self) -> Option<Duration> {
        self.idle
    }

    /// The message of a call that has one.
    pub(crate) async fn request(&self) -> Result<Bytes> {
        only(&mut *self.inbound.lock().await)
    }

    /// The next message of the client; `None` once it has ended its stream. What ends the
    /// stream before is said once.
    pub(crate) async fn read<M: Message + Default>(&self) -> Result<Option<M>> {
        let mut inbound = match self.inbound.try_lock() {
            Ok(inbound) => inbound,
            Err(_) => self.inbound.lock().await,
        };
        if inbound.is_over() {
            return Ok(None);
        }
        let message = match self.cx.or_ended(inbound.next()).await {
            Ok(Ok(message)) => message.map(decode).transpose(),
            // That it has left may be since its deadline has passed.
            Ok(Err(error)) if error.code() == Code::Cancelled => {
                self.cx.leave();
                self.cx.check().map(|()| None)
            }
            Ok(Err(error)) | Err(error) => Err(error),
        };
        match message {
            Ok(_) => self.cx.moves(),
            Err(_) => *inbound = Inbound::End,
        }
        message
    }

    /// Waits for room, then leaves the message for the client.
    pub(crate) async fn write(&self, mut message: Bytes) -> Result<()> {
        self.cx.check()?;
        while let Err(kept) = self.push(message) {
            let mut room = pin!(self.room.notified());
            room.as_mut().enable();
            // It may have come before the bell was heard.
            message = match self.push(kept) {
                Ok(()) => break,
                Err(kept) => kept,
            };
            self.cx.or_ended(room).await?;
        }
        Ok(())
    }

    fn push(&self, message: Bytes) -> Result<(), Bytes> {
        self.queue.push(message)?;
        self.cx.moves();
        self.cx.send_metadata();
        Ok(())
    }

    /// What the client gets once the handler has returned.
    pub(crate) fn forward(&self, source: ResponseStream<Bytes>) -> Result<()> {
        self.cx.check()?;
        self.queue.continue_with(source);
        self.cx.send_metadata();
        Ok(())
    }

    /// The handler has returned.
    pub(crate) fn finish(&self, end: Result<()>) {
        // Why the call has ended counts, not what the handler made of it.
        let end = self.cx.check().and(end);
        if !self.queue.close(end) {
            self.cx.end_with(End::Finished);
        }
        self.cx.send_metadata();
    }

    /// Ends the call, whatever its handler does. What was written still goes.
    pub(crate) fn end(&self, end: End) {
        self.cx.end_with(end);
        self.cx.send_metadata();
        self.queue.wake();
    }
}

/// What goes to the client of an open stream. Dropped before its end, the client has left.
pub(crate) struct Answers {
    exchange: Arc<Exchange>,
    taken: VecDeque<Bytes>,
    source: Option<ResponseStream<Bytes>>,
    done: bool,
}

impl Answers {
    /// What the call is answered with, once it is known.
    ///
    /// # Errors
    ///
    /// That of a handler which has written nothing.
    pub(crate) async fn into_answer(self, flow: Flow) -> Result<Answer> {
        match flow {
            Flow::Reads => self.single().await.map(Answer::One),
            _ => {
                self.exchange.cx.begun().await;
                self.exchange.queue.take_refusal()?;
                Ok(Answer::Many(Box::pin(self)))
            }
        }
    }

    /// The one answer of a handler that only reads.
    async fn single(mut self) -> Result<Bytes> {
        let answer = poll_fn(|cx| self.poll_single(cx)).await;
        self.done = true;
        answer
    }

    fn poll_single(&mut self, cx: &mut task::Context<'_>) -> Poll<Result<Bytes>> {
        let Exchange {
            queue, cx: call, ..
        } = &*self.exchange;
        let end = match queue.take(&mut self.taken, cx) {
            Next::Messages => Ok(()),
            Next::End(end) => end,
            Next::Source(_) => Ok(()),
            Next::Nothing => match call.end() {
                Some(end) => Err(end.error()),
                None => return Poll::Pending,
            },
        };
        let answer = self.taken.pop_front();
        Poll::Ready(end.and_then(|()| answer.ok_or_else(|| Error::internal("no answer"))))
    }

    fn poll_source(
        &mut self,
        mut source: ResponseStream<Bytes>,
        cx: &mut task::Context<'_>,
    ) -> Poll<Option<Answered>> {
        if let Some(end) = self.exchange.cx.end() {
            return self.end(Err(end.error().into()));
        }
        match source.as_mut().poll_next(cx) {
            Poll::Ready(Some(Ok(message))) => {
                self.exchange.cx.moves();
                self.source = Some(source);
                Poll::Ready(Some(Ok(message)))
            }
            Poll::Ready(Some(Err(status))) => self.end(Err(status)),
            Poll::Ready(None) => self.end(Ok(())),
            Poll::Pending => {
                self.exchange.queue.wait(cx);
                self.source = Some(source);
                self.poll_end()
            }
        }
    }

    /// Whether the call has ended while there was nothing to send.
    fn poll_end(&mut self) -> Poll<Option<Answered>> {
        match self.exchange.cx.end() {
            Some(end) => self.end(Err(end.error().into())),
            None => Poll::Pending,
        }
    }

    fn end(&mut self, end: Result<(), Status>) -> Poll<Option<Answered>> {
        self.done = true;
        self.source = None;
        self.exchange.cx.end_with(End::Finished);
        Poll::Ready(self.exchange.cx.last(end).map(Err))
    }
}

impl Stream for Answers {
    type Item = Answered;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<Option<Answered>> {
        loop {
            if let Some(message) = self.taken.pop_front() {
                return Poll::Ready(Some(Ok(message)));
            }
            if self.done {
                return Poll::Ready(None);
            }
            if let Some(source) = self.source.take() {
                return self.poll_source(source, cx);
            }
            let this = &mut *self;
            match this.exchange.queue.take(&mut this.taken, cx) {
                Next::Messages => this.exchange.room.notify_waiters(),
                Next::Source(source) => this.source = Some(source),
                Next::End(end) => return this.end(end.map_err(Status::from)),
                Next::Nothing => return this.poll_end(),
            }
        }
    }
}

impl Drop for Answers {
    fn drop(&mut self) {
        if !self.done {
            self.exchange.cx.leave();
        }
    }
}
