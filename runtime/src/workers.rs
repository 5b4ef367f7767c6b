//! Threads for work that blocks.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender, unbounded};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::{Error, Result};

type Job = Box<dyn FnOnce() + Send>;

/// A fixed number of threads behind a bounded queue. A full queue answers
/// RESOURCE_EXHAUSTED at once, instead of letting latency grow without limit.
#[derive(Clone)]
pub(crate) struct Workers {
    jobs: Sender<(Job, OwnedSemaphorePermit)>,
    slots: Arc<Semaphore>,
}

impl Workers {
    /// `name` is that of the threads, with a number behind it.
    pub(crate) fn new(name: &str, threads: usize, queue: usize) -> std::io::Result<Self> {
        // The semaphore bounds it.
        let (jobs, taken) = unbounded::<(Job, OwnedSemaphorePermit)>();
        for n in 0..threads.max(1) {
            let taken = taken.clone();
            std::thread::Builder::new()
                .name(format!("{name}-{n}"))
                .spawn(move || work(&taken))?;
        }
        Ok(Self {
            jobs,
            slots: Arc::new(Semaphore::new(threads.max(1) + queue)),
        })
    }

    /// Runs `f` on a worker, or refuses when too much is waiting already.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        f: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let full = |_| {
            let text = "Too many requests in flight.";
            Error::new(tonic::Code::ResourceExhausted, text, "throttled")
        };
        let slot = self.slots.clone().try_acquire_owned().map_err(full)?;
        self.submit(slot, f).await
    }

    /// Runs `f` on a worker, waiting for a slot: for work of a call that was let in before.
    pub(crate) async fn run_admitted<T: Send + 'static>(
        &self,
        f: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let slot = self
            .slots
            .clone()
            .acquire_owned()
            .await
            .map_err(Error::internal)?;
        self.submit(slot, f).await
    }

    async fn submit<T: Send + 'static>(
        &self,
        slot: OwnedSemaphorePermit,
        f: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move || {
            // The caller left while this waited: nobody wants the work.
            if !answer.is_closed() {
                let _ = answer.send(guarded(f));
            }
        });
        self.jobs
            .send((job, slot))
            .map_err(|_| Error::unavailable("Shutting down."))?;
        answered
            .await
            .map_err(|_| Error::unavailable("Shutting down."))?
    }
}

fn work(taken: &Receiver<(Job, OwnedSemaphorePermit)>) {
    for (job, slot) in taken {
        job();
        drop(slot);
    }
}

/// A panic becomes INTERNAL.
fn guarded<T>(f: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(f)).unwrap_or_else(|panic| Err(panicked(&*panic)))
}

pub(crate) fn panicked(panic: &(dyn std::any::Any + Send)) -> Error {
    let text = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned());
    Error::internal(format!("handler panicked: {}", text.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_internal_error_and_the_worker_lives_on() {
        let workers = Workers::new("test", 1, 0).expect("threads");
        let failed = workers.run(|| -> Result<()> { panic!("boom") }).await;
        assert_eq!(failed.expect_err("a panic").status(), tonic::Code::Internal);
        assert_eq!(workers.run_admitted(|| Ok(7)).await.expect("alive"), 7);
    }

    #[tokio::test]
    async fn a_full_queue_refuses_at_once() {
        let workers = Workers::new("test", 1, 0).expect("threads");
        let (release, held) = std::sync::mpsc::channel::<()>();
        let (started, running) = oneshot::channel();
        let busy = tokio::spawn({
            let workers = workers.clone();
            async move {
                let wait = move || {
                    let _ = started.send(());
                    held.recv().map_err(Error::internal)
                };
                workers.run(wait).await
            }
        });
        running.await.expect("the first job runs");
        let refused = workers.run(|| Ok(())).await.expect_err("no slot");
        assert_eq!(refused.status(), tonic::Code::ResourceExhausted);
        release.send(()).expect("the first job waits");
        busy.await.expect("joined").expect("done");
    }
}
