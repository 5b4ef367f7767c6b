//! The `ArticleController` service. Yours: written once, never touched again.

use socio_runtime::blocking::{Database, Service};
use socio_runtime::{Context, QuerySet};

use crate::App;
use crate::generated::models::article::{Article, PUBLISHED};
use crate::generated::services::article::ArticleService;

#[derive(Clone)]
pub struct Articles {
    database: Database,
}

impl Articles {
    pub fn new(app: &App) -> Self {
        Self {
            database: app.database.clone(),
        }
    }
}

impl Service for Articles {
    type Resource = Article;

    fn database(&self) -> &Database {
        &self.database
    }

    /// Clients see what is published; to them the rest is not there.
    fn queryset(&self, _cx: &Context) -> QuerySet<Article> {
        QuerySet::all().filter(PUBLISHED.eq(true))
    }
}

impl ArticleService for Articles {}
