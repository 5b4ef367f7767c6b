//! The `CommentController` service. Yours: written once, never touched again.

use socio_runtime::blocking::prelude::*;

use crate::App;
use crate::generated::models::comment::Comment;
use crate::generated::services::comment::CommentService;

#[derive(Clone)]
pub struct Comments {
    database: Database,
}

impl Comments {
    pub fn new(app: &App) -> Self {
        Self {
            database: app.database.clone(),
        }
    }
}

impl Service for Comments {
    fn database(&self) -> &Database {
        &self.database
    }
}

/// The steps of every call: `queryset`, `validate`, `perform_create`, … Write one here to replace it.
impl RecordService for Comments {
    type Record = Comment;
}

/// The RPCs. Write one here to replace it.
impl CommentService for Comments {}
