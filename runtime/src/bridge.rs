//! From one colour to the other, by the names they have in asgiref.

use std::cell::Cell;
use std::panic::resume_unwind;
use std::sync::LazyLock;

use tokio::runtime::{Builder, Handle, Runtime};

use crate::call_scope::CallScope;
use crate::{Context, Error, Result};

thread_local! {
    /// Such a thread knows its runtime, and may wait all the same.
    static MAY_BLOCK: Cell<bool> = const { Cell::new(false) };
}

struct Blocking(bool);

impl Drop for Blocking {
    fn drop(&mut self) {
        MAY_BLOCK.set(self.0);
    }
}

/// Runs blocking work from async code, on a thread that may block: a library
/// without futures, a long computation. A panic goes on in the caller.
///
/// The work belongs to the caller's call: [`Context::current`] is the same. It is not
/// interrupted when the call ends; where it takes long, it asks
/// [`is_cancelled`](Context::is_cancelled) now and then.
///
/// ```
/// # async fn hash(_: &str) -> socio_runtime::Result<u64> {
/// let digest = socio_runtime::sync_to_async(|| Ok(2_u64.pow(10))).await?;
/// # Ok(digest) }
/// ```
pub async fn sync_to_async<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let call = Context::current();
    let work = CallScope::carry(|| {
        let _blocking = Blocking(MAY_BLOCK.replace(true));
        match call {
            Some(cx) => cx.sync_scope(work),
            None => work(),
        }
    });
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) if error.is_panic() => resume_unwind(error.into_panic()),
        Err(error) => Err(Error::unavailable(&error.to_string())),
    }
}

/// Waits for a future from sync code: a handler, or `main` before it serves. What the future
/// spawns and connects goes on in the background, on a runtime made for this.
///
/// In a handler the future belongs to its call, and is dropped when that ends: CANCELLED when
/// the client leaves, DEADLINE_EXCEEDED at the deadline. Elsewhere the thread waits as long as
/// the future does.
///
/// Inside of async code this is an error, as it would block others: `await` the future there.
///
/// ```
/// let sum = socio_runtime::async_to_sync(async { Ok(1 + 1) })?;
/// assert_eq!(sum, 2);
/// # Ok::<(), socio_runtime::Error>(())
/// ```
pub fn async_to_sync<T>(future: impl Future<Output = Result<T>>) -> Result<T> {
    static RUNTIME: LazyLock<std::io::Result<Runtime>> = LazyLock::new(|| {
        Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("socio-async")
            .enable_all()
            .build()
    });
    if !MAY_BLOCK.get() && Handle::try_current().is_ok() {
        return Err(Error::internal(
            "async_to_sync in async code: await the future there",
        ));
    }
    match &*RUNTIME {
        Ok(runtime) => match Context::current() {
            Some(cx) => runtime.block_on(cx.or_ended(future))?,
            None => runtime.block_on(future),
        },
        Err(error) => Err(Error::internal(error)),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn blocking_work_leaves_the_thread_to_others() {
        let (release, held) = std::sync::mpsc::channel();
        let waiting = tokio::spawn(sync_to_async(move || held.recv().map_err(Error::internal)));
        // On this only thread of the test: it is free.
        tokio::task::yield_now().await;
        release.send(7).expect("somebody waits");
        assert_eq!(waiting.await.expect("no panic").expect("sent"), 7);
    }

    #[tokio::test]
    async fn a_panic_goes_on_in_the_caller() {
        let work = sync_to_async(|| -> Result<()> { panic!("boom") });
        let panicked = tokio::spawn(work).await.expect_err("a panic");
        assert!(panicked.is_panic());
    }

    #[test]
    fn a_plain_thread_waits_for_timers_and_tasks() {
        let future = async {
            let task = tokio::spawn(tokio::time::sleep(Duration::from_millis(1)));
            task.await.map_err(Error::internal)
        };
        async_to_sync(future).expect("the timer fires");
    }

    #[tokio::test]
    async fn there_and_back() {
        let work = sync_to_async(|| async_to_sync(async { Ok(1) }));
        assert_eq!(work.await.expect("a thread that may block"), 1);
    }

    #[tokio::test]
    async fn async_code_is_told_to_await() {
        assert!(async_to_sync(async { Ok(()) }).is_err());
    }
}
