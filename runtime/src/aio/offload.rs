//! Moving work to the threads that may block, and knowing when one is there.
//!
//! A statement that may take long runs on another thread than the handler's future. A transaction of five
//! statements would go there and back five times; so its whole future goes there once, is polled by the thread that
//! writes, and runs its statements in place ([`once`]). A hook that waits for nothing is done in that one poll. One that
//! waits comes back to its task, and offloads each further statement.
//!
//! # What one may fear
//!
//! - **A waker or a timer is lost.** The poll over there has the waker of the task and its runtime entered, and what is
//!   pending is polled again by the task at once: what has happened in between is seen then. A future is `Send`, and
//!   tokio moves tasks between threads as well. (`a_chain_that_waits_comes_back_and_goes_on`)
//! - **The hook runs outside its call.** What the call is known by goes along. (`the_worker_knows_the_call`)
//! - **A hook that blocks stops the writers.** It does, as it would stop a thread of the runtime and all its tasks
//!   anywhere else: `sync_to_async` is for that. One that awaits stops nobody. (`a_hook_that_waits_stops_nobody`)
//! - **A panic ends the thread.** It is the call's INTERNAL, and the thread lives on.
//!
//! # What it gains
//!
//! `cargo run --release -p socio-bench -- --only=Create servers` compares `async, override`, whose hook goes there once, with
//! `async, waiting override`, whose hook yields first and goes there for each statement. With 50 in flight on two cores the
//! one takes 70 µs of the server's processor a call, the other 150, and answers half as many.

use std::cell::Cell;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::runtime::Handle;

use crate::Result;
use crate::adapter::Later;
use crate::caller::Caller;
use crate::workers::{Answer, Workers};

thread_local! {
    static MAY_BLOCK: Cell<bool> = const { Cell::new(false) };
}

tokio::task_local! {
    /// The RPC this task works for.
    static CALL: Caller;
}

/// Runs `future` as one RPC, so that a write which waits for a transaction of
/// the same RPC is noticed.
pub(super) async fn as_call<F: Future>(future: F) -> F::Output {
    CALL.scope(Caller::default(), future).await
}

/// The RPC that this belongs to. What it has spawned belongs to none.
pub(super) fn caller() -> Option<Caller> {
    CALL.try_with(Caller::clone).ok()
}

/// Whether blocking here harms nobody.
pub(super) fn may_block() -> bool {
    MAY_BLOCK.get()
}

/// Runs blocking work: here when that harms nobody, else on a worker.
pub(super) async fn blocking<T, F>(workers: &Workers, work: F) -> Result<T>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T> + Send + 'static,
{
    if may_block() {
        work()
    } else {
        workers.run_admitted(work).await
    }
}

/// Marks this thread as one that may block, until dropped.
struct Blocking {
    before: bool,
}

impl Blocking {
    fn enter() -> Self {
        Self {
            before: MAY_BLOCK.replace(true),
        }
    }
}

impl Drop for Blocking {
    fn drop(&mut self) {
        MAY_BLOCK.set(self.before);
    }
}

type Chain = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Carries a whole chain of database work to a worker in one go.
///
/// The future is polled there once, and its statements run in place. Hooks that
/// wait for nothing finish in that poll; one that really waits (a mailer, a
/// timer) comes back and goes on as an ordinary future, offloading each statement.
pub(super) async fn once<T: Send + 'static>(workers: &Workers, future: Later<T>) -> Result<T> {
    let (place, answer) = Answer::both();
    let chain: Chain = Box::pin(async move { place.put(future.await) });
    carry(workers, chain).await?;
    answer.take()
}

/// Compiled once, not for each type of answer.
async fn carry(workers: &Workers, chain: Chain) -> Result<()> {
    if may_block() {
        chain.await;
    } else if let Some(rest) = first_poll(workers, chain).await? {
        // Polled again at once: nothing it waits for can be missed.
        rest.await;
    }
    Ok(())
}

/// Polls the chain on a worker; what is left of it comes back.
async fn first_poll(workers: &Workers, mut chain: Chain) -> Result<Option<Chain>> {
    let waker = std::future::poll_fn(|cx| Poll::Ready(cx.waker().clone())).await;
    let runtime = Handle::current();
    let call = caller();
    let poll = move || {
        let _runtime = runtime.enter();
        let _blocking = Blocking::enter();
        let mut poll = || chain.as_mut().poll(&mut Context::from_waker(&waker));
        let polled = match call {
            Some(call) => CALL.sync_scope(call, poll),
            None => poll(),
        };
        Ok(polled.is_pending().then_some(chain))
    };
    workers.run_admitted(poll).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_chain_without_waiting_stays_on_the_worker() {
        let workers = Workers::new("test", 1, 4).unwrap();
        let inner = workers.clone();
        let here = std::thread::current().id();
        let there = once(
            &workers,
            Box::pin(async move {
                let first = blocking(&inner, || Ok(std::thread::current().id())).await?;
                let second = blocking(&inner, || Ok(std::thread::current().id())).await?;
                assert_eq!(first, second);
                Ok(first)
            }),
        )
        .await
        .unwrap();
        assert_ne!(here, there);
    }

    #[tokio::test]
    async fn a_chain_that_waits_comes_back_and_goes_on() {
        let workers = Workers::new("test", 1, 4).unwrap();
        let inner = workers.clone();
        let chain = once(
            &workers,
            Box::pin(async move {
                blocking(&inner, || Ok(())).await?;
                tokio::task::yield_now().await;
                assert!(!may_block());
                blocking(&inner, || Ok(42)).await
            }),
        );
        assert_eq!(chain.await.unwrap(), 42);
    }

    #[tokio::test]
    async fn the_worker_knows_the_call() {
        let workers = Workers::new("test", 1, 4).unwrap();
        as_call(async {
            let open = caller().unwrap().begin(1).unwrap();
            let there = once(&workers, Box::pin(async { Ok(caller().unwrap()) }));
            let there = there.await.unwrap();
            assert!(there.may_write(1).is_err());
            drop(open);
            assert!(there.may_write(1).is_ok());
        })
        .await;
        assert!(caller().is_none());
    }
}
