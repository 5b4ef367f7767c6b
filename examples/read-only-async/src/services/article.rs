//! The `ArticleController` service. Yours: written once, never touched again.

use socio_runtime::aio::prelude::*;

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
    fn database(&self) -> &Database {
        &self.database
    }
}

impl RecordService for Articles {
    type Record = Article;

    /// Clients see what is published; to them the rest is not there.
    async fn queryset(&self, _cx: &Context) -> Result<QuerySet<Article>> {
        Ok(QuerySet::all().filter(PUBLISHED.eq(true)))
    }
}

impl ArticleService for Articles {}
