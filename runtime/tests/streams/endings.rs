//! How calls end that nobody ends well.

use std::time::Duration;

use socio_runtime::Config;
use tonic::{Code, Request, Status};

use crate::both;
use crate::chat::BRIEF;
use crate::client::{Make, Served, code, collected, duplex, reads, served, served_as, writes};

/// Handlers of each kind that wait for their client, or for something else.
async fn a_client_that_leaves_ends_the_handler(make: Make) {
    let Served {
        server: _server,
        channel,
        mut ended,
        ..
    } = served(make).await;
    let both = duplex(&channel, "Silent", None).await;
    drop(both);
    // Its half ends first: a handler that reads may return before it hears that the client has left.
    let end = ended.recv().await;
    assert!(matches!(end, Some(Code::Cancelled | Code::Ok)), "{end:?}");
    for rpc in ["Flood", "Listen", "Across"] {
        let answers = writes::<(), Vec<u8>>(&channel, rpc, Request::new(())).await;
        drop(answers.unwrap());
        assert_eq!(ended.recv().await, Some(Code::Cancelled), "{rpc}");
    }
}

async fn a_deadline_ends_the_handler_and_the_stream(make: Make) {
    let Served {
        server: _server,
        channel,
        mut ended,
        ..
    } = served(make).await;
    let limit = Duration::from_millis(100);
    let both = duplex(&channel, "Silent", Some(limit)).await;
    let (_, end) = collected(both.answers).await;
    assert!(late(&end), "{end:?}");
    assert_eq!(ended.recv().await, Some(Code::DeadlineExceeded));
    for rpc in ["Flood", "Listen", "Across"] {
        let mut request = Request::new(());
        request.set_timeout(limit);
        // It reads nothing.
        let unread = writes::<(), Vec<u8>>(&channel, rpc, request).await.unwrap();
        assert_eq!(ended.recv().await, Some(Code::DeadlineExceeded), "{rpc}");
        drop(unread);
    }
}

/// A client of tonic's keeps the limit, too, and calls it CANCELLED.
fn late(end: &Result<(), Status>) -> bool {
    matches!(code(end), Code::DeadlineExceeded | Code::Cancelled)
}

async fn an_rpc_may_have_a_limit_of_its_own(make: Make) {
    let Served {
        server: _server,
        channel,
        mut ended,
        ..
    } = served(make).await;
    let begun = std::time::Instant::now();
    for asked in [None, Some(Duration::from_secs(3600))] {
        let both = duplex(&channel, "Brief", asked).await;
        let (_, end) = collected(both.answers).await;
        assert_eq!(code(&end), Code::DeadlineExceeded);
        assert_eq!(ended.recv().await, Some(Code::DeadlineExceeded));
    }
    assert!(begun.elapsed() >= BRIEF * 2);
}

async fn a_stream_outlives_the_limit_of_requests(make: Make) {
    let limit = |mut config: Config| {
        config.request_timeout = BRIEF;
        config
    };
    let Served {
        server: _server,
        channel,
        ..
    } = served_as(make, limit).await;
    let mut both = duplex(&channel, "Echo", None).await;
    tokio::time::sleep(BRIEF * 3).await;
    both.send.send("still here".to_owned()).await.unwrap();
    let answer = both.answers.message().await.unwrap();
    assert_eq!(answer.as_deref(), Some("still here"));
}

async fn a_stream_without_messages_ends(make: Make) {
    let idle = |mut config: Config| {
        config.stream_idle = Duration::from_millis(300);
        config
    };
    let Served {
        server: _server,
        channel,
        mut ended,
        ..
    } = served_as(make, idle).await;
    let mut both = duplex(&channel, "Echo", None).await;
    // Older than the limit, and never idle for as long.
    for _ in 0..8 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        both.send.send("line".to_owned()).await.unwrap();
        assert!(both.answers.message().await.unwrap().is_some());
    }
    let (_, end) = collected(both.answers).await;
    let text = end.as_ref().unwrap_err().message();
    assert!(
        text.contains("No message came or went for 0.3 s."),
        "{text}"
    );
    assert_eq!(code(&end), Code::DeadlineExceeded);
    let answers = writes::<(), i64>(&channel, "Follow", Request::new(())).await;
    let (all, end) = collected(answers.unwrap().into_inner()).await;
    assert_eq!((all, code(&end)), (vec![0], Code::DeadlineExceeded));
    let both = duplex(&channel, "Silent", None).await;
    assert_eq!(ended.recv().await, Some(Code::DeadlineExceeded));
    drop(both);
}

async fn a_message_that_is_too_large_ends_the_stream(make: Make) {
    let Served {
        server: _server,
        channel,
        mut ended,
        ..
    } = served(make).await;
    let mut both = duplex(&channel, "Echo", None).await;
    both.send.send("small".to_owned()).await.unwrap();
    assert!(both.answers.message().await.unwrap().is_some());
    both.send.send("large".repeat(1 << 20)).await.unwrap();
    let (all, end) = collected(both.answers).await;
    assert_eq!((all.len(), code(&end)), (0, Code::ResourceExhausted));
    let both = duplex(&channel, "Silent", None).await;
    both.send.send("large".repeat(1 << 20)).await.unwrap();
    assert_eq!(ended.recv().await, Some(Code::ResourceExhausted));
    let sent = futures_util::stream::iter(["large".repeat(1 << 20)]);
    let total = reads::<_, i64>(&channel, "Total", sent).await;
    // The handler counts what it cannot read.
    assert_eq!(total.unwrap(), 1000);
}

both! {
    a_client_that_leaves_ends_the_handler,
    a_deadline_ends_the_handler_and_the_stream,
    an_rpc_may_have_a_limit_of_its_own,
    a_stream_outlives_the_limit_of_requests,
    a_stream_without_messages_ends,
    a_message_that_is_too_large_ends_the_stream,
}
