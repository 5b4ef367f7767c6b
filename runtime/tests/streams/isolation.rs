//! No stream stops the server.

use std::sync::atomic::Ordering;
use std::time::Duration;

use socio_runtime::Config;
use tokio::runtime::Runtime;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Request};

use crate::both;
use crate::chat::KIB;
use crate::client::{
    Both, Make, Served, code, collected, duplex, served, served_as, unary, writes,
};

/// The KiB that a handler may write ahead of its client: the 2 MiB that tonic's client lets come,
/// what hyper keeps for it, and our queue.
const UNREAD: u64 = 3 * 1024;

async fn twice(channel: &Channel) {
    let answer = unary::<_, String>(channel, "Twice", "ab".to_owned()).await;
    assert_eq!(answer.unwrap().into_inner(), "abab");
}

async fn a_client_that_does_not_read_holds_its_handler(make: Make) {
    let Served {
        server: _server,
        channel,
        probe,
        ..
    } = served(make).await;
    let answers = writes::<(), Vec<u8>>(&channel, "Flood", Request::new(())).await;
    let mut answers = answers.unwrap().into_inner();
    let stands_still = async || {
        let mut before = u64::MAX;
        loop {
            tokio::time::sleep(Duration::from_millis(200)).await;
            match probe.written.load(Ordering::Relaxed) {
                now if now == before => return now,
                now => before = now,
            }
        }
    };
    let ahead = stands_still().await;
    assert!(ahead > 0 && ahead < UNREAD, "{ahead} KiB ahead");
    // It goes on as the client does, and never further ahead.
    for _ in 0..3 * UNREAD {
        assert_eq!(answers.message().await.unwrap().unwrap().len(), KIB);
    }
    let ahead = stands_still().await - 3 * UNREAD;
    assert!(ahead < UNREAD, "{ahead} KiB ahead");
}

async fn unary_calls_go_on_beside_a_thousand_streams(make: Make) {
    let Served {
        server,
        channel,
        probe,
        ..
    } = served(make).await;
    let mut idle = Vec::new();
    let mut unread = Vec::new();
    for n in 0..1000 {
        // A connection has a limit of its own.
        if n % 2 == 0 {
            idle.push(duplex(&channel, "Silent", None).await);
        } else {
            let answers = writes::<(), i64>(&channel, "Listen", Request::new(())).await;
            unread.push(answers.unwrap());
        }
    }
    let other = server.channel().await.unwrap();
    for _ in 0..200 {
        twice(&other).await;
    }
    twice(&channel).await;
    drop((idle, unread));
    while probe.topic.listeners() > 0 {
        tokio::task::yield_now().await;
    }
}

async fn handlers_that_never_end_leave_the_server_its_threads(make: Make) {
    let Served {
        server, channel, ..
    } = served(make).await;
    let mut stuck = Vec::new();
    for _ in 0..50 {
        let answers = writes::<(), Vec<u8>>(&channel, "Flood", Request::new(())).await;
        stuck.push(answers.unwrap());
    }
    // What nobody reads fills the windows of its connection.
    let other = server.channel().await.unwrap();
    for _ in 0..50 {
        twice(&other).await;
    }
}

async fn a_client_that_sends_for_ever_stops_nobody(make: Make) {
    let Served {
        server, mut ended, ..
    } = served(make).await;
    // Its process is killed in the end: that closes its connection, whatever is on the way.
    let process = Runtime::new().unwrap();
    let connection = Endpoint::from_shared(format!("http://{}", server.address())).unwrap();
    let sending = process.spawn(async move {
        let channel = connection.connect().await.unwrap();
        let mut endless = Vec::new();
        for rpc in ["Silent", "Echo", "Silent", "Echo"] {
            let Both { send, answers } = duplex(&channel, rpc, None).await;
            // Of shorter ones that wait unread, h2 takes two thousand before it closes the connection.
            let message = "line".repeat(64);
            tokio::spawn(async move { while send.send(message.clone()).await.is_ok() {} });
            // Nobody reads what `Echo` answers.
            endless.push(answers);
        }
        endless
    });
    let endless = sending.await.unwrap();
    let other = server.channel().await.unwrap();
    for _ in 0..100 {
        twice(&other).await;
    }
    process.shutdown_background();
    for _ in 0..2 {
        assert_eq!(ended.recv().await, Some(Code::Cancelled));
    }
    drop(endless);
}

/// Only functions need threads; what they may have is refused at once above it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_handlers_than_threads_are_refused() {
    let few = |mut config: Config| {
        config.stream_threads = 3;
        config
    };
    let Served {
        server: _server,
        channel,
        mut ended,
        ..
    } = served_as(crate::functions::adapter, few).await;
    let mut open = Vec::new();
    for _ in 0..3 {
        open.push(duplex(&channel, "Silent", None).await);
    }
    let refused = writes::<_, i64>(&channel, "Count", Request::new(1_i64)).await;
    assert_eq!(refused.unwrap_err().code(), Code::ResourceExhausted);
    twice(&channel).await;
    drop(open.pop());
    assert_eq!(ended.recv().await, Some(Code::Cancelled));
    // The thread is free when it has ended, which is a little later.
    loop {
        match writes::<_, i64>(&channel, "Count", Request::new(1_i64)).await {
            Ok(answers) => {
                let (all, end) = collected(answers.into_inner()).await;
                assert_eq!((all, code(&end)), (vec![1], Code::Ok));
                return;
            }
            Err(status) => assert_eq!(status.code(), Code::ResourceExhausted),
        }
    }
}

both! {
    a_client_that_does_not_read_holds_its_handler,
    unary_calls_go_on_beside_a_thousand_streams,
    handlers_that_never_end_leave_the_server_its_threads,
    a_client_that_sends_for_ever_stops_nobody,
}
