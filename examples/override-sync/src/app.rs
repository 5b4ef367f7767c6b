//! What the services share. Yours: add mailers, clients, caches beside the database.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use socio_runtime::blocking::Database;

/// The state of the application. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub database: Database,
    pub views: Views,
}

impl App {
    pub fn new(database: Database) -> Self {
        Self {
            database,
            views: Views::default(),
        }
    }
}

/// How many articles were read since the server started.
#[derive(Clone, Default)]
pub struct Views(Arc<AtomicU64>);

impl Views {
    pub fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
