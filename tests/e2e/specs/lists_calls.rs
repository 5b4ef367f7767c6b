//! What the contract suite does not try: structs in requests, cursors, names through relations.

#[path = "../src/generated/clients.rs"]
mod clients;
#[path = "fixtures/mod.rs"]
#[allow(dead_code, reason = "this file needs only some fixtures")]
mod fixtures;

use std::error::Error;

use clients::author_controller_client::AuthorControllerClient;
use clients::book_controller_client::BookControllerClient;
use clients::tag_controller_client::TagControllerClient;
use lists_async::generated::{self, proto};
use lists_async::{App, services};
use socio_runtime::TestServer;
use socio_runtime::aio::Database;
use socio_runtime::types::ProtoStruct;
use tonic::transport::Channel;
use tonic::{Request, Status};

type Outcome = Result<(), Box<dyn Error>>;

/// Serves authors `c`, `a`, `b`, and books of theirs; the first has two tags.
async fn serve() -> Result<(TestServer, Channel), Box<dyn Error>> {
    let server = TestServer::start(async |config| {
        let database = Database::open(config, generated::MIGRATIONS).await?;
        Ok(services::register(&App::new(database)))
    })
    .await?;
    let channel = server.channel().await?;
    let mut authors = AuthorControllerClient::new(channel.clone());
    let mut books = BookControllerClient::new(channel.clone());
    let mut tags = TagControllerClient::new(channel.clone());
    for label in ["red tag", "red ink"] {
        let tag = proto::TagRequest {
            label: label.into(),
            ..Default::default()
        };
        tags.create(tag).await?;
    }
    for (n, name) in (1..).zip(["c", "a", "b"]) {
        let author = proto::AuthorRequest {
            name: name.into(),
            ..Default::default()
        };
        authors.create(author).await?;
        for pages in [n, 10 * n] {
            let tags = if n == 1 { vec![1, 2] } else { Vec::new() };
            let book = proto::BookRequest {
                title: format!("{name}{pages}"),
                pages,
                author: i64::from(n),
                tags,
                ..Default::default()
            };
            books.create(book).await?;
        }
    }
    Ok((server, channel))
}

fn texts(entries: &[(&str, &str)]) -> Option<ProtoStruct> {
    let value = |text: &str| prost_types::Value {
        kind: Some(prost_types::value::Kind::StringValue(text.to_owned())),
    };
    let fields = entries
        .iter()
        .map(|(key, text)| ((*key).to_owned(), value(text)));
    Some(ProtoStruct {
        fields: fields.collect(),
    })
}

fn names(page: &proto::AuthorListResponse) -> Vec<&str> {
    page.results.iter().map(|author| &*author.name).collect()
}

#[tokio::test]
async fn a_cursor_leads_from_page_to_page() -> Outcome {
    let (_server, channel) = serve().await?;
    let mut client = AuthorControllerClient::new(channel);
    let ask = |cursor: &str| proto::AuthorListRequest {
        filters: texts(&[("ordering", "name")]),
        pagination: texts(&[("cursor", cursor)]),
    };
    let first = client.list(ask("")).await?;
    assert_eq!(names(first.get_ref()), ["a", "b"]);
    assert_eq!(first.get_ref().count, 3);
    assert!(first.metadata().get("previous-cursor").is_none());
    let next = first.metadata().get("next-cursor").ok_or("no next page")?;
    let next = next.to_str()?.to_owned();
    let second = client.list(ask(&next)).await?;
    assert_eq!(names(second.get_ref()), ["c"]);
    assert!(second.metadata().get("next-cursor").is_none());
    let previous = second
        .metadata()
        .get("previous-cursor")
        .ok_or("no way back")?;
    let back = client.list(ask(previous.to_str()?)).await?;
    assert_eq!(names(back.get_ref()), ["a", "b"]);

    let page = proto::AuthorStreamRequest {
        filters: texts(&[("ordering", "-name")]),
        pagination: texts(&[("page_size", "1")]),
    };
    let mut rows = client.stream(page).await?;
    assert!(rows.metadata().get("next-cursor").is_some());
    assert_eq!(rows.get_mut().message().await?.ok_or("no row")?.name, "c");
    assert!(rows.get_mut().message().await?.is_none());
    Ok(())
}

