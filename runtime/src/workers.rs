//! Threads for work that blocks.

mod long_reads;
mod running;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread::Builder;
use std::time::Instant;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use long_reads::LongReads;
use running::Running;
pub(crate) use running::{Reading, goes_on, is_wanted, step_aside, stopped};

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
    done: Option<oneshot::Sender<Result<()>>>,
    slot: OwnedSemaphorePermit,
    /// Another thread has taken the place of the one that ran it.
    replaced: bool,
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

/// Threads that take jobs from one queue.
struct Pool {
    name: String,
    taken: crossbeam_channel::Receiver<Submitted>,
    /// How many threads there were.
    started: AtomicUsize,
    long_reads: Arc<LongReads>,
}

impl Pool {
    fn start(self: &Arc<Self>) -> std::io::Result<()> {
        let n = self.started.fetch_add(1, Ordering::Relaxed);
        let pool = self.clone();
        spawn(Builder::new(), format!("{}-{n}", self.name), move || {
            for job in &pool.taken {
                let ended = job.run_in(Some(pool.clone()));
                let replaced = ended.replaced;
                ended.tell();
                if replaced {
                    return;
                }
            }
        })
    }

    /// Starts a thread in the place of this one, where the process bears one more.
    fn replace(self: &Arc<Self>) -> bool {
        self.start().is_ok()
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
        let (jobs, taken) = crossbeam_channel::unbounded();
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let pool = Arc::new(Pool {
            name: name.to_owned(),
            taken,
            started: AtomicUsize::new(0),
            long_reads: LongReads::new(cores),
        });
        for _ in 0..threads {
            pool.start()?;
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

    /// Runs the job on a thread of no pool.
    pub(crate) fn run(self) -> Ended {
        self.run_in(None)
    }

    fn run_in(self, pool: Option<Arc<Pool>>) -> Ended {
        // The caller left while this waited: nobody wants the work.
        let wanted = !self.done.is_closed();
        let job = self.job;
        let mut result = Ok(());
        let running = Running::new(self.done, pool).run(|| {
            result = guarded(move || {
                if wanted {
                    job()
                }
            });
        });
        let replaced = running.as_ref().is_some_and(|running| running.replaced);
        Ended {
            result,
            done: running.map(|running| running.done),
            slot: self.slot,
            replaced,
        }
    }

    /// Ends the job without running it.
    pub(crate) fn refuse(self, error: Error) {
        let job = self.job;
        let dropped = guarded(move || drop(job));
        Ended {
            result: dropped.and(Err(error)),
            done: Some(self.done),
            slot: self.slot,
            replaced: false,
        }
        .tell();
    }
}

impl Ended {
    pub(crate) fn tell(self) {
        // First: who hears of the end may come back at once.
        drop(self.slot);
        if let Some(done) = self.done {
            let _ = done.send(self.result);
        }
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
mod tests;
