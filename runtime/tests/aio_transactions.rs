//! Transactions of the async façade: when they take the connection, what they undo, what follows them.
mod blog;

use std::time::{Duration, Instant};

use blog::aio::{Posts, an_author, call, database};
use blog::note::{self, CREATED_AT, Note, UPDATED_AT, titled};
use blog::{Author, Post, author_changes, code, config, draft, post, post_changes};
use futures_util::future::join_all;
use socio_runtime::aio::{Database, actions};
use socio_runtime::types::Timestamp;
use socio_runtime::{Changes, QuerySet};
use tokio::sync::{mpsc, oneshot};
use tonic::{Code, Status};

async fn authors(db: &Database) -> Vec<String> {
    let all = db.repository::<Author>().fetch(QuerySet::all()).await;
    all.unwrap()
        .into_iter()
        .map(|author| author.email)
        .collect()
}

#[tokio::test]
async fn one_that_has_run_no_statement_stops_nobody() {
    let (_files, db) = database().await;
    let mut first = db.begin().await.unwrap();
    let mut second = db.begin().await.unwrap();
    second
        .insert(author_changes("b@example.org"))
        .await
        .unwrap();
    second.commit().await.unwrap();
    first.insert(author_changes("a@example.org")).await.unwrap();
    first.commit().await.unwrap();
    assert_eq!(authors(&db).await.len(), 2);
}

#[tokio::test]
async fn whoever_waits_for_one_that_does_not_end_is_told_so() {
    let (_files, db) = database().await;
    let mut held = db.begin().await.unwrap();
    held.insert(author_changes("a@example.org")).await.unwrap();
    let begun = Instant::now();
    let others = join_all((0..6).map(|n| {
        let db = db.clone();
        tokio::spawn(async move {
            let new = author_changes(&format!("{n}@example.org"));
            if n % 2 == 0 {
                return db.repository().insert(new).await;
            }
            db.begin().await?.insert(new).await
        })
    }));
    for other in others.await {
        let refused = Status::from(other.unwrap().unwrap_err());
        assert_eq!(refused.code(), Code::Unavailable);
    }
    // Together: nobody waits for the deadlines of those before.
    assert!(begun.elapsed() < Duration::from_secs(14));
    held.commit().await.unwrap();
    assert_eq!(authors(&db).await, ["a@example.org"]);
}

#[tokio::test]
async fn a_call_has_one_at_a_time() {
    let (_files, db) = database().await;
    let run = move |s: Posts, _, ()| async move {
        let first = s.0.begin().await?;
        assert!(s.0.begin().await.is_err());
        first.rollback().await?;
        let mut second = s.0.begin().await?;
        second.insert(author_changes("a@example.org")).await?;
        let authors = s.0.repository();
        let beside = authors.insert(author_changes("b@example.org")).await;
        assert!(beside.is_err());
        second.commit().await?;
        s.0.repository()
            .insert(author_changes("c@example.org"))
            .await
    };
    call!(db, Create, run).unwrap();
    assert_eq!(authors(&db).await, ["a@example.org", "c@example.org"]);
}

#[tokio::test]
async fn a_savepoint_undoes_its_own_part_only() {
    let (_files, db) = database().await;
    let mut tx = db.begin().await.unwrap();
    tx.insert(author_changes("1")).await.unwrap();
    {
        let mut outer = tx.savepoint();
        outer.insert(author_changes("2")).await.unwrap();
        let mut inner = outer.savepoint();
        inner.insert(author_changes("3")).await.unwrap();
        // Taken already: the part that failed is undone, and the rest goes on.
        assert!(inner.insert(author_changes("1")).await.is_err());
        inner.rollback().await.unwrap();
        let mut inner = outer.savepoint();
        inner.insert(author_changes("4")).await.unwrap();
        inner.commit().await.unwrap();
        outer.commit().await.unwrap();
    }
    let mut dropped = tx.savepoint();
    let mut inner = dropped.savepoint();
    inner.insert(author_changes("5")).await.unwrap();
    inner.commit().await.unwrap();
    drop(dropped);
    // One that never wrote, and one that is dropped last.
    tx.savepoint().commit().await.unwrap();
    tx.savepoint().insert(author_changes("6")).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(authors(&db).await, ["1", "2", "4"]);
}

