//! What a write of the async façade checks.
mod blog;

use blog::aio::{an_author, call, database};
use blog::{Post, PostDraft, code, draft, post_changes};
use socio_runtime::aio::actions;
use tonic::Code;

#[tokio::test]
async fn what_only_the_database_knows_is_named_beside_the_rest() {
    let (_files, db) = database().await;
    let author = an_author(&db).await;
    let posts = db.repository::<Post>();
    posts.insert(post_changes("taken", author)).await.unwrap();
    let own = posts.insert(post_changes("own", author)).await.unwrap().id;
    let sent = || PostDraft {
        body: "nul\0".into(),
        ..draft("taken", 999)
    };
    let (first, second, third) = (sent(), sent(), sent());
    let made = call!(db, Create, move |s, cx, ()| async move {
        actions::create(&s, &cx, first).await
    });
    let put = call!(db, Update, move |s, cx, ()| async move {
        actions::update(&s, &cx, own, second).await
    });
    for answer in [made, put] {
        let (_, message) = code(answer);
        let places: Vec<_> = ["\"title\"", "\"body\"", "\"author\""]
            .iter()
            .map(|name| message.find(name))
            .collect();
        assert!(places.iter().all(Option::is_some), "{message}");
        assert!(places.is_sorted(), "{message}");
    }
    // Its own title is not taken, and a record that is not there is that first.
    let sent = PostDraft {
        body: "nul\0".into(),
        ..draft("own", author)
    };
    let put = call!(db, Update, move |s, cx, ()| async move {
        actions::update(&s, &cx, own, sent).await
    });
    let (_, message) = code(put);
    assert!(!message.contains("title"), "{message}");
    let gone = call!(db, Update, move |s, cx, ()| async move {
        actions::update(&s, &cx, 77, third).await
    });
    assert_eq!(code(gone).0, Code::NotFound);
}
