//! The handler of an open stream, on a thread of its own: a client that does not read holds
//! nothing but it.

use std::sync::Arc;

use bytes::Bytes;

use crate::message::{FromMessage, IntoMessage, write_message};
use crate::server::ResponseStream;
use crate::streams::{Exchange, Pulled, watch};
use crate::workers::{Workers, guarded};
use crate::{Context, Result, block_on};

pub(super) type Work = Box<dyn FnOnce(Handle) -> Result<()> + Send>;

/// An open stream, as its handler has it.
#[derive(Clone)]
pub(super) struct Handle {
    exchange: Arc<Exchange>,
    threads: Workers,
}

/// Runs a handler until it returns, and its call until it ends.
///
/// # Errors
///
/// RESOURCE_EXHAUSTED where as many run as there may be.
pub(super) fn spawn(exchange: Arc<Exchange>, threads: &Workers, work: Work) -> Result<()> {
    let handle = Handle {
        exchange: exchange.clone(),
        threads: threads.clone(),
    };
    threads.start(move || {
        let exchange = handle.exchange.clone();
        let cx = exchange.context().clone();
        let scope = cx.call_scope().clone();
        let returned = scope.enter(|| cx.sync_scope(|| guarded(|| work(handle))));
        exchange.finish(returned.and_then(|returned| returned));
    })?;
    tokio::spawn(async move { exchange.end(watch(&exchange).await) });
    Ok(())
}

impl Handle {
    pub(super) fn context(&self) -> &Context {
        self.exchange.context()
    }

    /// What it takes to pull an iterator for the client.
    pub(super) fn pulled(&self) -> Pulled {
        Pulled {
            cx: self.context().clone(),
            threads: self.threads.clone(),
        }
    }

    pub(super) fn request(&self) -> Result<Bytes> {
        block_on::forever(self.exchange.request())
    }

    pub(super) fn read<I: FromMessage>(&self) -> Result<Option<I>> {
        let message = block_on::forever(self.exchange.read())?;
        message.map(I::from_message).transpose()
    }

    pub(super) fn write<O: IntoMessage>(&self, message: O) -> Result<()> {
        self.write_bytes(write_message(message)?)
    }

    pub(super) fn write_bytes(&self, message: Bytes) -> Result<()> {
        block_on::forever(self.exchange.write(message))
    }

    pub(super) fn forward(&self, source: ResponseStream<Bytes>) -> Result<()> {
        self.exchange.forward(source)
    }
}
