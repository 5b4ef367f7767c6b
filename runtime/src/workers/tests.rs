//! Tests of the threads for work that blocks.

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
