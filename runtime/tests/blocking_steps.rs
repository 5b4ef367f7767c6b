//! Which steps a sync call has to be sure of before it may leave the workers: all that the RPC runs.
//! One that were forgotten there would wait, when a user replaces it, where all others wait for it.
mod blog;

use std::sync::{Arc, Mutex};

use blog::blocking::{Calls, PostService, Posts, an_author, database};
use blog::{Post, PostResponse, draft, post_changes};
use socio_runtime::blocking::{Database, RecordService, Service, Tx, actions};
use socio_runtime::generated::blocking::rpcs;
use socio_runtime::{Action, Changes, Context, QuerySet, Result};
use tonic::Request;

const WORKER: &str = "socio-worker";

const RPCS: [Action; 5] = [
    Action::Create,
    Action::Retrieve,
    Action::Update,
    Action::PartialUpdate,
    Action::Destroy,
];

fn thread() -> String {
    let name = std::thread::current().name().unwrap_or_default().to_owned();
    name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-')
        .to_owned()
}

/// Calls an RPC as a generated server does, on a post of its own; answers on which thread it ended.
async fn call<S: PostService>(calls: &Calls<S>, db: &Database, rpc: Action, author: i64) -> String {
    let stored = db.repository::<Post>();
    let title = |of: &str| format!("{of} {}", stored.count(QuerySet::all()).unwrap());
    let post = stored.insert(post_changes(&title("a post"), author));
    let (key, sent) = (post.unwrap().id, draft(&title(rpc.name()), author));
    let run = calls.unary(rpc, Request::new(()), move |s, cx, ()| {
        match rpc {
            Action::Create => rpcs::create(&s, &cx, sent).map(drop),
            Action::Retrieve => rpcs::retrieve(&s, &cx, key).map(drop),
            Action::Update => rpcs::update(&s, &cx, key, sent).map(drop),
            Action::Destroy => rpcs::destroy(&s, &cx, key),
            _ => rpcs::partial_update(&s, &cx, key, sent).map(drop),
        }?;
        Ok(thread())
    });
    run.await.unwrap()
}

#[tokio::test]
async fn each_rpc_leaves_the_workers_where_all_its_steps_are_provided() {
    let (_files, db) = database();
    let author = an_author(&db);
    for rpc in RPCS {
        let calls = Calls::new(Posts(db.clone()));
        assert_eq!(call(&calls, &db, rpc, author).await, WORKER, "{rpc:?}");
        assert_ne!(call(&calls, &db, rpc, author).await, WORKER, "{rpc:?}");
    }
}

type Threads = Arc<Mutex<Vec<String>>>;

/// Services that replace one step each, by one that does the same and notes on which thread.
macro_rules! replaced {
    ($($name:ident in [$($rpc:ident),*] { $($service:item)* } { $($record:item)* } { $($post:item)* })*) => {
        $(
            #[derive(Clone)]
            struct $name {
                db: Database,
                threads: Threads,
            }

            impl $name {
                fn note(&self) {
                    self.threads.lock().unwrap().push(thread());
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
        async fn each_step_that_is_replaced_runs_on_a_worker() {
            let (_files, db) = database();
            let author = an_author(&db);
            $(
                for rpc in RPCS {
                    let threads = Threads::default();
                    let calls = Calls::new($name { db: db.clone(), threads: threads.clone() });
                    for _ in 0..3 {
                        call(&calls, &db, rpc, author).await;
                    }
                    let runs: &[Action] = &[$(Action::$rpc),*];
                    let threads = std::mem::take(&mut *threads.lock().unwrap());
                    let expected = if runs.contains(&rpc) { vec![WORKER; 3] } else { Vec::new() };
                    assert_eq!(threads, expected, "{} in {rpc:?}", stringify!($name));
                }
            )*
        }
    };
}

replaced! {
    Authorize in [Create, Retrieve, Update, PartialUpdate, Destroy] {
        fn authorize(&self, _: &Context) -> Result<()> {
            self.note();
            Ok(())
        }
    } {} {}

    Queryset in [Retrieve, Update, PartialUpdate, Destroy] {} {
        fn queryset(&self, _: &Context) -> Result<QuerySet<Post>> {
            self.note();
            Ok(QuerySet::all())
        }
    } {}

    AuthorizeRecord in [Retrieve, Update, PartialUpdate, Destroy] {} {
        fn authorize_record(&self, _: &Context, _: &Post) -> Result<()> {
            self.note();
            Ok(())
        }
    } {}

    Validate in [Create, Update, PartialUpdate] {} {
        fn validate(&self, _: &Context, _: &mut Changes<Post>, _: Option<&Post>) -> Result<()> {
            self.note();
            Ok(())
        }
    } {}

    PerformCreate in [Create] {} {
        fn perform_create(&self, cx: &Context, tx: &mut Tx, changes: Changes<Post>) -> Result<Post> {
            self.note();
            actions::perform_create(self, cx, tx, changes)
        }
    } {}

    PerformUpdate in [Update, PartialUpdate] {} {
        fn perform_update(
            &self,
            cx: &Context,
            tx: &mut Tx,
            current: Post,
            changes: Changes<Post>,
        ) -> Result<Post> {
            self.note();
            actions::perform_update(self, cx, tx, current, changes)
        }
    } {}

    PerformDestroy in [Destroy] {} {
        fn perform_destroy(&self, cx: &Context, tx: &mut Tx, record: Post) -> Result<()> {
            self.note();
            actions::perform_destroy(self, cx, tx, record)
        }
    } {}

    Present in [Create, Retrieve, Update, PartialUpdate] {} {} {
        fn present(&self, cx: &Context, records: Vec<Post>) -> Result<Vec<PostResponse>> {
            self.note();
            actions::present(self, cx, records)
        }
    }
}