#[tokio::test]
async fn a_strict_request_ignores_metadata() -> Outcome {
    let (_server, channel) = serve().await?;
    let mut client = AuthorControllerClient::new(channel);
    let mut request = Request::new(proto::AuthorListRequest {
        filters: texts(&[("name", "b")]),
        pagination: None,
    });
    request
        .metadata_mut()
        .insert("filters", "{\"name\": \"a\"}".parse()?);
    request
        .metadata_mut()
        .insert("pagination", "no JSON".parse()?);
    assert_eq!(names(client.list(request).await?.get_ref()), ["b"]);
    let mut wrong = Request::new(proto::AuthorListRequest::default());
    wrong.get_mut().pagination = texts(&[("cursor", "x")]);
    let refused = client.list(wrong).await.err().ok_or("it went well")?;
    assert_eq!(refused.code(), tonic::Code::NotFound);
    Ok(())
}

/// The titles that a call finds.
async fn found(
    client: &mut BookControllerClient<Channel>,
    metadata: &[(&'static str, &str)],
    filters: &[(&str, &str)],
    pagination: &[(&str, &str)],
) -> Result<Vec<String>, Status> {
    let mut request = Request::new(proto::BookListRequest {
        filters: texts(filters),
        pagination: texts(pagination),
    });
    for (key, text) in metadata {
        let text = text.parse().map_err(|_| Status::internal("no text"))?;
        request.metadata_mut().append(*key, text);
    }
    let page = client.list(request).await?.into_inner();
    Ok(page.results.into_iter().map(|book| book.title).collect())
}

#[tokio::test]
async fn the_request_wins_over_metadata_key_by_key() -> Outcome {
    let (_server, channel) = serve().await?;
    let mut client = BookControllerClient::new(channel);
    let client = &mut client;
    let big = ("x-filters", "{\"pages__gt\": 9, \"ordering\": \"title\"}");
    assert_eq!(
        found(client, &[big], &[], &[]).await?,
        ["a20", "b30", "c10"]
    );
    let down = [("ordering", "-author__name")];
    assert_eq!(
        found(client, &[big], &down, &[]).await?,
        ["c10", "b30", "a20"]
    );
    // A key that is sent twice counts as it was sent last, and the usual names mean nothing.
    let all = [
        ("x-filters", "{\"pages__gt\": 99}"),
        ("filters", "no JSON"),
        big,
    ];
    assert_eq!(
        found(client, &all, &down, &[]).await?,
        ["c10", "b30", "a20"]
    );
    let page = [("x-pagination", "{\"limit\": 1, \"offset\": 1}")];
    assert_eq!(found(client, &page, &[], &[]).await?, ["c10"]);
    assert_eq!(
        found(client, &page, &[], &[("limit", "2")]).await?,
        ["c10", "a2"]
    );
    Ok(())
}

#[tokio::test]
async fn names_lead_through_relations() -> Outcome {
    let (_server, channel) = serve().await?;
    let mut client = BookControllerClient::new(channel);
    let client = &mut client;
    // Two tags of each book match, and no book is found twice.
    assert_eq!(
        found(client, &[], &[("search", "red")], &[]).await?,
        ["c1", "c10"]
    );
    assert_eq!(
        found(client, &[], &[("search", "\"red ink\" 10")], &[]).await?,
        ["c10"]
    );
    assert_eq!(
        found(client, &[("x-filters", "{\"tags\": [2]}")], &[], &[]).await?,
        ["c1", "c10"]
    );
    for wrong in ["{\"author\": 9}", "{\"tags\": [1, 9]}"] {
        let refused = found(client, &[("x-filters", wrong)], &[], &[]).await;
        let refused = refused.err().ok_or("it went well")?;
        assert_eq!(refused.code(), tonic::Code::InvalidArgument);
        assert!(
            refused
                .message()
                .contains("is not one of the available choices."),
            "{refused}"
        );
    }
    Ok(())
}
