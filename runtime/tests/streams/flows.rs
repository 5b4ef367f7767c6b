//! Each flow, from the first message to the last.

use futures_util::stream;
use tonic::{Code, Request};

use crate::both;
use crate::client::{Make, code, collected, duplex, reads, served, writes};

async fn a_handler_writes(make: Make) {
    let served = served(make).await;
    let answers = writes::<_, i64>(&served.channel, "Count", Request::new(100_000_i64)).await;
    let (all, end) = collected(answers.unwrap().into_inner()).await;
    assert_eq!(code(&end), Code::Ok);
    assert!(all.into_iter().eq(1..=100_000_i64));
}

async fn an_error_comes_behind_what_was_written(make: Make) {
    let served = served(make).await;
    for count in [1_i64, 5000] {
        let answers = writes::<_, i64>(&served.channel, "Count", Request::new(-count)).await;
        let (all, end) = collected(answers.unwrap().into_inner()).await;
        assert_eq!(code(&end), Code::FailedPrecondition);
        assert!(all.into_iter().eq(1..=count));
    }
}

async fn a_handler_reads(make: Make) {
    let served = served(make).await;
    let numbers = stream::iter((0..10_000).map(|number| number * 2));
    let total: i64 = reads(&served.channel, "Total", numbers).await.unwrap();
    assert_eq!(total, 9999 * 10_000);
    let none: i64 = reads(&served.channel, "Total", stream::empty::<i64>())
        .await
        .unwrap();
    assert_eq!(none, 0);
}

async fn a_message_that_is_not_valid_is_an_error_of_its_own(make: Make) {
    let served = served(make).await;
    let numbers = stream::iter([2_i64, 3, 5, 4]);
    let total: i64 = reads(&served.channel, "Total", numbers).await.unwrap();
    assert_eq!(total, 2006);
}

async fn both_sides_talk_in_turns(make: Make) {
    let served = served(make).await;
    for rpc in ["Echo", "Halves"] {
        let mut both = duplex(&served.channel, rpc, None).await;
        for line in ["one", "two", "three"] {
            both.send.send(line.to_owned()).await.unwrap();
            assert_eq!(both.answers.message().await.unwrap().as_deref(), Some(line));
        }
        drop(both.send);
        assert_eq!(both.answers.message().await.unwrap(), None);
    }
}

async fn a_client_may_half_close_at_once(make: Make) {
    let served = served(make).await;
    for rpc in ["Echo", "Halves", "Silent"] {
        let both = duplex(&served.channel, rpc, None).await;
        drop(both.send);
        let (all, end) = collected(both.answers).await;
        assert_eq!((all.len(), code(&end)), (0, Code::Ok), "{rpc}");
    }
}

async fn the_rest_may_be_handed_over(make: Make) {
    let served = served(make).await;
    let answers = writes::<_, i64>(&served.channel, "HandOver", Request::new(1000_i64)).await;
    let (all, end) = collected(answers.unwrap().into_inner()).await;
    assert_eq!(code(&end), Code::Ok);
    assert!(all.into_iter().eq(1..=1000_i64));
}

async fn a_panic_is_internal_behind_what_was_written(make: Make) {
    let served = served(make).await;
    // In the handler, and in what it runs in the other colour.
    for here in [true, false] {
        let answers = writes::<_, i64>(&served.channel, "Panics", Request::new(here)).await;
        let (all, end) = collected(answers.unwrap().into_inner()).await;
        assert_eq!((all, code(&end)), (vec![1], Code::Internal));
        assert!(!end.unwrap_err().message().contains("secret"));
    }
}

both! {
    a_handler_writes,
    an_error_comes_behind_what_was_written,
    a_handler_reads,
    a_message_that_is_not_valid_is_an_error_of_its_own,
    both_sides_talk_in_turns,
    a_client_may_half_close_at_once,
    the_rest_may_be_handed_over,
    a_panic_is_internal_behind_what_was_written,
}
