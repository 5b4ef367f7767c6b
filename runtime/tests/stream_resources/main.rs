//! What streams take, and that they give it back. Linux counts it for us.
#![cfg(target_os = "linux")]

#[path = "../blog/mod.rs"]
mod blog;
#[path = "../streams/chat.rs"]
mod chat;
#[path = "../streams/client.rs"]
#[expect(dead_code, reason = "the tests of the flows use the rest")]
mod client;
#[path = "../streams/functions.rs"]
mod functions;
#[path = "../streams/futures.rs"]
mod futures;

use std::time::Duration;

use chat::Probe;
use client::{LONG, Make, Served, duplex, reads, served, writes};
use futures_util::{StreamExt, stream};
use tokio::sync::Mutex;
use tonic::Request;
use tonic::transport::Channel;

/// Each test counts what the whole process has: one after the other.
static ALONE: Mutex<()> = Mutex::const_new(());

/// How often each kind of stream is opened and dropped.
const ROUNDS: usize = 10_000;

const LISTENERS: usize = 10_000;

/// A little less than one connection may have open.
const OF_ONE_CONNECTION: usize = 1000;

/// What this process has in memory, in KiB.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.unwrap().trim().trim_end_matches(" kB");
    number.parse().unwrap()
}

/// Threads of handlers, by their name: those of the test harness come and go.
fn threads() -> usize {
    let threads = std::fs::read_dir("/proc/self/task").unwrap();
    let name = |thread: std::fs::DirEntry| std::fs::read_to_string(thread.path().join("comm"));
    let names = threads.filter_map(|thread| name(thread.ok()?).ok());
    names.filter(|name| name.trim() == "socio-stream").count()
}

/// Waits until no handler has a thread, and so many listen.
async fn left(probe: &Probe, listeners: usize) {
    while probe.topic.listeners() != listeners || threads() > 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Opens a stream of each kind and drops it: some have begun, some not.
async fn open_and_drop(channel: &Channel) {
    drop(writes::<(), i64>(channel, "Follow", Request::new(())).await);
    drop(writes::<(), i64>(channel, "Listen", Request::new(())).await);
    let both = duplex(channel, "Silent", None).await;
    let _ = both.send.try_send("line".to_owned());
    drop(both);
    let sent = stream::once(async { 2 }).chain(stream::pending());
    let endless = reads::<i64, i64>(channel, "Total", sent);
    drop(tokio::time::timeout(Duration::from_millis(1), endless).await);
}

async fn nothing_is_left_of_streams_that_were_dropped(make: Make) {
    let Served {
        server: _server,
        channel,
        probe,
        ..
    } = served(make).await;
    let rounds = |count: usize| {
        let channel = &channel;
        stream::iter(0..count).for_each_concurrent(16, move |_| open_and_drop(channel))
    };
    rounds(ROUNDS / 10).await;
    left(&probe, 0).await;
    let before = resident();
    rounds(ROUNDS).await;
    left(&probe, 0).await;
    let grown = resident().saturating_sub(before);
    assert!(grown < 32 << 10, "{grown} KiB more");
}

async fn forwarded_listeners_take_no_thread(make: Make) {
    let Served { server, probe, .. } = served(make).await;
    let mut open = Vec::new();
    for n in 0..LISTENERS {
        if n % OF_ONE_CONNECTION == 0 {
            open.push((server.channel().await.unwrap(), Vec::new()));
        }
        let (channel, answers) = open.last_mut().unwrap();
        let answer = writes::<(), i64>(channel, "Follow", Request::new(())).await;
        answers.push(answer.unwrap().into_inner());
    }
    left(&probe, LISTENERS).await;
    for number in 0..3 {
        // The first is what the handler wrote before.
        if number > 0 {
            assert_eq!(probe.topic.publish(number), LISTENERS);
        }
        for (_, answers) in &mut open {
            for answer in answers {
                assert_eq!(answer.message().await.unwrap(), Some(number));
            }
        }
    }
    drop(open);
    left(&probe, 0).await;
}

macro_rules! alone {
    ($($test:ident),* $(,)?) => {$(
        mod $test {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn futures() {
                super::alone(super::$test(crate::futures::adapter)).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn functions() {
                super::alone(super::$test(crate::functions::adapter)).await;
            }
        }
    )*};
}

async fn alone(test: impl Future<Output = ()>) {
    let _alone = ALONE.lock().await;
    tokio::time::timeout(10 * LONG, test).await.unwrap();
}

alone! {
    nothing_is_left_of_streams_that_were_dropped,
    forwarded_listeners_take_no_thread,
}
