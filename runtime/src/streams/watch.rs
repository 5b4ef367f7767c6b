//! The clock of an open stream.

use tokio::time::{Instant, sleep, sleep_until};

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

/// How often it is looked whether messages move, within the time that they may rest.
const LOOKS: u32 = 8;

/// A message is not timed: what rests for long enough is seen at one of the next looks.
async fn idle(exchange: &Exchange) -> End {
    let Some(limit) = exchange.idle() else {
        return std::future::pending().await;
    };
    let moved = || exchange.context().moved();
    let (mut before, mut rests) = (moved(), 0);
    while rests < LOOKS {
        sleep(limit / LOOKS).await;
        let now = moved();
        rests = if now == before { rests + 1 } else { 0 };
        before = now;
    }
    End::Idle(limit)
}
