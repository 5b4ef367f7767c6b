//! The `AuthorController` service. Yours: written once, never touched again.

use socio_runtime::aio::{Database, Service};

use crate::App;
use crate::generated::models::author::Author;
use crate::generated::services::author::AuthorService;

#[derive(Clone)]
pub struct Authors {
    database: Database,
}

impl Authors {
    pub fn new(app: &App) -> Self {
        Self {
            database: app.database.clone(),
        }
    }
}

/// The steps of every call: `authorize`, `queryset`, `validate`, `perform_create`, … Write one here to replace it.
impl Service for Authors {
    type Resource = Author;

    fn database(&self) -> &Database {
        &self.database
    }
}

/// The RPCs. Write one here to replace it.
impl AuthorService for Authors {}
