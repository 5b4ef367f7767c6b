//! The generated client calls actions of every flow, as they are written in `actions_services.rs`.

#[path = "../src/generated/clients.rs"]
mod clients;

use actions_async::generated::proto;
use clients::lobby_controller_client::LobbyControllerClient;
use clients::post_controller_client::PostControllerClient;
use socio_runtime::TestServer;
use socio_runtime::aio::Database;
use tonic::codegen::tokio_stream;
use tonic::transport::Channel;
use tonic::{Code, Status};

type Outcome = Result<(), Box<dyn std::error::Error>>;

async fn serve() -> Result<(TestServer, Channel), Box<dyn std::error::Error>> {
    let server = TestServer::start(async |config| {
        let database = Database::open(config, actions_async::generated::MIGRATIONS).await?;
        let app = actions_async::App::new(database);
        Ok(actions_async::services::register(&app))
    })
    .await?;
    let channel = server.channel().await?;
    Ok((server, channel))
}

fn draft(title: &str) -> proto::PostRequest {
    proto::PostRequest {
        title: title.to_owned(),
        ..Default::default()
    }
}

fn line(text: &str) -> proto::ChatLineRequest {
    proto::ChatLineRequest {
        room: String::from("hall"),
        text: text.to_owned(),
    }
}

fn code<T>(answer: Result<T, Status>) -> Option<Code> {
    answer.err().map(|status| status.code())
}

#[tokio::test]
async fn a_client_stream_is_read_and_a_server_stream_is_written() -> Outcome {
    let (_server, channel) = serve().await?;
    let mut posts = PostControllerClient::new(channel);
    let drafts = ["First", "", "Second"].map(draft);
    let report = posts.import(tokio_stream::iter(drafts)).await?.into_inner();
    assert_eq!(report.stored, 2);
    assert_eq!(report.refused.len(), 1);
    assert!(report.refused[0].contains("title"), "{report:?}");

    let follow = proto::PostFollowRequest::default();
    let mut followed = posts.follow(follow).await?.into_inner();
    let mut titles = Vec::new();
    while let Some(post) = followed.message().await? {
        titles.push(post.title);
    }
    assert_eq!(titles, ["First", "Second"]);

    let since = Some(String::from("soon"));
    let refused = posts.follow(proto::PostFollowRequest { since }).await;
    let refused = match refused {
        Ok(answer) => answer.into_inner().message().await.map(drop),
        Err(status) => Err(status),
    };
    assert_eq!(code(refused), Some(Code::InvalidArgument));
    Ok(())
}

#[tokio::test]
async fn a_unary_action_answers_a_shape_a_list_a_struct_and_nothing() -> Outcome {
    let (_server, channel) = serve().await?;
    let mut posts = PostControllerClient::new(channel.clone());
    let drafts = ["First", "Second"].map(draft);
    posts.import(tokio_stream::iter(drafts)).await?;
    let request = proto::PostPublishRequest { id: 1 };
    assert_eq!(posts.publish(request).await?.into_inner().title, "First");
    let request = proto::PostPublishRequest { id: 9 };
    assert_eq!(code(posts.publish(request).await), Some(Code::NotFound));
    let label = proto::TagRequest::default();
    let page = posts.label(label).await?.into_inner();
    assert_eq!((page.results.len(), page.count), (2, 2));
    let object = socio_runtime::generated::sample::json(1);
    assert_eq!(posts.tell(object.clone()).await?.into_inner(), object);
    posts.touch(()).await?;
    assert_eq!(
        code(posts.store(proto::PostBatch::default()).await),
        Some(Code::Unimplemented)
    );

    let mut lobby = LobbyControllerClient::new(channel);
    let lines = proto::ChatLineListRequest {
        results: vec![line("a"), line(""), line("b")],
    };
    let refused = lobby
        .say_all(lines)
        .await
        .err()
        .ok_or("an empty line is taken")?;
    assert_eq!(refused.code(), Code::InvalidArgument);
    assert!(refused.message().contains("results"), "{refused}");
    Ok(())
}

#[tokio::test]
async fn messages_go_both_ways_and_a_wrong_one_does_not_end_the_stream() -> Outcome {
    let (_server, channel) = serve().await?;
    let mut lobby = LobbyControllerClient::new(channel);
    let lines = ["one", "", "two"].map(line);
    let mut answers = lobby.chat(tokio_stream::iter(lines)).await?.into_inner();
    let mut said = Vec::new();
    while let Some(answer) = answers.message().await? {
        said.push(answer.text);
    }
    assert_eq!(said[0], "ONE");
    assert!(said[1].contains("This field may not be blank."), "{said:?}");
    assert_eq!(said[2], "TWO");
    assert_eq!(said.len(), 3);
    Ok(())
}

/// A client that neither sends, nor ends its stream, nor has a deadline of its own.
fn silent() -> impl tokio_stream::Stream<Item = ()> + Send {
    tokio_stream::pending()
}

#[tokio::test]
async fn a_time_limit_ends_an_action_of_each_flow() -> Outcome {
    let (_server, channel) = serve().await?;
    let mut posts = PostControllerClient::new(channel.clone());
    let mut lobby = LobbyControllerClient::new(channel);
    let late = Some(Code::DeadlineExceeded);

    let mut waiting = socio_runtime::generated::sample::json(1);
    waiting
        .fields
        .insert(String::from("wait"), Default::default());
    assert_eq!(code(posts.tell(waiting).await), late);

    assert_eq!(code(lobby.hear(silent()).await), late);

    let mut flood = lobby.flood(()).await?.into_inner();
    let end = loop {
        if let end @ (Err(_) | Ok(None)) = flood.message().await {
            break end;
        }
    };
    assert_eq!(code(end), late);

    let mut held = lobby.hold(silent()).await?.into_inner();
    assert_eq!(code(held.message().await), late);
    Ok(())
}
