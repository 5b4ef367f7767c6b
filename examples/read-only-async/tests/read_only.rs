//! Clients read what is published, and write nothing.

#[path = "../src/generated/clients.rs"]
mod clients;

use std::error::Error;

use clients::article_controller_client::ArticleControllerClient;
use read_only_async::generated::models::article::{Article, PUBLISHED, TITLE};
use read_only_async::generated::proto::{ArticleListRequest, ArticleRetrieveRequest};
use read_only_async::{App, generated, services};
use socio_runtime::aio::Database;
use socio_runtime::{Changes, TestServer};

#[tokio::test]
async fn a_draft_is_not_there() -> Result<(), Box<dyn Error>> {
    let mut opened = None;
    let server = TestServer::start(async |config| {
        let database = Database::open(config, generated::MIGRATIONS).await?;
        Ok(services::register(&App::new(
            opened.insert(database).clone(),
        )))
    })
    .await?;
    let database = opened.ok_or("the database was not opened")?;
    let mut client = ArticleControllerClient::new(server.channel().await?);

    let mut keys = Vec::new();
    for published in [true, false] {
        let mut article = Changes::<Article>::default();
        article.set(TITLE, "News").set(PUBLISHED, published);
        keys.push(database.repository().insert(article).await?.id);
    }

    let listed = client.list(ArticleListRequest {}).await?.into_inner();
    assert_eq!(listed.results.len(), 1);
    let retrieve = |id| ArticleRetrieveRequest { id };
    client.retrieve(retrieve(keys[0])).await?;
    let hidden = client.retrieve(retrieve(keys[1])).await;
    let status = hidden.err().ok_or("a draft was shown")?;
    assert_eq!(status.code(), tonic::Code::NotFound);
    Ok(())
}
