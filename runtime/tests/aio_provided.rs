//! Async writes in which nothing of the user's runs share a commit.
mod blog;

use blog::aio::{Calls, PostService, Posts, an_author, database};
use blog::{Post, code, draft};
use futures_util::future::join_all;
use socio_runtime::aio::{Database, RecordService, Service, Tx, actions};
use socio_runtime::{Action, Changes, Context, QuerySet};
use tonic::{Code, Request};

/// Creates a post, as a generated server does, and answers its key.
async fn create<S: PostService>(
    posts: &Calls<S>,
    title: String,
    author: i64,
) -> Result<i64, tonic::Status> {
    let run = posts.unary(
        Action::Create,
        Request::new(()),
        async move |s: S, cx, ()| {
            let made = actions::create(&s, &cx, draft(&title, author)).await?;
            Ok(made.id)
        },
    );
    run.await
}

#[tokio::test]
async fn one_that_fails_leaves_the_others_of_its_commit() {
    let (_files, db) = database().await;
    let author = an_author(&db).await;
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
            let key = answer.unwrap();
            assert_eq!(stored.get(key).await.unwrap().unwrap().title, n.to_string());
        }
    }
    assert_eq!(stored.count(QuerySet::all()).await.unwrap(), 41);
}

/// Its hook really waits, inside the transaction.
#[derive(Clone)]
struct Slow(Database);

impl Service for Slow {
    fn database(&self) -> &Database {
        &self.0
    }
}

impl PostService for Slow {}

impl RecordService for Slow {
    type Record = Post;
    async fn perform_create(
        &self,
        cx: &Context,
        tx: &mut Tx,
        changes: Changes<Post>,
    ) -> socio_runtime::Result<Post> {
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        actions::perform_create(self, cx, tx, changes).await
    }
}

#[tokio::test]
async fn a_hook_that_waits_has_its_transaction_alone() {
    let (_files, db) = database().await;
    let author = an_author(&db).await;
    let (quick, slow) = (Calls::new(Posts(db.clone())), Calls::new(Slow(db.clone())));
    let quick = join_all((0..30).map(|n| create(&quick, format!("quick {n}"), author)));
    let slow = join_all((0..30).map(|n| create(&slow, format!("slow {n}"), author)));
    let (quick, slow) = tokio::join!(quick, slow);
    assert!(quick.iter().chain(&slow).all(Result::is_ok));
    let stored = db.repository::<Post>().count(QuerySet::all()).await;
    assert_eq!(stored.unwrap(), 60);
}
