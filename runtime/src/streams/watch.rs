//! The clock of an open stream.

use tokio::time::{Instant, sleep_until};

use super::Exchange;
use crate::context::End;

/// Waits until the call ends, or must end: at its deadline, when no message has come or gone for
/// too long, or when the server stops and its grace is over.
pub(crate) async fn watch(exchange: &Exchange) -> End {
    let cx = exchange.context();
    let deadline = cx.deadline().map(Instant::from_std);
    let ends = async {
        tokio::select! {
            end = cx.ended() => end,
            () = cx.grace_over() => End::Stopped,
        }
    };
    tokio::select! {
        end = ends => end,
        () = until(deadline) => End::Expired,
        end = idle(exchange) => end,
    }
}

async fn until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}

/// Looks again only when the limit could be reached, not with each message.
async fn idle(exchange: &Exchange) -> End {
    let Some(limit) = exchange.idle() else {
        return std::future::pending().await;
    };
    loop {
        let over = Instant::from_std(exchange.context().moved()) + limit;
        if over <= Instant::now() {
            return End::Idle(limit);
        }
        sleep_until(over).await;
    }
}
