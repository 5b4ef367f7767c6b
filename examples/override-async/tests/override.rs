//! The overrides of src/services/article.rs run.

#[path = "../src/generated/clients.rs"]
mod clients;

use std::error::Error;

use clients::article_controller_client::ArticleControllerClient;
use override_async::generated::proto::{ArticleRequest, ArticleRetrieveRequest};
use override_async::{App, generated, services};
use socio_runtime::TestServer;
use socio_runtime::aio::Database;

#[tokio::test]
async fn a_slug_is_made_and_reads_are_counted() -> Result<(), Box<dyn Error>> {
    let mut app = None;
    let server = TestServer::start(async |config| {
        let database = Database::open(config, generated::MIGRATIONS).await?;
        Ok(services::register(app.insert(App::new(database))))
    })
    .await?;
    let app = app.ok_or("the app was not made")?;
    let mut client = ArticleControllerClient::new(server.channel().await?);

    let request = ArticleRequest {
        title: String::from("Hello, World"),
        ..ArticleRequest::default()
    };
    let article = client.create(request).await?.into_inner();
    assert_eq!(article.slug.as_deref(), Some("hello-world"));

    let id = article.id.ok_or("no id")?;
    for _ in 0..2 {
        client.retrieve(ArticleRetrieveRequest { id }).await?;
    }
    let unknown = ArticleRetrieveRequest { id: id + 1 };
    assert!(client.retrieve(unknown).await.is_err());
    assert_eq!(app.views.count(), 2);
    Ok(())
}
