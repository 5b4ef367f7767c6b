//! The `CommentController` service. Yours: written once, never touched again.

use socio_runtime::blocking::{Database, Service};

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

/// The steps of every call: `authorize`, `queryset`, `validate`, `perform_create`, … Write one here to replace it.
impl Service for Comments {
    type Resource = Comment;

    fn database(&self) -> &Database {
        &self.database
    }
}

/// The RPCs. Write one here to replace it.
impl CommentService for Comments {}
