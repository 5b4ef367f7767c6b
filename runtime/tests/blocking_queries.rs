//! Query sets and SQL by hand, through the sync façade, over a real database.
mod blog;

use blog::blocking::{an_author, database};
use blog::{Author, Post, author, author_changes, post, post_changes};
use socio_runtime::blocking::{Database, Repository};
use socio_runtime::{Changes, FromRow, QuerySet, Result, Row};
use tonic::Code;

fn posts(db: &Database, number: usize) -> (i64, Repository<Post>) {
    let author = an_author(db);
    let mut tx = db.begin().unwrap();
    for n in 0..number {
        tx.insert(post_changes(&format!("post {n:04}"), author))
            .unwrap();
    }
    tx.commit().unwrap();
    (author, db.repository())
}

#[test]
fn sets_are_asked_in_one_statement_each() {
    let (_files, db) = database();
    let (author, posts) = posts(&db, 3);
    let all = QuerySet::<Post>::all;
    assert!(posts.exists(all().filter(post::BODY.eq(None))).unwrap());
    assert!(!posts.exists(all().filter(post::BODY.ne(None))).unwrap());
    let columns = (post::ID, post::TITLE);
    let some = all().order_by(post::ID.desc()).slice(0, 1);
    let values = posts.values(some, columns).unwrap();
    assert_eq!(values, [(3, "post 0002".to_owned())]);
    let sum = posts.sum(all(), post::ID).unwrap();
    let avg = posts.avg(all(), post::ID).unwrap();
    let max = posts.max(all(), post::TITLE).unwrap();
    let min = posts.min(all(), post::BODY).unwrap();
    assert_eq!(
        (sum, avg, max.as_deref(), min),
        (Some(6), Some(2.0), Some("post 0002"), None)
    );
    // A transaction sees what it has written; others do not.
    let mut tx = db.begin().unwrap();
    tx.insert(post_changes("unseen", author)).unwrap();
    let unseen = all().filter(post::TITLE.eq("unseen"));
    assert!(tx.exists(unseen.clone()).unwrap());
    assert!(!posts.exists(unseen.clone()).unwrap());
    assert_eq!(tx.values(unseen.clone(), post::ID).unwrap(), [4]);
    assert_eq!(tx.first(unseen).unwrap().unwrap().title, "unseen");
    assert_eq!(tx.sum(all(), post::ID).unwrap(), Some(10));
    assert_eq!(tx.avg(all(), post::ID).unwrap(), Some(2.5));
    assert_eq!(tx.max(all(), post::ID).unwrap(), Some(4));
    assert_eq!(tx.min(all(), post::ID).unwrap(), Some(1));
}

#[test]
fn sets_are_written_whole_or_not_at_all() {
    let (_files, db) = database();
    let (_, posts) = posts(&db, 3);
    let all = QuerySet::<Post>::all;
    let mut changes = Changes::default();
    changes.set(post::BODY, "text");
    let later = all().filter(post::ID.gt(1));
    assert_eq!(posts.update_all(later, changes).unwrap(), 2);
    let bodies = posts.values(all(), post::BODY).unwrap();
    assert_eq!(
        bodies,
        [None, Some("text".to_owned()), Some("text".to_owned())]
    );
    let mut changes = Changes::default();
    changes.set(post::TITLE, "the same");
    let refused = posts.update_all(all(), changes).unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    let authors: Repository<Author> = db.repository();
    let kept = authors.delete_all(QuerySet::all()).unwrap_err();
    assert_eq!(kept.code(), Code::FailedPrecondition);
    let mut tx = db.begin().unwrap();
    assert_eq!(tx.delete_all(all()).unwrap(), 3);
    tx.rollback().unwrap();
    let written = all().filter(!post::BODY.eq(None));
    assert_eq!(posts.delete_all(written).unwrap(), 2);
    assert_eq!(posts.values(all(), post::TITLE).unwrap(), ["post 0000"]);
}

#[test]
fn rows_are_iterated_in_chunks() {
    let (_files, db) = database();
    let (_, posts) = posts(&db, 600);
    let mut ids = Vec::new();
    let mut all = posts.iter(QuerySet::all());
    while let Some(post) = all.try_next().unwrap() {
        ids.push(post.id);
        if post.id == 1 {
            // Of a later chunk: it is read when its turn comes.
            let last = QuerySet::all().filter(post::ID.eq(600));
            posts.delete_all(last).unwrap();
        }
    }
    assert_eq!(ids, (1..600).collect::<Vec<_>>());
    let down = QuerySet::all().order_by(post::TITLE.desc()).slice(0, 300);
    let down = posts.iter(down).map(|post| post.unwrap().id);
    let down: Vec<_> = down.collect();
    assert_eq!(down, (300..600).rev().collect::<Vec<_>>());
    let none = posts.iter(QuerySet::none()).try_next();
    assert!(none.unwrap().is_none());
}

