//! Topics: telling all who listen.

use tonic::{Code, Request, Streaming};

use crate::both;
use crate::client::{Make, Served, code, collected, served, writes};

async fn all_who_listen_hear_it(make: Make) {
    let Served {
        server: _server,
        channel,
        probe,
        ..
    } = served(make).await;
    let mut open: Vec<Streaming<i64>> = Vec::new();
    for rpc in ["Listen", "Follow", "Listen", "Follow"] {
        // They are answered before there are news: the client knows that they listen.
        let answers = writes::<(), i64>(&channel, rpc, Request::new(())).await;
        open.push(answers.unwrap().into_inner());
    }
    for answers in open.iter_mut().skip(1).step_by(2) {
        assert_eq!(answers.message().await.unwrap(), Some(0));
    }
    while probe.topic.listeners() < open.len() {
        tokio::task::yield_now().await;
    }
    for number in 1..=3 {
        assert_eq!(probe.topic.publish(number), open.len());
        for answers in &mut open {
            assert_eq!(answers.message().await.unwrap(), Some(number));
        }
    }
    drop(open);
    while probe.topic.listeners() > 0 {
        tokio::task::yield_now().await;
    }
}

async fn who_falls_behind_is_told_so(make: Make) {
    let Served {
        server: _server,
        channel,
        probe,
        ..
    } = served(make).await;
    let answers = writes::<(), i64>(&channel, "Follow", Request::new(())).await;
    let answers = answers.unwrap().into_inner();
    while probe.topic.listeners() < 1 {
        tokio::task::yield_now().await;
    }
    // Faster than the other side can be woken.
    for number in 1..=100_000 {
        probe.topic.publish(number);
    }
    let (_, end) = collected(answers).await;
    assert_eq!(code(&end), Code::ResourceExhausted);
    let text = end.unwrap_err().message().to_owned();
    assert!(text.contains("fell behind"), "{text}");
}

both! {
    all_who_listen_hear_it,
    who_falls_behind_is_told_so,
}
