//! Threads for work that blocks.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, mpsc};
use std::thread::Builder;
use std::time::Instant;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::call_scope::CallScope;
use crate::sync::lock;
use crate::{Error, Result};

/// The stack of a thread that is started for one job, of which there may be many. It is
/// reserved, not used: a thread takes of memory what its deepest call has touched.
const STACK: usize = 1 << 20;

type Job = Box<dyn FnOnce() + Send>;

/// A job, who waits for its end, and its place in the queue.
pub(crate) struct Submitted {
    since: Instant,
    job: Job,
    done: oneshot::Sender<Result<()>>,
    slot: OwnedSemaphorePermit,
}

/// A job that has run; who waits for its end has not heard of it.
pub(crate) struct Ended {
    result: Result<()>,
    done: oneshot::Sender<Result<()>>,
    slot: OwnedSemaphorePermit,
}

/// A fixed number of threads behind a bounded queue. A full queue answers
/// RESOURCE_EXHAUSTED at once, instead of letting latency grow without limit.
#[derive(Clone)]
pub(crate) struct Workers {
    jobs: Jobs,
    slots: Arc<Semaphore>,
}

/// What waits for a thread of its own.
pub(crate) struct Queue {
    jobs: mpsc::Receiver<Submitted>,
    slots: Arc<Semaphore>,
    all: usize,
}

impl Queue {
    /// The next job, once there is one; `None` where nobody can send one anymore.
    pub(crate) fn wait(&self) -> Option<Submitted> {
        self.jobs.recv().ok()
    }

    /// The next job that waits already.
    pub(crate) fn next(&self) -> Option<Submitted> {
        self.jobs.try_recv().ok()
    }

    /// How many jobs wait, or have run without their caller having heard of it.
    pub(crate) fn in_flight(&self) -> usize {
        self.all - self.slots.available_permits()
    }
}

#[derive(Clone)]
enum Jobs {
    Shared(crossbeam_channel::Sender<Submitted>),
    /// Whose one receiver goes to sleep at once; the other looks around for a while before.
    Single(mpsc::Sender<Submitted>),
    /// A thread for each job, with this name.
    Threads(&'static str),
}

impl Jobs {
    fn send(&self, job: Submitted) -> Result<()> {
        let sent = match self {
            Self::Shared(jobs) => jobs.send(job).is_ok(),
            Self::Single(jobs) => jobs.send(job).is_ok(),
            Self::Threads(name) => {
                let thread = Builder::new().stack_size(STACK);
                let work = || job.run().tell();
                // What one process bears is not a matter of our limit alone.
                return spawn(thread, (*name).to_owned(), work).map_err(|_| throttled());
            }
        };
        if sent { Ok(()) } else { Err(shutting_down()) }
    }
}

impl Workers {
    /// `name` is that of the threads, with a number behind it.
    pub(crate) fn new(name: &str, threads: usize, queue: usize) -> std::io::Result<Self> {
        let threads = threads.max(1);
        // The slots bound it.
        let (jobs, taken) = crossbeam_channel::unbounded::<Submitted>();
        for n in 0..threads {
            let taken = taken.clone();
            spawn(Builder::new(), format!("{name}-{n}"), move || {
                for job in taken {
                    job.run().tell();
                }
            })?;
        }
        Ok(Self::behind(Jobs::Shared(jobs), threads + queue))
    }

    /// One thread, which runs and ends the jobs as `work` has it.
    pub(crate) fn one(
        name: &str,
        queue: usize,
        work: impl FnOnce(Queue) + Send + 'static,
    ) -> std::io::Result<Self> {
        let (jobs, taken) = mpsc::channel();
        let workers = Self::behind(Jobs::Single(jobs), 1 + queue);
        let queue = Queue {
            jobs: taken,
            slots: workers.slots.clone(),
            all: 1 + queue,
        };
        spawn(Builder::new(), name.to_owned(), move || work(queue))?;
        Ok(workers)
    }

    /// A thread for each job, of which there may be so many at once.
    pub(crate) fn on_demand(name: &'static str, threads: usize) -> Self {
        Self::behind(Jobs::Threads(name), threads)
    }

    /// Runs `job` on a worker without waiting for its end, or refuses when too many run.
    pub(crate) fn start(&self, job: impl FnOnce() + Send + 'static) -> Result<()> {
        let slot = self.slots.clone().try_acquire_owned();
        let slot = slot.map_err(|_| throttled())?;
        let (done, ended) = oneshot::channel();
        let job = Box::new(move || {
            // Kept so long: a job whose end nobody waits for is not begun.
            let _ended = ended;
            job();
        });
        self.jobs.send(Submitted::new(slot, job, done))
    }

    fn behind(jobs: Jobs, slots: usize) -> Self {
        let slots = Arc::new(Semaphore::new(slots));
        Self { jobs, slots }
    }

    /// Runs `f` on a worker, or refuses when too much is waiting already.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        f: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let slot = self.slots.clone().try_acquire_owned();
        let slot = slot.map_err(|_| throttled())?;
        let (job, answer) = answered(f);
        self.submit(slot, job).await?;
        answer.take()
    }

    /// Runs `f` on a worker, waiting for a slot: for work of a call that was let in before.
    pub(crate) async fn run_admitted<T: Send + 'static>(
        &self,
        f: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (job, answer) = answered(f);
        self.wait_and_submit(job).await?;
        answer.take()
    }

    async fn wait_and_submit(&self, job: Job) -> Result<()> {
        let slot = self.slots.clone().acquire_owned().await;
        self.submit(slot.map_err(Error::internal)?, job).await
    }

    async fn submit(&self, slot: OwnedSemaphorePermit, job: Job) -> Result<()> {
        let (done, ended) = oneshot::channel();
        self.jobs.send(Submitted::new(slot, job, done))?;
        ended.await.map_err(|_| shutting_down())?
    }
}

