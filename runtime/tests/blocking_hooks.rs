//! Hooks of the sync façade that wait before they write, and records that change meanwhile.
mod blog;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::time::Duration;

use blog::blocking::{Calls, PostService, an_author, database};
use blog::{Author, Post, author_changes, code, draft, post, post_changes};
use futures_util::future::join_all;
use socio_runtime::blocking::{Database, RecordService, Service, Tx, actions};
use socio_runtime::{Action, Changes, Context, QuerySet, Result};
use tonic::{Code, Request, Status};

/// Its hooks do `before` ahead of their first statement.
#[derive(Clone)]
struct Hooked<B> {
    db: Database,
    before: B,
}

trait Before: Clone + Send + Sync + 'static {
    fn before(&self, db: &Database, record: Option<&Post>);
}

impl<B: Before> Service for Hooked<B> {
    fn database(&self) -> &Database {
        &self.db
    }
}

impl<B: Before> PostService for Hooked<B> {}

impl<B: Before> RecordService for Hooked<B> {
    type Record = Post;
    fn perform_create(&self, cx: &Context, tx: &mut Tx, changes: Changes<Post>) -> Result<Post> {
        self.before.before(&self.db, None);
        actions::perform_create(self, cx, tx, changes)
    }
    fn perform_update(
        &self,
        cx: &Context,
        tx: &mut Tx,
        current: Post,
        changes: Changes<Post>,
    ) -> Result<Post> {
        self.before.before(&self.db, Some(&current));
        actions::perform_update(self, cx, tx, current, changes)
    }
    /// Not even one that ignores the error deletes a record that it was not shown.
    fn perform_destroy(&self, _: &Context, tx: &mut Tx, record: Post) -> Result<()> {
        self.before.before(&self.db, Some(&record));
        let _ = tx.delete(&record);
        Ok(())
    }
}

const WRITES: [Action; 4] = [
    Action::Create,
    Action::Update,
    Action::PartialUpdate,
    Action::Destroy,
];

/// One call that writes the post with this key, or a new one.
async fn write<S: PostService>(
    calls: &Calls<S>,
    action: Action,
    key: i64,
    author: i64,
) -> Result<(), Status> {
    let sent = draft(&format!("{action:?} {key}"), author);
    let run = move |s: S, cx: Context, ()| match action {
        Action::Create => actions::create(&s, &cx, sent).map(drop),
        Action::Update => actions::update(&s, &cx, key, sent).map(drop),
        Action::Destroy => actions::destroy(&s, &cx, key),
        _ => actions::partial_update(&s, &cx, key, sent).map(drop),
    };
    calls.unary(action, Request::new(()), run).await
}

/// Waits until five hooks and the test are here, and once more.
#[derive(Clone)]
struct Together(Arc<Barrier>);

impl Before for Together {
    fn before(&self, _: &Database, _: Option<&Post>) {
        self.0.wait();
        self.0.wait();
    }
}

#[tokio::test]
async fn a_hook_that_waits_stops_nobody() {
    let (_files, db) = database();
    let author = an_author(&db);
    let posts = db.repository::<Post>();
    for n in 0..5 {
        let new = post_changes(&n.to_string(), author);
        posts.insert(new).unwrap();
    }
    for action in WRITES {
        let all_here = Arc::new(Barrier::new(6));
        let calls = Calls::new(Hooked {
            db: db.clone(),
            before: Together(all_here.clone()),
        });
        let five = join_all((1..=5).map(|key| write(&calls, action, key, author)));
        let (db, email) = (db.clone(), format!("{action:?}@example.org"));
        let meanwhile = tokio::task::spawn_blocking(move || {
            all_here.wait();
            let other = db.repository::<Author>().insert(author_changes(&email));
            all_here.wait();
            other.map(drop)
        });
        let both = async { tokio::join!(five, meanwhile) };
        let (five, other) = tokio::time::timeout(Duration::from_secs(30), both)
            .await
            .expect("nobody waits for the hook of another");
        other.unwrap().unwrap();
        assert!(five.iter().all(|answer| answer.is_ok()), "{five:?}");
    }
    // Five were created, and the five of before destroyed.
    assert_eq!(posts.count(QuerySet::all()).unwrap(), 5);
}

/// Changes the record for another call, so many times, and counts its own runs.
#[derive(Clone)]
struct Changing {
    times: usize,
    runs: Arc<AtomicUsize>,
}

impl Before for Changing {
    fn before(&self, db: &Database, record: Option<&Post>) {
        let run = self.runs.fetch_add(1, Ordering::Relaxed);
        let shown = record.and_then(|record| record.body.clone());
        assert_eq!(shown, run.checked_sub(1).map(|last| last.to_string()));
        if run < self.times {
            let (posts, record) = (db.repository(), record.unwrap().clone());
            let mut changes = Changes::default();
            changes.set(post::BODY, Some(run.to_string()));
            let other = std::thread::spawn(move || posts.update(&record, changes));
            other.join().unwrap().unwrap();
        }
    }
}

#[tokio::test]
async fn a_record_that_changed_is_read_again_once() {
    let (_files, db) = database();
    let author = an_author(&db);
    let posts = db.repository::<Post>();
    for action in &WRITES[1..] {
        for times in 0..=2 {
            let new = post_changes(&format!("before, {action:?} {times}"), author);
            let key = posts.insert(new).unwrap().id;
            let before = Changing {
                times,
                runs: Arc::default(),
            };
            let runs = before.runs.clone();
            let calls = Calls::new(Hooked {
                db: db.clone(),
                before,
            });
            let answer = write(&calls, *action, key, author).await;
            assert_eq!(runs.load(Ordering::Relaxed), (times + 1).min(2));
            let stored = posts.get(key).unwrap();
            if times < 2 {
                answer.unwrap();
                let title = stored.map(|post| post.title);
                let kept = (*action != Action::Destroy).then(|| format!("{action:?} {key}"));
                assert_eq!(title, kept);
                continue;
            }
            let text = format!("Post: {key} was changed by another call meanwhile. Try again.");
            let (code, message) = code(answer);
            assert_eq!(code, Code::Aborted);
            assert!(message.contains(&text), "{message}");
            assert_eq!(stored.unwrap().title, format!("before, {action:?} 2"));
        }
    }
}
