//! What the services share. Yours: add mailers, clients, caches beside the database.

use socio_runtime::aio::Database;

/// The state of the application. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub database: Database,
}

impl App {
    pub fn new(database: Database) -> Self {
        Self { database }
    }
}