#[test]
fn rows_are_written_while_a_transaction_iterates() {
    let (_files, db) = database();
    let (_, posts) = posts(&db, 300);
    let mut tx = db.begin().unwrap();
    let mut unread = tx.iter(QuerySet::all().filter(post::BODY.eq(None)));
    let mut written = 0;
    while let Some(post) = unread.try_next(&mut tx).unwrap() {
        let mut changes = Changes::default();
        changes.set(post::BODY, format!("of {}", post.title));
        tx.update(&post, changes).unwrap();
        written += 1;
    }
    assert_eq!(written, 300);
    tx.commit().unwrap();
    assert!(
        !posts
            .exists(QuerySet::all().filter(post::BODY.eq(None)))
            .unwrap()
    );
}

#[derive(Debug, PartialEq)]
struct Shelf {
    email: String,
    posts: i64,
}

impl FromRow for Shelf {
    fn from_row(row: &mut Row<'_>) -> Result<Self> {
        Ok(Self {
            posts: row.get("posts")?,
            email: row.get("email")?,
        })
    }
}

#[test]
fn sql_is_read_as_tuples_structs_and_records() {
    let (_files, db) = database();
    let (author, posts) = posts(&db, 2);
    let text = "SELECT id, title FROM post WHERE author_id = ? AND title > ?";
    let some = db
        .sql(text)
        .bind(author)
        .bind("post 0000")
        .fetch::<(i64, String)>();
    assert_eq!(some.unwrap(), [(2, "post 0001".to_owned())]);
    let text = "SELECT email, count(*) AS posts FROM author JOIN post ON author.id = author_id";
    let shelf: Option<Shelf> = posts.sql(text).first().unwrap();
    let email = db
        .repository::<Author>()
        .values(QuerySet::all(), author::EMAIL);
    let email = email.unwrap().remove(0);
    assert_eq!(shelf, Some(Shelf { email, posts: 2 }));
    let text = "SELECT * FROM post WHERE id IN (SELECT value FROM json_each(?))";
    let found: Vec<Post> = db.sql(text).bind(vec![2_i64, 9]).fetch_records().unwrap();
    assert_eq!(
        found,
        posts.fetch(QuerySet::all().filter(post::ID.eq(2))).unwrap()
    );
}

#[test]
fn sql_writes_in_a_transaction_of_its_own_or_in_yours() {
    let (_files, db) = database();
    let (_, posts) = posts(&db, 2);
    let text = "UPDATE post SET body = ? WHERE id = ?";
    assert_eq!(db.sql(text).bind("text").bind(1).execute().unwrap(), 1);
    let text = "DELETE FROM post WHERE id = ? RETURNING body";
    let deleted: Vec<Option<String>> = db.sql(text).bind(1).fetch().unwrap();
    assert_eq!(deleted, [Some("text".to_owned())]);
    let mut tx = db.begin().unwrap();
    let deleted = tx.sql("DELETE FROM post").execute();
    assert_eq!(deleted.unwrap(), 1);
    let left = tx.sql("SELECT count(*) FROM post").first::<i64>();
    assert_eq!(left.unwrap(), Some(0));
    drop(tx);
    assert_eq!(posts.count(QuerySet::all()).unwrap(), 1);
    let mut tx = db.begin().unwrap();
    let ended = tx.sql("COMMIT").execute().unwrap_err();
    assert_eq!(ended.code(), Code::Internal);
    tx.insert(author_changes("late@example.org")).unwrap();
    tx.commit().unwrap();
}

#[test]
fn what_is_wrong_with_sql_is_no_clients_business() {
    let (_files, db) = database();
    for text in [
        "SELECT secret FROM post",
        "DELETE FROM secret",
        "SELECT 1, 2 AS secret",
    ] {
        let error = db.sql(text).fetch::<i64>().unwrap_err();
        assert_eq!(error.code(), Code::Internal);
        let status = tonic::Status::from(error);
        assert!(!format!("{status:?}").contains("secret"), "{status:?}");
    }
    let unbound = db.sql("SELECT ?").fetch::<i64>();
    assert_eq!(unbound.unwrap_err().code(), Code::Internal);
}
