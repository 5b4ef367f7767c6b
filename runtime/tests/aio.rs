//! The async façade over a real database.
mod blog;

use blog::aio::{Calls, Posts, an_author, call, database};
use blog::{Author, Post, PostDraft, author_changes, code, draft, post, post_changes};
use futures_util::StreamExt;
use socio_runtime::aio::{ItemStream, Repository, actions};
use socio_runtime::{Action, Changes, Context, QuerySet};
use tonic::{Code, Request};

#[tokio::test]
async fn a_repository_reads_what_it_wrote() {
    let (_files, db) = database().await;
    let author = an_author(&db).await;
    let posts: Repository<Post> = db.repository();
    let first = posts.insert(post_changes("first", author)).await.unwrap();
    posts.insert(post_changes("second", author)).await.unwrap();
    assert_eq!(posts.get(first.id).await.unwrap(), Some(first.clone()));
    let titles = QuerySet::all().filter(post::TITLE.eq("second"));
    assert_eq!(posts.count(titles).await.unwrap(), 1);
    let newest = posts
        .first(QuerySet::all().order_by(post::TITLE.desc()))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(newest.title, "second");
    let mut changes = Changes::default();
    changes.set(post::BODY, Some("text".to_owned()));
    let changed = posts.update(&first, changes).await.unwrap().unwrap();
    assert_eq!(
        (changed.title.as_str(), changed.body.as_deref()),
        ("first", Some("text"))
    );
    assert!(posts.delete(&first).await.unwrap());
    assert!(!posts.delete(&first).await.unwrap());
    assert_eq!(posts.fetch(QuerySet::all()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_dropped_transaction_leaves_nothing() {
    let (_files, db) = database().await;
    let mut tx = db.begin().await.unwrap();
    tx.insert(author_changes("gone@example.org")).await.unwrap();
    assert_eq!(tx.count(QuerySet::<Author>::all()).await.unwrap(), 1);
    drop(tx);
    let mut tx = db.begin().await.unwrap();
    tx.insert(author_changes("undone@example.org"))
        .await
        .unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(
        db.repository::<Author>()
            .count(QuerySet::all())
            .await
            .unwrap(),
        0
    );
    let mut tx = db.begin().await.unwrap();
    tx.insert(author_changes("kept@example.org")).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        db.repository::<Author>()
            .count(QuerySet::all())
            .await
            .unwrap(),
        1
    );
}

#[tokio::test]
async fn crud_through_the_actions() {
    let (_files, db) = database().await;
    let author = an_author(&db).await;
    let sent = draft(" title ", author);
    let made = call!(db, Create, move |s, cx, ()| async move {
        actions::create(&s, &cx, sent).await
    })
    .unwrap();
    assert_eq!(made.title, "title");
    let key = made.id;
    let found = call!(db, Retrieve, move |s, cx, ()| async move {
        actions::retrieve(&s, &cx, key).await
    })
    .unwrap();
    assert_eq!(found, made);
    let sent = draft("other", author);
    let put = call!(db, Update, move |s, cx, ()| async move {
        actions::update(&s, &cx, key, sent).await
    })
    .unwrap();
    assert_eq!(put.title, "other");
    let sent = PostDraft {
        body: "text".into(),
        ..PostDraft::default()
    };
    let patched = call!(db, PartialUpdate, move |s, cx, ()| async move {
        actions::partial_update(&s, &cx, key, sent).await
    })
    .unwrap();
    assert_eq!(
        (patched.title.as_str(), patched.body.as_deref()),
        ("other", Some("text"))
    );
    let page = call!(db, List, move |s, cx: Context, ()| async move {
        actions::list(&s, &cx).await
    })
    .unwrap();
    assert_eq!((page.results.len(), page.count), (1, Some(1)));
    call!(db, Destroy, move |s, cx, ()| async move {
        actions::destroy(&s, &cx, key).await
    })
    .unwrap();
    let gone = call!(db, Retrieve, move |s, cx, ()| async move {
        actions::retrieve(&s, &cx, key).await
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
    let (_files, db) = database().await;
    let author = an_author(&db).await;
    db.repository::<Post>()
        .insert(post_changes("taken", author))
        .await
        .unwrap();
    let sent = draft("taken", 999);
    let (code_, message) = code(call!(db, Create, move |s, cx, ()| async move {
        actions::create(&s, &cx, sent).await
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
    assert_eq!(
        db.repository::<Post>()
            .count(QuerySet::all())
            .await
            .unwrap(),
        1
    );
    let refused = tonic::Status::from(
        db.repository::<Author>()
            .delete(&Author {
                id: author,
                email: String::new(),
            })
            .await
            .unwrap_err(),
    );
    assert_eq!(refused.code(), Code::FailedPrecondition);
}

#[tokio::test]
async fn rows_stream_in_either_order_all_of_them_or_a_page() {
    let (_files, db) = database().await;
    let author = an_author(&db).await;
    let mut tx = db.begin().await.unwrap();
    for n in 0..1000 {
        tx.insert(post_changes(&format!("{:04}", (n * 7) % 1000), author))
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
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
            .stream(request, move |s, cx: Context, ()| async move {
                actions::stream(&s, &cx).await
            })
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
    let (_files, db) = database().await;
    let author = an_author(&db).await;
    let writers: Vec<_> = (0..50)
        .map(|n| {
            let posts = db.repository::<Post>();
            tokio::spawn(async move {
                posts
                    .insert(post_changes(&format!("{n}"), author))
                    .await
                    .map(drop)
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap().unwrap();
    }
    assert_eq!(
        db.repository::<Post>()
            .count(QuerySet::all())
            .await
            .unwrap(),
        50
    );
}

#[tokio::test]
async fn a_write_beside_the_open_transaction_of_its_call_is_an_error() {
    let (_files, db) = database().await;
    let answer = call!(db, Create, move |s: Posts, _, ()| async move {
        let _tx = s.0.begin().await?;
        s.0.repository::<Author>()
            .insert(author_changes("x@example.org"))
            .await
            .map(drop)
    });
    assert_eq!(code(answer).0, Code::Internal);
}

#[tokio::test]
async fn a_panic_is_internal_and_a_deadline_is_kept() {
    let (_files, db) = database().await;
    let (code_, message) = code(call!(db, Create, move |_, _, ()| async move {
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
            std::future::pending::<socio_runtime::Result<()>>()
        })
        .await;
    assert_eq!(answer.unwrap_err().code(), Code::DeadlineExceeded);
}

#[tokio::test]
async fn an_endless_stream_ends_at_the_deadline() {
    let (_files, db) = database().await;
    let mut request = Request::new(());
    request
        .metadata_mut()
        .insert("grpc-timeout", "20m".parse().unwrap());
    let mut body = Calls::new(Posts(db.clone()))
        .stream(request, move |_, _, ()| async {
            Ok(ItemStream::new(futures_util::stream::repeat_with(|| Ok(1))))
        })
        .await
        .unwrap();
    let mut last = None;
    while let Some(item) = body.next().await {
        last = Some(item);
    }
    assert_eq!(last.unwrap().unwrap_err().code(), Code::DeadlineExceeded);
}
