//! What goes before the messages of an answer, and behind them.

use tonic::{Code, Request};

use crate::both;
use crate::client::{Make, served, unary, writes};

async fn a_stream_begins_and_ends_with_metadata(make: Make) {
    let served = served(make).await;
    for number in [1_i64, -1] {
        let answers = writes::<_, i64>(&served.channel, "Headers", Request::new(number)).await;
        let answers = answers.unwrap();
        assert_eq!(answers.metadata().get("first").unwrap(), "1");
        let mut answers = answers.into_inner();
        assert_eq!(answers.message().await.unwrap(), Some(number));
        let last = match answers.message().await {
            Ok(end) => {
                assert_eq!((end, number), (None, 1));
                answers.trailers().await.unwrap().unwrap()
            }
            Err(status) => {
                assert_eq!((status.code(), number), (Code::FailedPrecondition, -1));
                status.metadata().clone()
            }
        };
        assert_eq!(last.get("last").unwrap(), "2");
    }
}

async fn one_answer_has_both_too(make: Make) {
    let served = served(make).await;
    let answer = unary::<_, i64>(&served.channel, "HeadersOfOne", 1_i64).await;
    let answer = answer.unwrap();
    // A client of tonic's puts both together.
    assert_eq!(answer.metadata().get("first").unwrap(), "1");
    assert_eq!(answer.metadata().get("last").unwrap(), "2");
    let status = unary::<_, i64>(&served.channel, "HeadersOfOne", -1_i64).await;
    let status = status.unwrap_err();
    assert_eq!(status.code(), Code::FailedPrecondition);
    assert_eq!(status.metadata().get("last").unwrap(), "2");
}

both! {
    a_stream_begins_and_ends_with_metadata,
    one_answer_has_both_too,
}