#[tokio::test]
async fn what_follows_a_commit_follows_nothing_else() {
    let (_files, db) = database().await;
    let (ran, mut runs) = mpsc::unbounded_channel();
    let note = |ran: &mpsc::UnboundedSender<_>, name: &'static str| {
        let (ran, db) = (ran.clone(), db.clone());
        async move {
            // It sees what was committed, and writes for itself.
            let seen = authors(&db).await.len();
            let own = db.repository().insert(author_changes(name)).await;
            ran.send((name, seen, own.is_ok())).unwrap();
        }
    };
    let mut tx = db.begin().await.unwrap();
    tx.insert(author_changes("undone")).await.unwrap();
    tx.on_commit(note(&ran, "rolled back"));
    tx.rollback().await.unwrap();
    let mut tx = db.begin().await.unwrap();
    tx.on_commit(note(&ran, "dropped"));
    drop(tx);
    let mut tx = db.begin().await.unwrap();
    tx.insert(author_changes("kept")).await.unwrap();
    tx.on_commit(note(&ran, "committed"));
    tx.savepoint().on_commit(note(&ran, "savepoint"));
    tx.commit().await.unwrap();
    assert_eq!(runs.recv().await, Some(("committed", 1, true)));
    drop(ran);
    assert_eq!(runs.recv().await, None);
}

#[tokio::test]
async fn a_call_that_ends_in_the_middle_leaves_the_connection_clean() {
    let (_files, db) = database().await;
    let (began, begun) = oneshot::channel();
    let call = tokio::spawn({
        let db = db.clone();
        async move {
            let mut tx = db.begin().await?;
            tx.insert(author_changes("left")).await?;
            let _ = began.send(());
            std::future::pending::<socio_runtime::Result<()>>().await
        }
    });
    begun.await.unwrap();
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    let kept = db.repository().insert(author_changes("kept")).await;
    kept.unwrap();
    assert_eq!(authors(&db).await, ["kept"]);
}

#[tokio::test]
async fn rows_stored_by_hand_get_what_an_rpc_gives() {
    let files = tempfile::tempdir().unwrap();
    let db = Database::open(&config(files.path()), note::MIGRATIONS)
        .await
        .unwrap();
    let notes = db.repository::<Note>();
    let before = Timestamp::now();
    let first = notes.insert(titled("first")).await.unwrap();
    let mut tx = db.begin().await.unwrap();
    let second: Note = tx.insert(titled("second")).await.unwrap();
    tx.commit().await.unwrap();
    for note in [&first, &second] {
        assert_eq!((note.mood.as_str(), note.body.as_ref()), ("fine", None));
        assert!(note.created_at >= before && note.updated_at >= before);
    }
    assert_ne!(first.id, second.id);
    let long_ago: Timestamp = "2001-02-03T04:05:06Z".parse().unwrap();
    let mut own = titled("third");
    own.set(CREATED_AT, long_ago).set(UPDATED_AT, long_ago);
    let third = notes.insert(own).await.unwrap();
    assert_eq!((third.created_at, third.updated_at), (long_ago, long_ago));
    let same = notes.update(&third, Changes::default()).await.unwrap();
    assert_eq!(same.unwrap().updated_at, long_ago);
    let changed = notes.update(&third, titled("new")).await.unwrap().unwrap();
    assert_eq!(changed.created_at, long_ago);
    assert!(changed.updated_at >= before);
    let mut tx = db.begin().await.unwrap();
    let mut back = titled("old");
    back.set(UPDATED_AT, long_ago);
    let back = tx.update(&changed, back).await.unwrap().unwrap();
    assert_eq!(back.updated_at, long_ago);
    let again = tx.update(&back, titled("newer")).await.unwrap().unwrap();
    assert!(again.updated_at >= before);
}

#[tokio::test]
async fn two_models_are_written_together_or_not_at_all() {
    let (_files, db) = database().await;
    let author = an_author(&db).await;
    call!(db, Create, move |s, cx, ()| async move {
        actions::create(&s, &cx, draft("taken", author)).await
    })
    .unwrap();
    let both = async |title: &str| -> socio_runtime::Result<Post> {
        let mut tx = db.begin().await?;
        let author = tx.insert(author_changes("b@example.org")).await?;
        let post = tx.insert(post_changes(title, author.id)).await?;
        tx.commit().await?;
        Ok(post)
    };
    assert!(both("taken").await.is_err());
    assert_eq!(authors(&db).await, ["a@example.org"]);
    let stored = both("new").await.unwrap();
    let own = QuerySet::all().filter(post::AUTHOR.eq(stored.author));
    assert_eq!(db.repository::<Post>().count(own).await.unwrap(), 1);
    let refused = both("newer").await.map_err(Status::from);
    assert_eq!(code(refused).0, Code::InvalidArgument);
}
