//! The `PostController` service. Yours: written once, never touched again.

use socio_runtime::blocking::{Database, Service};

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

/// The steps of every call: `authorize`, `queryset`, `validate`, `perform_create`, … Write one here to replace it.
impl Service for Posts {
    type Resource = Post;

    fn database(&self) -> &Database {
        &self.database
    }
}

/// The RPCs. Write one here to replace it.
impl PostService for Posts {}
