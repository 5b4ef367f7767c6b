//! The `PostController` service. Yours: written once, never touched again.

use socio_runtime::blocking::prelude::*;

use crate::App;
use crate::generated::models::post::Post;
use crate::generated::services::post::PostService;

#[derive(Clone)]
pub struct Posts {
    database: Database,
}

impl Posts {
    pub fn new(app: &App) -> Self {
        Self {
            database: app.database.clone(),
        }
    }
}

impl Service for Posts {
    fn database(&self) -> &Database {
        &self.database
    }
}

/// The steps of every call: `queryset`, `validate`, `perform_create`, … Write one here to replace it.
impl RecordService for Posts {
    type Record = Post;
}

/// The RPCs. Write one here to replace it.
impl PostService for Posts {}
