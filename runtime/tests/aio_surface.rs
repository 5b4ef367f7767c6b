//! Services written by hand, in the async façade: one that speaks two messages, one over no
//! model, and both behind an interceptor that says who calls.
mod blog;

use blog::surface::{
    Caller, IdMessage, PAGES, PUBLISH, PagesController, Summary, WHO, WHOSE, by_token, caller,
    clients,
};
use blog::{Author, MIGRATIONS, Post, PostDraft, PostResponse, author_changes, code, draft};
use socio_runtime::aio::{Database, RecordService, Service, actions};
use socio_runtime::generated::aio::{Answers, Rpc, adapter, encode_all, rpcs};
use socio_runtime::generated::{decode, encode, rpc};
use socio_runtime::{Action, Adapter, Context, Error, Page, QuerySet, Result, Routes, TestServer};
use tonic::Code;
use tonic::service::InterceptorLayer;

/// As the generator writes it: lists answer summaries, all else answers whole posts.
trait PagesService: RecordService<Record = Post> {
    fn create(
        &self,
        cx: &Context,
        draft: PostDraft,
    ) -> impl Future<Output = Result<PostResponse>> + Send {
        rpcs::create(self, cx, draft)
    }

    fn list(&self, cx: &Context) -> impl Future<Output = Result<Page<Summary>>> + Send {
        rpcs::list(self, cx)
    }

    fn retrieve(
        &self,
        cx: &Context,
        key: i64,
    ) -> impl Future<Output = Result<PostResponse>> + Send {
        rpcs::retrieve(self, cx, key)
    }

    fn destroy(&self, cx: &Context, key: i64) -> impl Future<Output = Result<()>> + Send {
        rpcs::destroy(self, cx, key)
    }

    fn publish(&self, cx: &Context, key: i64) -> impl Future<Output = Result<PostResponse>> + Send;

    fn present(
        &self,
        cx: &Context,
        records: Vec<Post>,
    ) -> impl Future<Output = Result<Vec<PostResponse>>> + Send {
        rpcs::present(self, cx, records)
    }

    fn present_summary(
        &self,
        cx: &Context,
        records: Vec<Post>,
    ) -> impl Future<Output = Result<Vec<Summary>>> + Send {
        rpcs::present(self, cx, records)
    }
}

impl<S: PagesService> Answers<S, PagesController, rpc::Create> for Post {
    type Message = PostResponse;
    async fn present(service: &S, cx: &Context, records: Vec<Self>) -> Result<Vec<PostResponse>> {
        service.present(cx, records).await
    }
}

impl<S: PagesService> Answers<S, PagesController, rpc::Retrieve> for Post {
    type Message = PostResponse;
    async fn present(service: &S, cx: &Context, records: Vec<Self>) -> Result<Vec<PostResponse>> {
        service.present(cx, records).await
    }
}

impl<S: PagesService> Answers<S, PagesController, rpc::List> for Post {
    type Message = Summary;
    async fn present(service: &S, cx: &Context, records: Vec<Self>) -> Result<Vec<Summary>> {
        service.present_summary(cx, records).await
    }
}

fn pages<S: PagesService>(service: S) -> Adapter {
    let table = vec![
        Rpc::unary(Action::Create, |service: S, cx, message| {
            Box::pin(async move {
                let sent = draft(&decode::<String>(message)?, 1);
                encode(service.create(&cx, sent).await?)
            })
        }),
        Rpc::unary(Action::List, |service: S, cx, _| {
            Box::pin(async move {
                let page = service.list(&cx).await?;
                encode(page.results.first().cloned().unwrap_or_default())
            })
        }),
        Rpc::unary(Action::Retrieve, |service: S, cx, message| {
            Box::pin(async move {
                let key = decode::<IdMessage>(message)?.id;
                encode(service.retrieve(&cx, key).await?)
            })
        }),
        Rpc::unary(Action::Destroy, |service: S, cx, message| {
            Box::pin(async move {
                let key = decode::<IdMessage>(message)?.id;
                encode(service.destroy(&cx, key).await?)
            })
        }),
        Rpc::unary(PUBLISH, |service: S, cx, message| {
            Box::pin(async move {
                let key = decode::<IdMessage>(message)?.id;
                encode(service.publish(&cx, key).await?)
            })
        }),
    ];
    adapter(service, &PAGES, table)
}

/// What a user writes.
#[derive(Clone)]
struct Pages(Database);

impl Service for Pages {
    fn database(&self) -> &Database {
        &self.0
    }

    async fn authorize(&self, cx: &Context) -> Result<()> {
        let name = caller(cx)?.0.to_lowercase();
        cx.extensions().insert(Caller(name));
        Ok(())
    }
}

impl RecordService for Pages {
    type Record = Post;

