//! What a deadline does to the database, in the sync façade.
mod blog;

use std::time::Duration;

use blog::blocking::{Calls, Posts, an_author, database};
use blog::{Author, ENDLESS};
use socio_runtime::blocking::Database;
use socio_runtime::{Action, Context, QuerySet, Result};
use tonic::{Code, Request, Status};

/// Longer than anything here takes.
const LONG: Duration = Duration::from_secs(60);

/// A call that runs this statement, for as long as its client allows.
async fn call(db: Database, sql: &'static str, limit: Duration) -> Result<(), Status> {
    let mut request = Request::new(());
    request.set_timeout(limit);
    let run = move |posts: Posts, _: Context, ()| posts.0.sql(sql).fetch::<i64>().map(drop);
    Calls::new(Posts(db))
        .unary(Action::List, request, run)
        .await
}

async fn count(db: Database) -> i64 {
    let count = |posts: Posts, _: Context, ()| {
        let authors = posts.0.repository::<Author>();
        authors.count(QuerySet::all())
    };
    let calls = Calls::new(Posts(db));
    let counted = calls.unary(Action::List, Request::new(()), count);
    tokio::time::timeout(LONG, counted).await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reads_without_end_stop_nobody_and_end_with_their_deadlines() {
    let (_files, db) = database();
    an_author(&db);
    // Twice as many as there are workers.
    let reads: Vec<_> = (0..16)
        .map(|_| tokio::spawn(call(db.clone(), ENDLESS, Duration::from_secs(2))))
        .collect();
    for _ in 0..100 {
        assert_eq!(count(db.clone()).await, 1);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(reads.iter().all(|read| !read.is_finished()));
    for read in reads {
        assert_eq!(
            read.await.unwrap().unwrap_err().code(),
            Code::DeadlineExceeded
        );
    }
    // Whoever reads long now gets the turn, since nobody is left who has it.
    let long = "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 2000000) SELECT count(*) FROM n";
    call(db, long, LONG).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_without_end_gives_the_connection_back() {
    let (_files, db) = database();
    let endless = |posts: Posts, _: Context, ()| {
        let mut tx = posts.0.begin()?;
        tx.sql("INSERT INTO author (email) WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT n FROM n")
            .execute()
    };
    let mut request = Request::new(());
    request.set_timeout(Duration::from_millis(50));
    let calls = Calls::new(Posts(db.clone()));
    let write = calls.unary(Action::Create, request, endless).await;
    assert_eq!(write.unwrap_err().code(), Code::DeadlineExceeded);
    an_author(&db);
    assert_eq!(count(db).await, 1);
}
