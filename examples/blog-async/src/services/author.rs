//! The `AuthorController` service. Yours: written once, never touched again.

use socio_runtime::aio::prelude::*;

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

impl Service for Authors {
    fn database(&self) -> &Database {
        &self.database
    }
}

/// The steps of every call: `queryset`, `validate`, `perform_create`, … Write one here to replace it.
impl RecordService for Authors {
    type Record = Author;
}

/// The RPCs. Write one here to replace it.
impl AuthorService for Authors {}
