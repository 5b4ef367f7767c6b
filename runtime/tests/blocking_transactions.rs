//! Transactions of the sync façade: when they take the connection, what they undo, what follows them.
mod blog;

use std::sync::mpsc;
use std::time::{Duration, Instant};

use blog::blocking::{Posts, an_author, call, database};
use blog::note::{self, CREATED_AT, Note, UPDATED_AT, titled};
use blog::{Author, Post, author_changes, code, config, draft, post, post_changes};
use socio_runtime::blocking::{Database, actions};
use socio_runtime::types::Timestamp;
use socio_runtime::{Changes, QuerySet};
use tonic::{Code, Status};

fn authors(db: &Database) -> Vec<String> {
    let all = db.repository::<Author>().fetch(QuerySet::all());
    all.unwrap()
        .into_iter()
        .map(|author| author.email)
        .collect()
}

#[test]
fn one_that_has_run_no_statement_stops_nobody() {
    let (_files, db) = database();
    let mut first = db.begin().unwrap();
    let other = db.clone();
    let second = std::thread::spawn(move || {
        let mut second = other.begin()?;
        second.insert(author_changes("b@example.org"))?;
        second.commit()
    });
    second.join().unwrap().unwrap();
    first.insert(author_changes("a@example.org")).unwrap();
    first.commit().unwrap();
    assert_eq!(authors(&db).len(), 2);
}

#[test]
fn whoever_waits_for_one_that_does_not_end_is_told_so() {
    let (_files, db) = database();
    let mut held = db.begin().unwrap();
    held.insert(author_changes("a@example.org")).unwrap();
    let begun = Instant::now();
    let others = (0..6).map(|n| {
        let db = db.clone();
        std::thread::spawn(move || {
            let new = author_changes(&format!("{n}@example.org"));
            if n % 2 == 0 {
                return db.repository().insert(new);
            }
            db.begin()?.insert(new)
        })
    });
    for other in others.collect::<Vec<_>>() {
        let refused = Status::from(other.join().unwrap().unwrap_err());
        assert_eq!(refused.code(), Code::Unavailable);
    }
    // Together: nobody waits for the deadlines of those before.
    assert!(begun.elapsed() < Duration::from_secs(14));
    held.commit().unwrap();
    assert_eq!(authors(&db), ["a@example.org"]);
}

#[tokio::test]
async fn a_call_has_one_at_a_time() {
    let (_files, db) = database();
    let run = move |s: Posts, _, ()| {
        let first = s.0.begin()?;
        assert!(s.0.begin().is_err());
        first.rollback()?;
        let mut second = s.0.begin()?;
        second.insert(author_changes("a@example.org"))?;
        let authors = s.0.repository();
        let beside = authors.insert(author_changes("b@example.org"));
        assert!(beside.is_err());
        second.commit()?;
        s.0.repository().insert(author_changes("c@example.org"))
    };
    call!(db, Create, run).unwrap();
    assert_eq!(authors(&db), ["a@example.org", "c@example.org"]);
}

#[test]
fn a_savepoint_undoes_its_own_part_only() {
    let (_files, db) = database();
    let mut tx = db.begin().unwrap();
    tx.insert(author_changes("1")).unwrap();
    {
        let mut outer = tx.savepoint();
        outer.insert(author_changes("2")).unwrap();
        let mut inner = outer.savepoint();
        inner.insert(author_changes("3")).unwrap();
        // Taken already: the part that failed is undone, and the rest goes on.
        assert!(inner.insert(author_changes("1")).is_err());
        inner.rollback().unwrap();
        let mut inner = outer.savepoint();
        inner.insert(author_changes("4")).unwrap();
        inner.commit().unwrap();
        outer.commit().unwrap();
    }
    let mut dropped = tx.savepoint();
    let mut inner = dropped.savepoint();
    inner.insert(author_changes("5")).unwrap();
    inner.commit().unwrap();
    drop(dropped);
    // One that never wrote, and one that is dropped last.
    tx.savepoint().commit().unwrap();
    tx.savepoint().insert(author_changes("6")).unwrap();
    tx.commit().unwrap();
    assert_eq!(authors(&db), ["1", "2", "4"]);
}

