//! The `ArticleController` service. Yours: written once, never touched again.

use socio_runtime::blocking::prelude::*;

use crate::App;
use crate::app::Views;
use crate::generated::models::article::{Article, SLUG, TITLE};
use crate::generated::proto::ArticleResponse;
use crate::generated::services::article::ArticleService;

#[derive(Clone)]
pub struct Articles {
    database: Database,
    views: Views,
}

impl Articles {
    pub fn new(app: &App) -> Self {
        Self {
            database: app.database.clone(),
            views: app.views.clone(),
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

    /// An article without a slug gets one from its title.
    fn validate(
        &self,
        _cx: &Context,
        changes: &mut Changes<Article>,
        _current: Option<&Article>,
    ) -> Result<()> {
        let is_blank = changes.get(SLUG).is_some_and(|slug| slug.is_empty());
        if let (true, Some(title)) = (is_blank, changes.get(TITLE)) {
            changes.set(SLUG, slug(&title));
        }
        Ok(())
    }
}

impl ArticleService for Articles {
    /// Counts what is read; the rest is as it was.
    fn retrieve(&self, cx: &Context, key: i64) -> Result<ArticleResponse> {
        let article = actions::retrieve(self, cx, key)?;
        self.views.add();
        Ok(article)
    }
}

/// `Hello, World` → `hello-world`.
fn slug(title: &str) -> String {
    let words = title.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    words.join("-").to_ascii_lowercase()
}
