//! What a write of the async façade checks, and against which row.
mod blog;

use blog::aio::{Calls, PostService, an_author, call, database};
use blog::{Post, PostDraft, code, draft, post, post_changes};
use socio_runtime::aio::{Database, RecordService, Service, Tx, actions};
use socio_runtime::{Action, Changes, Context, QuerySet};
use tonic::{Code, Request};

#[tokio::test]
async fn what_only_the_database_knows_is_named_beside_the_rest() {
    let (_files, db) = database().await;
    let author = an_author(&db).await;
    let posts = db.repository::<Post>();
    posts.insert(post_changes("taken", author)).await.unwrap();
    let own = posts.insert(post_changes("own", author)).await.unwrap().id;
    let sent = || PostDraft {
        body: "nul\0".into(),
        ..draft("taken", 999)
    };
    let (first, second, third) = (sent(), sent(), sent());
    let made = call!(db, Create, move |s, cx, ()| async move {
        actions::create(&s, &cx, first).await
    });
    let put = call!(db, Update, move |s, cx, ()| async move {
        actions::update(&s, &cx, own, second).await
    });
    for answer in [made, put] {
        let (_, message) = code(answer);
        let places: Vec<_> = ["\"title\"", "\"body\"", "\"author\""]
            .iter()
            .map(|name| message.find(name))
            .collect();
        assert!(places.iter().all(Option::is_some), "{message}");
        assert!(places.is_sorted(), "{message}");
    }
    // Its own title is not taken, and a record that is not there is that first.
    let sent = PostDraft {
        body: "nul\0".into(),
        ..draft("own", author)
    };
    let put = call!(db, Update, move |s, cx, ()| async move {
        actions::update(&s, &cx, own, sent).await
    });
    let (_, message) = code(put);
    assert!(!message.contains("title"), "{message}");
    let gone = call!(db, Update, move |s, cx, ()| async move {
        actions::update(&s, &cx, 77, third).await
    });
    assert_eq!(code(gone).0, Code::NotFound);
}

/// Tells when a call chose its rows, and which titles its hooks were given.
#[derive(Clone)]
struct Watched {
    db: Database,
    chose: std::sync::mpsc::Sender<()>,
    titles: std::sync::Arc<std::sync::Mutex<Vec<String>>>,
}

impl Service for Watched {
    fn database(&self) -> &Database {
        &self.db
    }
}

impl PostService for Watched {}

impl RecordService for Watched {
    type Record = Post;
    async fn queryset(&self, _: &Context) -> socio_runtime::Result<QuerySet<Post>> {
        self.chose.send(()).unwrap();
        Ok(QuerySet::all())
    }
    async fn validate(
        &self,
        _: &Context,
        _: &mut Changes<Post>,
        current: Option<&Post>,
    ) -> socio_runtime::Result<()> {
        let title = current.unwrap().title.clone();
        self.titles.lock().unwrap().push(title);
        Ok(())
    }
    async fn perform_destroy(
        &self,
        _: &Context,
        _: &mut Tx,
        record: Post,
    ) -> socio_runtime::Result<()> {
        self.titles.lock().unwrap().push(record.title);
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_sees_the_row_that_it_writes() {
    let (_files, db) = database().await;
    let author = an_author(&db).await;
    let posts = db.repository::<Post>();
    let post = posts.insert(post_changes("stale", author)).await.unwrap();
    let (key, titles) = (post.id, std::sync::Arc::default());
    let (chose, chosen) = std::sync::mpsc::channel();
    let service = Watched {
        db: db.clone(),
        chose,
        titles: std::sync::Arc::clone(&titles),
    };
    let mut tx = db.begin().await.unwrap();
    let calls = [Action::Update, Action::Destroy].map(|action| {
        let service = service.clone();
        tokio::spawn(async move {
            let sent = draft("mine", author);
            let hosted = Calls::new(service);
            hosted
                .unary(action, Request::new(()), move |s, cx, ()| async move {
                    match action {
                        Action::Update => actions::update(&s, &cx, key, sent).await.map(drop),
                        _ => actions::destroy(&s, &cx, key).await,
                    }
                })
                .await
                .map(drop)
        })
    });
    for _ in &calls {
        chosen.recv().unwrap();
    }
    // Both are on their way to the writer now; what they had read by then would be stale.
    std::thread::sleep(std::time::Duration::from_millis(20));
    let mut changes = Changes::default();
    changes.set(post::TITLE, "fresh".to_owned());
    tx.update(&post, changes).await.unwrap();
    tx.commit().await.unwrap();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let mut titles = titles.lock().unwrap().clone();
    // Whoever came first: nobody saw the title of before.
    titles.retain(|title| title != "mine");
    assert!(
        !titles.is_empty() && titles.iter().all(|title| title == "fresh"),
        "{titles:?}"
    );
}
