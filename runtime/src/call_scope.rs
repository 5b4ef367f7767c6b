//! The call that a thread works for, as the log names it.
//!
//! A call is served on several threads: its request arrives on one, its handler may run on a worker, the
//! writer's thread or a thread of its own, and its stream is polled again somewhere else. What is logged
//! there belongs to the call, so its scope follows it: [`CallScope::enter`] for functions,
//! [`CallScope::follow`] for futures.

use std::cell::RefCell;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tracing::Span;

use crate::request_id::RequestId;

thread_local! {
    static CURRENT: RefCell<Option<CallScope>> = const { RefCell::new(None) };
}

/// The id of a call and its span. Cheap to clone: it is entered at each poll.
#[derive(Debug, Clone)]
pub(crate) struct CallScope(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    id: RequestId,
    span: Span,
}

impl CallScope {
    pub(crate) fn new(id: RequestId, span: Span) -> Self {
        Self(Arc::new(Inner { id, span }))
    }

    /// That of the call which this thread works for.
    pub(crate) fn current() -> Option<Self> {
        CURRENT.with_borrow(Clone::clone)
    }

    /// The same; a new one where a service is called without a server around it.
    pub(crate) fn current_or_new() -> Self {
        Self::current().unwrap_or_else(|| Self::new(RequestId::new(), Span::none()))
    }

    pub(crate) fn id(&self) -> &RequestId {
        &self.0.id
    }

    pub(crate) fn span(&self) -> &Span {
        &self.0.span
    }

    /// Runs `work` as a part of the call.
    pub(crate) fn enter<T>(&self, work: impl FnOnce() -> T) -> T {
        let _before = Before(CURRENT.replace(Some(self.clone())));
        self.0.span.in_scope(work)
    }

    /// What runs `work`, on whatever thread, as a part of the call that this thread works for now.
    pub(crate) fn carry<T>(work: impl FnOnce() -> T) -> impl FnOnce() -> T {
        let scope = Self::current();
        move || match scope {
            Some(scope) => scope.enter(work),
            None => work(),
        }
    }

    /// The future, wherever it is polled a part of the call.
    pub(crate) fn follow<F: Future>(self, future: F) -> Following<F> {
        Following {
            scope: self,
            future: Box::pin(future),
        }
    }
}

/// What the thread worked for before; a panic does not change it.
struct Before(Option<CallScope>);

impl Drop for Before {
    fn drop(&mut self) {
        CURRENT.set(self.0.take());
    }
}

/// A future of a call.
pub(crate) struct Following<F> {
    scope: CallScope,
    future: Pin<Box<F>>,
}

impl<F: Future> Future for Following<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = &mut *self;
        this.scope.enter(|| this.future.as_mut().poll(cx))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here() -> Option<String> {
        CallScope::current().map(|scope| scope.id().to_string())
    }

    #[test]
    fn work_of_a_call_knows_it_on_any_thread() {
        let scope = CallScope::new(RequestId::new(), Span::none());
        let id = Some(scope.id().to_string());
        let carried = scope.enter(|| CallScope::carry(here));
        let there = std::thread::spawn(|| (carried(), here()));
        assert_eq!(there.join().expect("no panic"), (id, None));
        assert_eq!(here(), None);
    }

    #[tokio::test]
    async fn a_future_knows_its_call_after_each_wait() {
        let scope = CallScope::new(RequestId::new(), Span::none());
        let id = Some(scope.id().to_string());
        let ids = scope.follow(async {
            let before = here();
            tokio::task::yield_now().await;
            (before, here())
        });
        assert_eq!(ids.await, (id.clone(), id));
        assert_eq!(here(), None);
    }
}
