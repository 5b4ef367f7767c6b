//! A connection: it has to become one of HTTP/2 soon, and it ends once it has had no call for long.
//!
//! hyper has neither limit for HTTP/2, and closes a connection that has sent nothing yet only when its client does.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep};
use tonic::transport::server::{Connected, TcpConnectInfo};

use super::Stopping;

/// The bytes with which every client of HTTP/2 begins (RFC 9113, section 3.4).
const PREFACE: usize = 24;

/// What a client without calls has, when the server stops, to leave by itself.
const LEAVE: Duration = Duration::from_secs(1);

/// How long a connection may go on without what it is there for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// Until its client has sent the preface of HTTP/2.
    pub handshake: Duration,
    /// Without an open call; `None` is without limit.
    pub idle: Option<Duration>,
}

/// A connection as tonic reads and writes it.
pub(super) struct Connection {
    stream: TcpStream,
    /// Bytes of the preface that have come.
    begun: usize,
    /// When the client has to have begun, later when it has to have a call.
    timer: Pin<Box<Sleep>>,
    patience: Patience,
    calls: OpenCalls,
    /// The calls that were begun when the timer was set.
    seen: usize,
    stopping: BoxFuture<'static, ()>,
    /// Ready when a client without calls has had the time to leave a server that stops.
    leaving: BoxFuture<'static, ()>,
    left: bool,
}

/// What a call knows of its connection.
#[derive(Clone)]
pub(super) struct ConnectionInfo {
    pub tcp: TcpConnectInfo,
    pub calls: OpenCalls,
}

/// The calls of one connection.
#[derive(Debug, Clone, Default)]
pub(super) struct OpenCalls(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    open: AtomicUsize,
    begun: AtomicUsize,
}

/// A call that is open, until dropped.
#[derive(Debug)]
pub(super) struct OpenCall(Arc<Counts>);

impl OpenCalls {
    pub(super) fn begin(&self) -> OpenCall {
        self.0.begun.fetch_add(1, Ordering::Relaxed);
        self.0.open.fetch_add(1, Ordering::Relaxed);
        OpenCall(self.0.clone())
    }
}

impl Drop for OpenCall {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Connection {
    pub(super) fn new(stream: TcpStream, patience: Patience, stopping: Stopping) -> Self {
        Self {
            stream,
            begun: 0,
            timer: Box::pin(sleep(patience.handshake)),
            patience,
            calls: OpenCalls::default(),
            seen: 0,
            stopping: Box::pin({
                let stopping = stopping.clone();
                async move { stopping.told().await }
            }),
            leaving: Box::pin(async move {
                stopping.told().await;
                sleep(LEAVE).await;
            }),
            left: false,
        }
    }

    fn has_begun(&self) -> bool {
        self.begun >= PREFACE
    }

    /// Whether nobody needs the connection anymore: to hyper it looks as if its client had closed it.
    fn is_over(&mut self, cx: &mut Context<'_>) -> bool {
        if !self.has_begun() {
            return self.timer.as_mut().poll(cx).is_ready()
                || self.stopping.as_mut().poll(cx).is_ready();
        }
        self.left = self.left || self.leaving.as_mut().poll(cx).is_ready();
        if self.left && self.calls.0.open.load(Ordering::Relaxed) == 0 {
            return true;
        }
        let Some(idle) = self.patience.idle else {
            return false;
        };
        while self.timer.as_mut().poll(cx).is_ready() {
            let begun = self.calls.0.begun.load(Ordering::Relaxed);
            if begun == self.seen && self.calls.0.open.load(Ordering::Relaxed) == 0 {
                return true;
            }
            self.seen = begun;
            self.timer.as_mut().reset(Instant::now() + idle);
        }
        false
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let before = buffer.filled().len();
        let read = Pin::new(&mut this.stream).poll_read(cx, buffer);
        if read.is_pending() {
            return match this.is_over(cx) {
                true => Poll::Ready(Ok(())),
                false => Poll::Pending,
            };
        }
        if !this.has_begun() {
            this.begun += buffer.filled().len() - before;
            if let (true, Some(idle)) = (this.has_begun(), this.patience.idle) {
                this.timer.as_mut().reset(Instant::now() + idle);
            }
        }
        read
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

impl Connected for Connection {
    type ConnectInfo = ConnectionInfo;

    fn connect_info(&self) -> ConnectionInfo {
        ConnectionInfo {
            tcp: self.stream.connect_info(),
            calls: self.calls.clone(),
        }
    }
}
