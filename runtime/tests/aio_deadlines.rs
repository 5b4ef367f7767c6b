//! What a deadline does to the database, in the async façade.
mod blog;

use std::time::Duration;

use blog::aio::{Calls, Posts, an_author, database};
use blog::{Author, ENDLESS};
use socio_runtime::aio::Database;
use socio_runtime::{Action, Context, QuerySet, Result};
use tonic::{Code, Request, Status};

/// Longer than anything here takes.
const LONG: Duration = Duration::from_secs(60);

/// A call that reads without end, for as long as its client allows.
async fn endless(db: Database, limit: Duration) -> Result<(), Status> {
    let mut request = Request::new(());
    request.set_timeout(limit);
    let read = |posts: Posts, _: Context, ()| async move {
        posts.0.sql(ENDLESS).fetch::<i64>().await.map(drop)
    };
    Calls::new(Posts(db))
        .unary(Action::List, request, read)
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reads_without_end_stop_nobody_and_end_with_their_deadlines() {
    let (_files, db) = database().await;
    let author = an_author(&db).await;
    let authors = db.repository::<Author>();
    // Twice as many as there are workers.
    let reads: Vec<_> = (0..16)
        .map(|_| tokio::spawn(endless(db.clone(), Duration::from_secs(2))))
        .collect();
    let meanwhile = async {
        for _ in 0..100 {
            assert_eq!(authors.count(QuerySet::all()).await.unwrap(), 1);
            assert!(authors.get(author).await.unwrap().is_some());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(LONG, meanwhile).await.unwrap();
    assert!(reads.iter().all(|read| !read.is_finished()));
    for read in reads {
        assert_eq!(
            read.await.unwrap().unwrap_err().code(),
            Code::DeadlineExceeded
        );
    }
    // Whoever reads long now gets the turn, since nobody is left who has it.
    let long = db.sql("WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 2000000) SELECT count(*) FROM n");
    let found = tokio::time::timeout(LONG, long.fetch::<i64>()).await;
    assert_eq!(found.unwrap().unwrap(), [2_000_000]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_without_end_gives_the_connection_back() {
    let (_files, db) = database().await;
    let mut tx = db.begin().await.unwrap();
    let endless = "INSERT INTO author (email) WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT n FROM n";
    let write = tokio::time::timeout(Duration::from_millis(50), tx.sql(endless).execute());
    assert!(write.await.is_err());
    drop(tx);
    let next = tokio::time::timeout(LONG, an_author(&db)).await;
    assert!(next.is_ok());
    let left = db.repository::<Author>().count(QuerySet::all()).await;
    assert_eq!(left.unwrap(), 1);
}
