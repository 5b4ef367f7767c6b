//! What the services share. Yours: add mailers, clients, caches beside the database.

use socio_runtime::Topic;
use socio_runtime::aio::Database;

use crate::generated::proto::PostResponse;

/// The state of the application. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub database: Database,
    /// Posts, as they are published.
    pub news: Topic<PostResponse>,
}

impl App {
    pub fn new(database: Database) -> Self {
        Self {
            database,
            news: Topic::default(),
        }
    }
}
