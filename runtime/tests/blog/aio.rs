//! The service of the posts, in the async façade.

use socio_runtime::aio::{Database, Service};

use super::{Author, MIGRATIONS, Post, author_changes, config};

#[derive(Clone)]
pub struct Posts(pub Database);

impl Service for Posts {
    type Resource = Post;
    fn database(&self) -> &Database {
        &self.0
    }
}

pub async fn database() -> (tempfile::TempDir, Database) {
    let directory = tempfile::tempdir().unwrap();
    let db = Database::open(&config(directory.path()), MIGRATIONS).unwrap();
    (directory, db)
}

pub async fn an_author(db: &Database) -> i64 {
    db.repository::<Author>()
        .insert(author_changes("a@example.org"))
        .await
        .unwrap()
        .id
}

/// Calls an RPC the way a generated server does.
macro_rules! call {
    ($db:expr, $action:ident, $run:expr) => {
        socio_runtime::aio::Hosted::new(
            $crate::blog::aio::Posts($db.clone()),
            &$crate::blog::SERVICE,
        )
        .unary(
            socio_runtime::Action::$action,
            tonic::Request::new(()),
            $run,
        )
        .await
        .map(tonic::Response::into_inner)
    };
}
pub(crate) use call;
