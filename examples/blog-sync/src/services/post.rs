//! The `PostController` service. Yours: written once, never touched again.

use std::collections::HashSet;

use socio_runtime::blocking::prelude::*;
use socio_runtime::{Code, Topic};

use crate::App;
use crate::generated::enums::PostStatus;
use crate::generated::messages::{PostFollowRequest, PostImportResponse, PostPublishRequest};
use crate::generated::models::post::{self, Post, PostDraft};
use crate::generated::proto::PostResponse;
use crate::generated::services::post::PostService;

#[derive(Clone)]
pub struct Posts {
    database: Database,
    news: Topic<PostResponse>,
}

impl Posts {
    pub fn new(app: &App) -> Self {
        Self {
            database: app.database.clone(),
            news: app.news.clone(),
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

impl PostService for Posts {
    fn publish(&self, cx: &Context, request: PostPublishRequest) -> Result<PostResponse> {
        let unknown = || Error::not_found("Post", request.id);
        let mut tx = self.database.begin()?;
        let post: Post = tx.get(request.id)?.ok_or_else(unknown)?;
        if post.status == PostStatus::Published {
            let message = "The post is published already.";
            return Err(Error::new(Code::FailedPrecondition, message, "published"));
        }
        let mut changes = Changes::default();
        changes.set(post::STATUS, PostStatus::Published);
        changes.set(post::PUBLISHED_AT, Some(types::Timestamp::now()));
        let post = tx.update(&post, changes)?.ok_or_else(unknown)?;
        tx.commit()?;
        let mut shown = self.present(cx, vec![post])?;
        let shown = shown.pop().ok_or_else(unknown)?;
        // Only now that it is stored: who follows may ask for it at once.
        self.news.publish(shown.clone());
        Ok(shown)
    }

    fn follow(&self, cx: WriteContext<PostResponse>, request: PostFollowRequest) -> Result<()> {
        // Before it looks back, so that no post falls between the two.
        let news = self.news.listen();
        let mut seen = HashSet::new();
        if let Some(since) = request.since {
            let published = post::STATUS.eq(PostStatus::Published);
            let set = QuerySet::all().filter(published & post::PUBLISHED_AT.gte(since));
            let posts = self.database.repository::<Post>();
            let posts = posts.fetch(set.order_by(post::PUBLISHED_AT.asc()))?;
            for message in self.present(cx.context(), posts)? {
                seen.insert(message.id);
                cx.write(message)?;
            }
        }
        // Who only listens holds neither a task nor a thread.
        cx.forward(news.filter(move |message| !seen.contains(&message.id)))
    }

    fn import(&self, cx: ReadContext<PostDraft>) -> Result<PostImportResponse> {
        let mut report = PostImportResponse {
            stored: 0,
            refused: Vec::new(),
        };
        while let Some(draft) = cx.read()? {
            match actions::create(self, cx.context(), draft) {
                Ok(_) => report.stored += 1,
                Err(error) if error.code() == Code::InvalidArgument => {
                    report.refused.push(error.to_string());
                }
                Err(error) => return Err(error),
            }
        }
        Ok(report)
    }
}
