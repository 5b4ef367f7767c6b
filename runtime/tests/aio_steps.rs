//! A step that is replaced runs in each call, in the RPCs that have it, however often the provided ones have run:
//! where an RPC takes a shorter way, that is for services in which nothing of its steps is replaced.
mod blog;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use blog::aio::{Calls, PostService, an_author, database};
use blog::{Post, PostResponse, draft, post_changes};
use socio_runtime::aio::{Database, RecordService, Service, Tx, actions};
use socio_runtime::{Action, Changes, Context, QuerySet, Result};
use tonic::Request;

const RPCS: [Action; 5] = [
    Action::Create,
    Action::Retrieve,
    Action::Update,
    Action::PartialUpdate,
    Action::Destroy,
];

/// Calls an RPC on a post of its own.
async fn call<S: PostService>(calls: &Calls<S>, db: &Database, rpc: Action, author: i64) {
    let stored = db.repository::<Post>();
    let number = stored.count(QuerySet::all()).await.unwrap();
    let post = post_changes(&format!("a post {number}"), author);
    let key = stored.insert(post).await.unwrap().id;
    let sent = draft(&format!("{} {number}", rpc.name()), author);
    let run = move |s: S, cx: Context, ()| async move {
        match rpc {
            Action::Create => actions::create(&s, &cx, sent).await.map(drop),
            Action::Retrieve => actions::retrieve(&s, &cx, key).await.map(drop),
            Action::Update => actions::update(&s, &cx, key, sent).await.map(drop),
            Action::Destroy => actions::destroy(&s, &cx, key).await,
            _ => actions::partial_update(&s, &cx, key, sent).await.map(drop),
        }
    };
    calls.unary(rpc, Request::new(()), run).await.unwrap();
}

/// Services that replace one step each, by one that does the same and counts how often.
macro_rules! replaced {
    ($($name:ident in [$($rpc:ident),*] { $($service:item)* } { $($record:item)* } { $($post:item)* })*) => {
        $(
            #[derive(Clone)]
            struct $name {
                db: Database,
                ran: Arc<AtomicUsize>,
            }

            impl $name {
                fn count(&self) {
                    self.ran.fetch_add(1, Ordering::Relaxed);
                }
            }

            impl Service for $name {
                fn database(&self) -> &Database {
                    &self.db
                }
                $($service)*
            }

            impl RecordService for $name {
                type Record = Post;
                $($record)*
            }

            impl PostService for $name {
                $($post)*
            }
        )*

        #[tokio::test]
        async fn each_step_that_is_replaced_runs_in_each_call() {
            let (_files, db) = database().await;
            let author = an_author(&db).await;
            $(
                for rpc in RPCS {
                    let ran = Arc::<AtomicUsize>::default();
                    let calls = Calls::new($name { db: db.clone(), ran: ran.clone() });
                    for _ in 0..3 {
                        call(&calls, &db, rpc, author).await;
                    }
                    let runs: &[Action] = &[$(Action::$rpc),*];
                    let expected = if runs.contains(&rpc) { 3 } else { 0 };
                    assert_eq!(ran.load(Ordering::Relaxed), expected, "{} in {rpc:?}", stringify!($name));
                }
            )*
        }
    };
}

replaced! {
    Authorize in [Create, Retrieve, Update, PartialUpdate, Destroy] {
        async fn authorize(&self, _: &Context) -> Result<()> {
            self.count();
            Ok(())
        }
    } {} {}

    Queryset in [Retrieve, Update, PartialUpdate, Destroy] {} {
        async fn queryset(&self, _: &Context) -> Result<QuerySet<Post>> {
            self.count();
            Ok(QuerySet::all())
        }
    } {}

    AuthorizeRecord in [Retrieve, Update, PartialUpdate, Destroy] {} {
        async fn authorize_record(&self, _: &Context, _: &Post) -> Result<()> {
            self.count();
            Ok(())
        }
    } {}

    Validate in [Create, Update, PartialUpdate] {} {
        async fn validate(&self, _: &Context, _: &mut Changes<Post>, _: Option<&Post>) -> Result<()> {
            self.count();
            Ok(())
        }
    } {}

    PerformCreate in [Create] {} {
        async fn perform_create(&self, cx: &Context, tx: &mut Tx, changes: Changes<Post>) -> Result<Post> {
            self.count();
            actions::perform_create(self, cx, tx, changes).await
        }
    } {}

    PerformUpdate in [Update, PartialUpdate] {} {
        async fn perform_update(
            &self,
            cx: &Context,
            tx: &mut Tx,
            current: Post,
            changes: Changes<Post>,
        ) -> Result<Post> {
            self.count();
            actions::perform_update(self, cx, tx, current, changes).await
        }
    } {}

    PerformDestroy in [Destroy] {} {
        async fn perform_destroy(&self, cx: &Context, tx: &mut Tx, record: Post) -> Result<()> {
            self.count();
            actions::perform_destroy(self, cx, tx, record).await
        }
    } {}

    Present in [Create, Retrieve, Update, PartialUpdate] {} {} {
        async fn present(&self, cx: &Context, records: Vec<Post>) -> Result<Vec<PostResponse>> {
            self.count();
            actions::present(self, cx, records).await
        }
    }
}