    /// It waits, and may refuse.
    async fn queryset(&self, cx: &Context) -> Result<QuerySet<Post>> {
        tokio::task::yield_now().await;
        match caller(cx)?.0.as_str() {
            "stranger" => Err(Error::permission_denied()),
            _ => Ok(QuerySet::all()),
        }
    }

    async fn authorize_record(&self, cx: &Context, record: &Post) -> Result<()> {
        match record.title.starts_with(&caller(cx)?.0) {
            true => Ok(()),
            false => Err(Error::permission_denied()),
        }
    }
}

impl PagesService for Pages {
    /// The type of what the action answers needs no word.
    async fn retrieve(&self, cx: &Context, key: i64) -> Result<PostResponse> {
        let mut post = actions::retrieve(self, cx, key).await?;
        post.title.push('!');
        Ok(post)
    }

    async fn publish(&self, cx: &Context, key: i64) -> Result<PostResponse> {
        actions::retrieve(self, cx, key).await
    }

    async fn present_summary(&self, cx: &Context, records: Vec<Post>) -> Result<Vec<Summary>> {
        let mut summaries: Vec<Summary> = actions::present(self, cx, records).await?;
        for summary in &mut summaries {
            summary.title.make_ascii_uppercase();
        }
        Ok(summaries)
    }
}

/// A service over no model.
#[derive(Clone)]
struct Who(Database);

impl Service for Who {
    fn database(&self) -> &Database {
        &self.0
    }
}

fn who(service: Who) -> Adapter {
    let table = vec![
        Rpc::unary(WHO, |_: Who, cx, _| {
            Box::pin(async move { encode(caller(&cx)?.0) })
        }),
        Rpc::server_stream(WHOSE, |_: Who, cx, _| {
            Box::pin(async move {
                let letters: Vec<_> = caller(&cx)?.0.chars().map(|c| Ok(c.to_string())).collect();
                encode_all(socio_runtime::aio::ItemStream::from_items(letters))
            })
        }),
    ];
    adapter(service, &blog::surface::WHO_SERVICE, table)
}

async fn server() -> TestServer {
    let start = TestServer::start(async |config| {
        let database = Database::open(config, MIGRATIONS).await?;
        let authors = database.repository::<Author>();
        authors
            .insert(author_changes("a@example.org"))
            .await
            .unwrap();
        Ok(Routes::new(&[])
            .service(pages(Pages(database.clone())))
            .service(who(Who(database)))
            .layer(InterceptorLayer::new(by_token)))
    });
    start.await.unwrap()
}

#[tokio::test]
async fn one_service_answers_two_messages() {
    let server = server().await;
    let (mut ann, _) = clients(&server, "ann").await;
    let stored: PostResponse = ann.pages("Create", "ann's".to_owned()).await.unwrap();
    let id = IdMessage { id: stored.id };
    let found: PostResponse = ann.pages("Retrieve", id).await.unwrap();
    assert_eq!(found.title, "ann's!");
    let listed: Summary = ann.pages("List", ()).await.unwrap();
    assert_eq!(listed.title, "ANN'S");
    let published: PostResponse = ann.pages("Publish", id).await.unwrap();
    assert_eq!(published, stored);
}

#[tokio::test]
async fn the_record_decides_who_may() {
    let server = server().await;
    // The interceptor finds a name, and `authorize` adds who that is.
    let (mut ann, mut bob) = clients(&server, "Ann").await;
    let stored: PostResponse = ann.pages("Create", "ann's".to_owned()).await.unwrap();
    let id = IdMessage { id: stored.id };
    // More than once: a step of the user's is never taken for a provided one.
    for rpc in ["Retrieve", "Destroy", "Retrieve", "Destroy"] {
        let refused = bob.pages::<_, PostResponse>(rpc, id).await;
        assert_eq!(code(refused).0, Code::PermissionDenied, "{rpc}");
    }
    ann.pages::<_, ()>("Destroy", id).await.unwrap();
    let gone = ann.pages::<_, PostResponse>("Retrieve", id).await;
    assert_eq!(code(gone).0, Code::NotFound);
}

#[tokio::test]
async fn what_an_interceptor_finds_out_every_hook_sees() {
    let server = server().await;
    let (mut ann, _) = clients(&server, "ann").await;
    assert_eq!(ann.who().await.unwrap(), "ann");
    assert_eq!(ann.whose().await.unwrap(), ["a", "n", "n"]);
    let (mut stranger, _) = clients(&server, "stranger").await;
    let refused = stranger.pages::<_, Summary>("List", ()).await;
    assert_eq!(code(refused).0, Code::PermissionDenied);
    let (mut nobody, _) = clients(&server, "").await;
    assert_eq!(code(nobody.who().await).0, Code::Unauthenticated);
}
