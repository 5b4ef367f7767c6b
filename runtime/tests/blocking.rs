//! The sync façade over a real database.
mod blog;

use blog::blocking::{Calls, Posts, an_author, call, database};
use blog::{Author, Post, PostDraft, author_changes, code, draft, post, post_changes};
use futures_util::StreamExt;
use socio_runtime::blocking::{ItemStream, Repository, actions};
use socio_runtime::{Action, Changes, Context, QuerySet};
use tonic::{Code, Request};

#[tokio::test]
async fn a_repository_reads_what_it_wrote() {
    let (_files, db) = database();
    let author = an_author(&db);
    let posts: Repository<Post> = db.repository();
    let first = posts.insert(post_changes("first", author)).unwrap();
    posts.insert(post_changes("second", author)).unwrap();
    assert_eq!(posts.get(first.id).unwrap(), Some(first.clone()));
    let titles = QuerySet::all().filter(post::TITLE.eq("second"));
    assert_eq!(posts.count(titles).unwrap(), 1);
    let newest = posts
        .first(QuerySet::all().order_by(post::TITLE.desc()))
        .unwrap()
        .unwrap();
    assert_eq!(newest.title, "second");
    let mut changes = Changes::default();
    changes.set(post::BODY, Some("text".to_owned()));
    let changed = posts.update(&first, changes).unwrap().unwrap();
    assert_eq!(
        (changed.title.as_str(), changed.body.as_deref()),
        ("first", Some("text"))
    );
    assert!(posts.delete(&first).unwrap());
    assert!(!posts.delete(&first).unwrap());
    assert_eq!(posts.fetch(QuerySet::all()).unwrap().len(), 1);
}

#[tokio::test]
async fn a_dropped_transaction_leaves_nothing() {
    let (_files, db) = database();
    let mut tx = db.begin().unwrap();
    tx.insert(author_changes("gone@example.org")).unwrap();
    assert_eq!(tx.count(QuerySet::<Author>::all()).unwrap(), 1);
    drop(tx);
    let mut tx = db.begin().unwrap();
    tx.insert(author_changes("undone@example.org")).unwrap();
    tx.rollback().unwrap();
    assert_eq!(db.repository::<Author>().count(QuerySet::all()).unwrap(), 0);
    let mut tx = db.begin().unwrap();
    tx.insert(author_changes("kept@example.org")).unwrap();
    tx.commit().unwrap();
    assert_eq!(db.repository::<Author>().count(QuerySet::all()).unwrap(), 1);
}

#[tokio::test]
async fn crud_through_the_actions() {
    let (_files, db) = database();
    let author = an_author(&db);
    let sent = draft(" title ", author);
    let made = call!(db, Create, move |s, cx, ()| {
        actions::create(&s, &cx, sent)
    })
    .unwrap();
    assert_eq!(made.title, "title");
    let key = made.id;
    let found = call!(db, Retrieve, move |s, cx, ()| {
        actions::retrieve(&s, &cx, key)
    })
    .unwrap();
    assert_eq!(found, made);
    let sent = draft("other", author);
    let put = call!(db, Update, move |s, cx, ()| {
        actions::update(&s, &cx, key, sent)
    })
    .unwrap();
    assert_eq!(put.title, "other");
    let sent = PostDraft {
        body: "text".into(),
        ..PostDraft::default()
    };
    let patched = call!(db, PartialUpdate, move |s, cx, ()| {
        actions::partial_update(&s, &cx, key, sent)
    })
    .unwrap();
    assert_eq!(
        (patched.title.as_str(), patched.body.as_deref()),
        ("other", Some("text"))
    );
    let page = call!(db, List, move |s, cx: Context, ()| {
        actions::list(&s, &cx)
    })
    .unwrap();
    assert_eq!((page.results.len(), page.count), (1, Some(1)));
    call!(db, Destroy, move |s, cx, ()| {
        actions::destroy(&s, &cx, key)
    })
    .unwrap();
    let gone = call!(db, Retrieve, move |s, cx, ()| {
        actions::retrieve(&s, &cx, key)
    });
    let (code, message) = code(gone);
    assert_eq!(code, Code::NotFound);
    assert!(
        message.contains(&format!("Post: {key} not found!")),
        "{message}"
    );
}

