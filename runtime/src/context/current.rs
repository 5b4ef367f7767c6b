//! The call that a task or a thread works for.

use super::Context;

tokio::task_local! {
    static CURRENT: Context;
}

impl Context {
    /// The call that this code works for, where it runs in a handler, or in what
    /// [`sync_to_async`](crate::sync_to_async) and [`async_to_sync`](crate::async_to_sync) run for one.
    pub fn current() -> Option<Self> {
        CURRENT.try_with(Self::clone).ok()
    }

    /// Runs a future of this call.
    pub(crate) async fn scope<F: Future>(self, future: F) -> F::Output {
        CURRENT.scope(self, future).await
    }

    /// Runs a function of this call.
    pub(crate) fn sync_scope<T>(self, work: impl FnOnce() -> T) -> T {
        CURRENT.sync_scope(self, work)
    }
}
