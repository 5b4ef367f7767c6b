//! That a server stops, as its calls see it.

use std::pin::pin;
use std::sync::LazyLock;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

/// What is kept of the grace for the last words to the clients of open streams.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// What a server does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    Serves,
    /// It was told to stop; what is open may finish.
    Drains,
    /// Streams that are still open end now.
    Ends,
}

/// Who stops a server.
pub(crate) struct Stop(watch::Sender<Phase>);

impl Stop {
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(Phase::Serves))
    }

    /// Waits for `server`, which takes no new call, to finish what is open; `None` where it did
    /// not within `grace`. Shortly before, streams end, so that their clients hear why.
    pub(crate) async fn drain<S: Future>(self, grace: Duration, server: S) -> Option<S::Output> {
        let mut server = pin!(server);
        let last = LAST_WORDS.min(grace / 2);
        self.0.send_replace(Phase::Drains);
        if let Ok(ended) = timeout(grace - last, &mut server).await {
            return Some(ended);
        }
        self.0.send_replace(Phase::Ends);
        timeout(last, server).await.ok()
    }

    pub(crate) fn watched(&self) -> Stopping {
        Stopping(self.0.subscribe())
    }
}

/// Who wants to know whether the server stops.
#[derive(Debug, Clone)]
pub(crate) struct Stopping(watch::Receiver<Phase>);

impl Stopping {
    /// Of a service without a server.
    pub(crate) fn never() -> Self {
        static NEVER: LazyLock<Stop> = LazyLock::new(Stop::new);
        NEVER.watched()
    }

    pub(crate) fn is_told(&self) -> bool {
        *self.0.borrow() >= Phase::Drains
    }

    pub(crate) async fn told(&self) {
        self.reached(Phase::Drains).await;
    }

    pub(crate) async fn over(&self) {
        self.reached(Phase::Ends).await;
    }

    async fn reached(&self, phase: Phase) {
        // A server that is gone has stopped.
        let _ = self.0.clone().wait_for(|now| *now >= phase).await;
    }
}