#[tokio::test]
async fn every_violation_is_named_with_its_field() {
    let (_files, db) = database();
    let author = an_author(&db);
    db.repository::<Post>()
        .insert(post_changes("taken", author))
        .unwrap();
    let sent = draft("taken", 999);
    let (code_, message) = code(call!(db, Create, move |s, cx, ()| {
        actions::create(&s, &cx, sent)
    }));
    assert_eq!(code_, Code::InvalidArgument);
    assert!(
        message.contains("post with this title already exists."),
        "{message}"
    );
    assert!(
        message.contains(r#"Invalid pk \"999\" - object does not exist."#),
        "{message}"
    );
    assert_eq!(db.repository::<Post>().count(QuerySet::all()).unwrap(), 1);
    let refused = tonic::Status::from(
        db.repository::<Author>()
            .delete(&Author {
                id: author,
                email: String::new(),
            })
            .unwrap_err(),
    );
    assert_eq!(refused.code(), Code::FailedPrecondition);
}

#[tokio::test]
async fn rows_stream_in_either_order_all_of_them_or_a_page() {
    let (_files, db) = database();
    let author = an_author(&db);
    let mut tx = db.begin().unwrap();
    for n in 0..1000 {
        tx.insert(post_changes(&format!("{:04}", (n * 7) % 1000), author))
            .unwrap();
    }
    tx.commit().unwrap();
    let page = r#"{"page": 3, "page_size": 30}"#;
    for (ordering, pagination, first, count) in [
        ("id", "{}", "0000", 1000),
        ("title", "{}", "0000", 1000),
        ("title", page, "0060", 30),
    ] {
        let mut request = Request::new(());
        let filters = format!(r#"{{"ordering": "{ordering}"}}"#);
        let metadata = request.metadata_mut();
        metadata.insert("filters", filters.parse().unwrap());
        metadata.insert("pagination", pagination.parse().unwrap());
        let body = Calls::new(Posts(db.clone()))
            .stream(request, move |s, cx: Context, ()| actions::stream(&s, &cx))
            .await
            .unwrap();
        let rows: Vec<_> = body.map(|row| row.unwrap()).collect().await;
        assert_eq!(rows.len(), count);
        assert_eq!(rows[0].title, first);
        let ordered = match ordering {
            "id" => rows.windows(2).all(|pair| pair[0].id < pair[1].id),
            _ => rows.windows(2).all(|pair| pair[0].title < pair[1].title),
        };
        assert!(ordered, "by {ordering}");
    }
}

#[tokio::test]
async fn concurrent_writers_take_turns() {
    let (_files, db) = database();
    let author = an_author(&db);
    let writers: Vec<_> = (0..50)
        .map(|n| {
            let posts = db.repository::<Post>();
            std::thread::spawn(move || {
                posts
                    .insert(post_changes(&format!("{n}"), author))
                    .map(drop)
            })
        })
        .collect();
    for writer in writers {
        writer.join().unwrap().unwrap();
    }
    assert_eq!(db.repository::<Post>().count(QuerySet::all()).unwrap(), 50);
}

#[tokio::test]
async fn a_write_beside_the_open_transaction_of_its_call_is_an_error() {
    let (_files, db) = database();
    let answer = call!(db, Create, move |s: Posts, _, ()| {
        let _tx = s.0.begin()?;
        s.0.repository::<Author>()
            .insert(author_changes("x@example.org"))
            .map(drop)
    });
    assert_eq!(code(answer).0, Code::Internal);
}

#[tokio::test]
async fn a_panic_is_internal_and_a_deadline_is_kept() {
    let (_files, db) = database();
    let (code_, message) = code(call!(db, Create, move |_, _, ()| {
        if true {
            panic!("a secret");
        }
        Ok(())
    }));
    assert_eq!(code_, Code::Internal);
    assert!(!message.contains("secret"), "{message}");
    let mut request = Request::new(());
    request
        .metadata_mut()
        .insert("grpc-timeout", "20m".parse().unwrap());
    let answer = Calls::new(Posts(db.clone()))
        .unary(Action::Create, request, move |_, _, ()| {
            // Longer than the deadline; the answer comes without waiting for it.
            std::thread::sleep(std::time::Duration::from_millis(200));
            Ok(())
        })
        .await;
    assert_eq!(answer.unwrap_err().code(), Code::DeadlineExceeded);
}

#[tokio::test]
async fn an_endless_stream_ends_at_the_deadline() {
    let (_files, db) = database();
    let mut request = Request::new(());
    request
        .metadata_mut()
        .insert("grpc-timeout", "20m".parse().unwrap());
    let mut body = Calls::new(Posts(db.clone()))
        .stream(request, move |_, _, ()| {
            Ok(ItemStream::new(std::iter::repeat_with(|| Ok(1))))
        })
        .await
        .unwrap();
    let mut last = None;
    while let Some(item) = body.next().await {
        last = Some(item);
    }
    assert_eq!(last.unwrap().unwrap_err().code(), Code::DeadlineExceeded);
}

#[tokio::test]
async fn an_item_does_not_wait_for_the_next() {
    let (_files, db) = database();
    let (go_on, held) = std::sync::mpsc::channel();
    let mut body = Calls::new(Posts(db.clone()))
        .stream(Request::new(()), move |_, _, ()| {
            let rest = std::iter::from_fn(move || held.recv().ok().map(Ok));
            Ok(ItemStream::new(std::iter::once(Ok(1)).chain(rest)))
        })
        .await
        .unwrap();
    assert_eq!(body.next().await.unwrap().unwrap(), 1);
    go_on.send(2).unwrap();
    assert_eq!(body.next().await.unwrap().unwrap(), 2);
    drop(go_on);
    assert!(body.next().await.is_none());
}

#[tokio::test]
async fn a_client_who_leaves_a_stream_frees_the_worker() {
    let (_files, db) = database();
    let pulled = std::sync::Arc::new(std::sync::atomic::AtomicU64::new(0));
    let count = pulled.clone();
    let mut body = Calls::new(Posts(db.clone()))
        .stream(Request::new(()), move |_, _, ()| {
            let slow = std::iter::repeat_with(move || {
                std::thread::sleep(std::time::Duration::from_millis(10));
                Ok(count.fetch_add(1, std::sync::atomic::Ordering::SeqCst))
            });
            Ok(ItemStream::new(slow))
        })
        .await
        .unwrap();
    body.next().await.unwrap().unwrap();
    drop(body);
    let so_far = pulled.load(std::sync::atomic::Ordering::SeqCst);
    std::thread::sleep(std::time::Duration::from_millis(100));
    let after = pulled.load(std::sync::atomic::Ordering::SeqCst);
    assert!(after <= so_far + 2, "{so_far}, then {after}");
}