/// Where work leaves its answer. The queue and the channels are compiled once,
/// not for each type of answer: this is most of what a model adds to a build.
pub(crate) struct Answer<T>(Arc<Mutex<Option<Result<T>>>>);

impl<T> Answer<T> {
    /// The place, for who works and for who waits.
    pub(crate) fn both() -> (Self, Self) {
        let place = Arc::new(Mutex::new(None));
        (Self(place.clone()), Self(place))
    }

    pub(crate) fn put(self, answer: Result<T>) {
        *lock(&self.0) = Some(answer);
    }

    pub(crate) fn take(self) -> Result<T> {
        let answer = lock(&self.0).take();
        answer.unwrap_or_else(|| Err(shutting_down()))
    }
}

fn answered<T: Send + 'static>(f: impl FnOnce() -> Result<T> + Send + 'static) -> (Job, Answer<T>) {
    let (place, answer) = Answer::both();
    let job = CallScope::carry(move || place.put(f()));
    (Box::new(job), answer)
}

fn throttled() -> Error {
    let text = "Too many requests in flight.";
    Error::new(tonic::Code::ResourceExhausted, text, "throttled")
}

fn shutting_down() -> Error {
    Error::unavailable("Shutting down.")
}

fn spawn(
    thread: Builder,
    name: String,
    work: impl FnOnce() + Send + 'static,
) -> std::io::Result<()> {
    thread.name(name).spawn(work).map(drop)
}

impl Submitted {
    fn new(slot: OwnedSemaphorePermit, job: Job, done: oneshot::Sender<Result<()>>) -> Self {
        let since = Instant::now();
        Self {
            since,
            job,
            done,
            slot,
        }
    }

    /// When it came.
    pub(crate) fn since(&self) -> Instant {
        self.since
    }

    pub(crate) fn run(self) -> Ended {
        // The caller left while this waited: nobody wants the work.
        let wanted = !self.done.is_closed();
        let job = self.job;
        let result = guarded(move || {
            if wanted {
                job()
            }
        });
        Ended {
            result,
            done: self.done,
            slot: self.slot,
        }
    }

    /// Ends the job without running it.
    pub(crate) fn refuse(self, error: Error) {
        let job = self.job;
        let dropped = guarded(move || drop(job));
        Ended {
            result: dropped.and(Err(error)),
            done: self.done,
            slot: self.slot,
        }
        .tell();
    }
}

impl Ended {
    pub(crate) fn tell(self) {
        // First: who hears of the end may come back at once.
        drop(self.slot);
        let _ = self.done.send(self.result);
    }

    /// Tells that the job came to nothing after all.
    pub(crate) fn tell_failed(mut self, error: Error) {
        self.result = self.result.and(Err(error));
        self.tell();
    }
}

/// A panic becomes INTERNAL.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| panicked(&*panic))
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
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_internal_error_and_the_worker_lives_on() {
        let workers = Workers::new("test", 1, 0).expect("threads");
        let failed = workers.run(|| -> Result<()> { panic!("boom") }).await;
        assert_eq!(failed.expect_err("a panic").code(), tonic::Code::Internal);
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
        assert_eq!(refused.code(), tonic::Code::ResourceExhausted);
        release.send(()).expect("the first job waits");
        busy.await.expect("joined").expect("done");
    }

    #[tokio::test]
    async fn a_job_belongs_to_the_call_that_sent_it() {
        let id = || Ok(CallScope::current().map(|scope| scope.id().to_string()));
        let shared = Workers::new("test", 1, 0).expect("threads");
        let one = Workers::one("test", 0, |jobs| {
            while let Some(job) = jobs.wait() {
                job.run().tell();
            }
        });
        for workers in [
            shared,
            one.expect("a thread"),
            Workers::on_demand("test", 1),
        ] {
            let scope = CallScope::current_or_new();
            let sent = scope.clone().follow(workers.run(id)).await.expect("done");
            assert_eq!(sent, Some(scope.id().to_string()));
            assert_eq!(workers.run(id).await.expect("done"), None);
        }
    }

    /// What ends badly even where it only ends.
    struct Bad;

    impl Drop for Bad {
        fn drop(&mut self) {
            panic!("in drop");
        }
    }

    #[tokio::test]
    async fn a_job_that_nobody_wants_cannot_end_the_worker() {
        let workers = Workers::new("test", 1, 4).expect("threads");
        let (release, held) = std::sync::mpsc::channel::<()>();
        let busy = workers.run(move || held.recv().map_err(Error::internal));
        let bad = Bad;
        let unwanted = workers.run(move || {
            let _bad = &bad;
            Ok(())
        });
        let mut busy = Box::pin(busy);
        let mut unwanted = Box::pin(unwanted);
        assert!(busy.as_mut().now_or_never().is_none());
        assert!(unwanted.as_mut().now_or_never().is_none());
        drop(unwanted);
        release.send(()).expect("the first job waits");
        busy.await.expect("done");
        assert_eq!(workers.run_admitted(|| Ok(7)).await.expect("alive"), 7);
    }

    #[tokio::test]
    async fn who_was_answered_may_come_back_at_once() {
        let workers = Workers::new("test", 1, 0).expect("threads");
        for _ in 0..1000 {
            workers.run(|| Ok(())).await.expect("the slot is free");
        }
    }
}
