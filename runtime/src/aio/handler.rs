//! The handler of an open stream, as a task of its own: a client that does not read holds
//! nothing but it.

use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::time::timeout;

use super::offload;
use crate::adapter::Later;
use crate::streams::{Exchange, watch};
use crate::workers::panicked;

/// How long a handler may go on when its call is over; then it is dropped where it waits.
const LINGER: Duration = Duration::from_secs(5);

/// Runs a handler until it returns, and its call until it ends.
pub(super) fn spawn(exchange: Arc<Exchange>, handler: Later<()>) {
    let scope = exchange.context().call_scope().clone();
    let ran = async move {
        let scoped = exchange.context().clone().scope(offload::as_call(handler));
        let mut handler = pin!(AssertUnwindSafe(scoped).catch_unwind());
        let returned = tokio::select! {
            biased;
            returned = &mut handler => returned,
            end = watch(&exchange) => {
                exchange.end(end);
                // It hears of the end at its next read or write, and may clean up.
                let _ = timeout(LINGER, handler).await;
                return;
            }
        };
        exchange.finish(returned.unwrap_or_else(|panic| Err(panicked(&*panic))));
        // What it has forwarded may go on.
        exchange.end(watch(&exchange).await);
    };
    tokio::spawn(scope.follow(ran));
}
