//! The `TagController` service. Yours: written once, never touched again.

use socio_runtime::aio::prelude::*;

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

impl Service for Tags {
    fn database(&self) -> &Database {
        &self.database
    }
}

/// The steps of every call: `queryset`, `validate`, `perform_create`, … Write one here to replace it.
impl RecordService for Tags {
    type Record = Tag;
}

/// The RPCs. Write one here to replace it.
impl TagService for Tags {}
