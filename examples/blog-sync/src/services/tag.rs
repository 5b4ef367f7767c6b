//! The `TagController` service. Yours: written once, never touched again.

use socio_runtime::blocking::{Database, Service};

use crate::App;
use crate::generated::models::tag::Tag;
use crate::generated::services::tag::TagService;

#[derive(Clone)]
pub struct Tags {
    database: Database,
}

impl Tags {
    pub fn new(app: &App) -> Self {
        Self {
            database: app.database.clone(),
        }
    }
}

/// The steps of every call: `authorize`, `queryset`, `validate`, `perform_create`, … Write one here to replace it.
impl Service for Tags {
    type Resource = Tag;

    fn database(&self) -> &Database {
        &self.database
    }
}

/// The RPCs. Write one here to replace it.
impl TagService for Tags {}