#[test]
fn what_follows_a_commit_follows_nothing_else() {
    let (_files, db) = database();
    let (ran, runs) = mpsc::channel();
    let note = |ran: &mpsc::Sender<_>, name: &'static str| {
        let (ran, db) = (ran.clone(), db.clone());
        move || {
            // It sees what was committed, and writes for itself.
            let seen = authors(&db).len();
            let own = db.repository().insert(author_changes(name));
            ran.send((name, seen, own.is_ok())).unwrap();
        }
    };
    let mut tx = db.begin().unwrap();
    tx.insert(author_changes("undone")).unwrap();
    tx.on_commit(note(&ran, "rolled back"));
    tx.rollback().unwrap();
    let mut tx = db.begin().unwrap();
    tx.on_commit(note(&ran, "dropped"));
    drop(tx);
    let mut tx = db.begin().unwrap();
    tx.insert(author_changes("kept")).unwrap();
    tx.on_commit(note(&ran, "committed"));
    tx.savepoint().on_commit(note(&ran, "savepoint"));
    tx.commit().unwrap();
    assert_eq!(runs.try_recv(), Ok(("committed", 1, true)));
    assert!(runs.try_recv().is_err());
}

#[test]
fn a_panic_in_the_middle_leaves_the_connection_clean() {
    let (_files, db) = database();
    let panics = std::thread::spawn({
        let db = db.clone();
        move || {
            let mut tx = db.begin().unwrap();
            tx.insert(author_changes("left")).unwrap();
            panic!("boom")
        }
    });
    let panicked: std::thread::Result<()> = panics.join();
    assert!(panicked.is_err());
    db.repository().insert(author_changes("kept")).unwrap();
    assert_eq!(authors(&db), ["kept"]);
}

#[test]
fn rows_stored_by_hand_get_what_an_rpc_gives() {
    let files = tempfile::tempdir().unwrap();
    let db = Database::open(&config(files.path()), note::MIGRATIONS).unwrap();
    let notes = db.repository::<Note>();
    let before = Timestamp::now();
    let first = notes.insert(titled("first")).unwrap();
    let mut tx = db.begin().unwrap();
    let second: Note = tx.insert(titled("second")).unwrap();
    tx.commit().unwrap();
    for note in [&first, &second] {
        assert_eq!((note.mood.as_str(), note.body.as_ref()), ("fine", None));
        assert!(note.created_at >= before && note.updated_at >= before);
    }
    assert_ne!(first.id, second.id);
    let long_ago: Timestamp = "2001-02-03T04:05:06Z".parse().unwrap();
    let mut own = titled("third");
    own.set(CREATED_AT, long_ago).set(UPDATED_AT, long_ago);
    let third = notes.insert(own).unwrap();
    assert_eq!((third.created_at, third.updated_at), (long_ago, long_ago));
    let same = notes.update(&third, Changes::default()).unwrap();
    assert_eq!(same.unwrap().updated_at, long_ago);
    let changed = notes.update(&third, titled("new")).unwrap().unwrap();
    assert_eq!(changed.created_at, long_ago);
    assert!(changed.updated_at >= before);
    let mut tx = db.begin().unwrap();
    let mut back = titled("old");
    back.set(UPDATED_AT, long_ago);
    let back = tx.update(&changed, back).unwrap().unwrap();
    assert_eq!(back.updated_at, long_ago);
    let again = tx.update(&back, titled("newer")).unwrap().unwrap();
    assert!(again.updated_at >= before);
}

#[tokio::test]
async fn two_models_are_written_together_or_not_at_all() {
    let (_files, db) = database();
    let author = an_author(&db);
    call!(db, Create, move |s, cx, ()| {
        actions::create(&s, &cx, draft("taken", author))
    })
    .unwrap();
    let both = |title: &str| -> socio_runtime::Result<Post> {
        let mut tx = db.begin()?;
        let author = tx.insert(author_changes("b@example.org"))?;
        let post = tx.insert(post_changes(title, author.id))?;
        tx.commit()?;
        Ok(post)
    };
    assert!(both("taken").is_err());
    assert_eq!(authors(&db), ["a@example.org"]);
    let stored = both("new").unwrap();
    let own = QuerySet::all().filter(post::AUTHOR.eq(stored.author));
    assert_eq!(db.repository::<Post>().count(own).unwrap(), 1);
    let refused = both("newer").map_err(Status::from);
    assert_eq!(code(refused).0, Code::InvalidArgument);
}
