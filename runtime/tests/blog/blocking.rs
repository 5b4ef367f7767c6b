//! The service of the posts, in the sync façade.

use socio_runtime::blocking::{Database, Service};

use super::{Author, MIGRATIONS, Post, author_changes, config};

#[derive(Clone)]
pub struct Posts(pub Database);

impl Service for Posts {
    type Resource = Post;
    fn database(&self) -> &Database {
        &self.0
    }
}

pub fn database() -> (tempfile::TempDir, Database) {
    let directory = tempfile::tempdir().unwrap();
    let db = Database::open(&config(directory.path()), MIGRATIONS).unwrap();
    (directory, db)
}

pub fn an_author(db: &Database) -> i64 {
    db.repository::<Author>()
        .insert(author_changes("a@example.org"))
        .unwrap()
        .id
}

/// Calls an RPC the way a generated server does.
macro_rules! call {
    ($db:expr, $action:ident, $run:expr) => {
        socio_runtime::blocking::Hosted::new(
            $crate::blog::blocking::Posts($db.clone()),
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
