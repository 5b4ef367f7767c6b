//! Sync calls in which nothing of the user's runs: where they run, and how they share a commit.
mod blog;

use std::sync::{Arc, Mutex};

use blog::blocking::{Calls, PostService, Posts, an_author, database};
use blog::{Post, code, draft};
use futures_util::future::join_all;
use socio_runtime::blocking::{Database, RecordService, Service};
use socio_runtime::generated::blocking::rpcs;
use socio_runtime::{Action, Context, QuerySet};
use tonic::{Code, Request};

fn thread() -> String {
    let name = std::thread::current().name().unwrap_or_default().to_owned();
    name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-')
        .to_owned()
}

/// Creates a post, as a generated server does; answers its key and the thread it ran on.
async fn create<S: PostService>(
    posts: &Calls<S>,
    title: String,
    author: i64,
) -> Result<(i64, String), tonic::Status> {
    let run = posts.unary(Action::Create, Request::new(()), move |s, cx, ()| {
        let made = rpcs::create(&s, &cx, draft(&title, author))?;
        Ok((made.id, thread()))
    });
    run.await
}

async fn retrieve<S: PostService>(posts: &Calls<S>, key: i64) -> String {
    let run = posts.unary(Action::Retrieve, Request::new(()), move |s, cx, ()| {
        rpcs::retrieve(&s, &cx, key).map(|_| thread())
    });
    run.await.unwrap()
}

#[tokio::test]
async fn a_call_of_provided_steps_needs_no_worker() {
    let (_files, db) = database();
    let author = an_author(&db);
    let posts = Calls::new(Posts(db));
    let (first, place) = create(&posts, "first".into(), author).await.unwrap();
    assert_eq!(place, "socio-worker");
    let (_, place) = create(&posts, "second".into(), author).await.unwrap();
    assert_eq!(place, "socio-commit");
    assert_eq!(retrieve(&posts, first).await, "socio-worker");
    assert_eq!(retrieve(&posts, first).await, thread());
}

/// Replaces one step, and notes on which threads it runs.
#[derive(Clone)]
struct Replaced {
    db: Database,
    threads: Arc<Mutex<Vec<String>>>,
}

impl Service for Replaced {
    fn database(&self) -> &Database {
        &self.db
    }
    fn authorize(&self, cx: &Context) -> socio_runtime::Result<()> {
        self.threads.lock().unwrap().push(thread());
        // Another service's step is not this one's.
        Posts(self.db.clone()).authorize(cx)
    }
}

impl RecordService for Replaced {
    type Record = Post;
}

impl PostService for Replaced {}

#[tokio::test]
async fn a_replaced_step_always_runs_on_a_worker() {
    let (_files, db) = database();
    let author = an_author(&db);
    let service = Replaced {
        db,
        threads: Arc::default(),
    };
    let posts = Calls::new(service.clone());
    for n in 0..3 {
        let (key, _) = create(&posts, n.to_string(), author).await.unwrap();
        retrieve(&posts, key).await;
    }
    let threads = service.threads.lock().unwrap();
    assert_eq!(*threads, ["socio-worker"; 6]);
}

#[tokio::test]
async fn one_that_fails_leaves_the_others_of_its_commit() {
    let (_files, db) = database();
    let author = an_author(&db);
    let posts = Calls::new(Posts(db.clone()));
    create(&posts, "taken".into(), author).await.unwrap();
    let title = |n: usize| match n % 3 {
        0 => "taken".to_owned(),
        _ => n.to_string(),
    };
    let answers = join_all((0..60).map(|n| create(&posts, title(n), author))).await;
    let stored = db.repository::<Post>();
    for (n, answer) in answers.into_iter().enumerate() {
        if n % 3 == 0 {
            assert_eq!(code(answer).0, Code::InvalidArgument);
        } else {
            let (key, place) = answer.unwrap();
            assert_eq!(place, "socio-commit");
            assert_eq!(stored.get(key).unwrap().unwrap().title, n.to_string());
        }
    }
    assert_eq!(stored.count(QuerySet::all()).unwrap(), 41);
}
