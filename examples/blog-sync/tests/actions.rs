//! The actions of src/services/post.rs, called over the wire.

#[path = "../src/generated/clients.rs"]
mod clients;

use std::error::Error;

use blog_sync::generated::models::author::{Author, EMAIL, NAME};
use blog_sync::generated::proto::{PostFollowRequest, PostPublishRequest, PostRequest};
use blog_sync::{App, generated, services};
use clients::post_controller_client::PostControllerClient;
use socio_runtime::blocking::Database;
use socio_runtime::types::Timestamp;
use socio_runtime::{Changes, TestServer};
use tonic::Code;
use tonic::codegen::tokio_stream;
use tonic::transport::Channel;

type Outcome = Result<(), Box<dyn Error>>;

/// A blog with an author, whose key is 1.
async fn serve() -> Result<(TestServer, PostControllerClient<Channel>), Box<dyn Error>> {
    let mut app = None;
    let server = TestServer::start(async |config| {
        let database = Database::open(config, generated::MIGRATIONS)?;
        Ok(services::register(app.insert(App::new(database))))
    })
    .await?;
    let app = app.ok_or("the app was not made")?;
    let mut author = Changes::default();
    author.set(NAME, "Ann").set(EMAIL, "ann@example.com");
    let authors = app.database.repository::<Author>();
    authors.insert(author)?;
    let client = PostControllerClient::new(server.channel().await?);
    Ok((server, client))
}

fn post(title: &str) -> PostRequest {
    PostRequest {
        title: title.to_owned(),
        author: 1,
        ..PostRequest::default()
    }
}

async fn imported(posts: &mut PostControllerClient<Channel>, titles: &[&str]) -> Outcome {
    let drafts: Vec<PostRequest> = titles.iter().map(|title| post(title)).collect();
    let report = posts.import(tokio_stream::iter(drafts)).await?;
    assert_eq!(usize::try_from(report.into_inner().stored)?, titles.len());
    Ok(())
}

#[tokio::test]
async fn an_import_stores_what_is_valid_and_names_the_rest() -> Outcome {
    let (_server, mut posts) = serve().await?;
    let drafts = ["First", "", "Second"].map(post);
    let report = posts.import(tokio_stream::iter(drafts)).await?.into_inner();
    assert_eq!(report.stored, 2);
    let [refused] = report.refused.as_slice() else {
        return Err(format!("{report:?}").into());
    };
    assert!(refused.contains("title"), "{refused}");
    Ok(())
}

#[tokio::test]
async fn a_post_is_published_once() -> Outcome {
    let (_server, mut posts) = serve().await?;
    imported(&mut posts, &["First"]).await?;
    let before = Timestamp::now();
    let published = posts.publish(PostPublishRequest { id: 1 }).await?;
    let at = published.into_inner().published_at.ok_or("no date")?;
    assert!(at.parse::<Timestamp>()? >= before, "{at}");
    for (id, code) in [(1, Code::FailedPrecondition), (2, Code::NotFound)] {
        let refused = posts.publish(PostPublishRequest { id }).await;
        assert_eq!(refused.err().map(|status| status.code()), Some(code));
    }
    Ok(())
}

#[tokio::test]
async fn who_follows_gets_what_was_published_and_then_the_news() -> Outcome {
    let (_server, mut posts) = serve().await?;
    imported(&mut posts, &["First", "Second", "Third"]).await?;
    posts.publish(PostPublishRequest { id: 1 }).await?;

    let since = Some(String::from("2026-01-01T00:00:00Z"));
    let all = posts.follow(PostFollowRequest { since }).await?;
    let only_news = posts.follow(PostFollowRequest::default()).await?;
    let (mut all, mut only_news) = (all.into_inner(), only_news.into_inner());
    let first = all.message().await?.ok_or("the stream has ended")?;
    assert_eq!(first.title, "First");

    for (id, title) in [(3, "Third"), (2, "Second")] {
        posts.publish(PostPublishRequest { id }).await?;
        for stream in [&mut all, &mut only_news] {
            let post = stream.message().await?.ok_or("the stream has ended")?;
            assert_eq!(post.title, title);
        }
    }
    Ok(())
}
