//! The `PostController` service.

use socio_runtime::Topic;
use socio_runtime::aio::prelude::*;

use crate::App;
use crate::generated::models::post::{Post, PostDraft};
use crate::generated::models::tag::TagDraft;
use crate::generated::services::post::PostService;
use crate::generated::{messages, proto};

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

    async fn all(&self, cx: &Context) -> Result<Vec<proto::PostResponse>> {
        let posts = self.database.repository::<Post>();
        let posts = posts.fetch(QuerySet::all()).await?;
        self.present(cx, posts).await
    }
}

impl Service for Posts {
    fn database(&self) -> &Database {
        &self.database
    }
}

impl RecordService for Posts {
    type Record = Post;
}

impl PostService for Posts {
    async fn publish(
        &self,
        cx: &Context,
        request: messages::PostPublishRequest,
    ) -> Result<proto::PostResponse> {
        let posts = self.database.repository::<Post>();
        let post = posts.get(request.id).await?;
        let shown = self.present(cx, post.into_iter().collect()).await?;
        let shown = shown.into_iter().next();
        shown.ok_or_else(|| Error::not_found("Post", request.id))
    }

    async fn follow(
        &self,
        cx: WriteContext<proto::PostResponse>,
        _request: messages::PostFollowRequest,
    ) -> Result<()> {
        for post in self.all(cx.context()).await? {
            cx.write(post).await?;
        }
        Ok(())
    }

    async fn import(&self, cx: ReadContext<PostDraft>) -> Result<messages::PostImportResponse> {
        let (mut stored, mut refused) = (0, Vec::new());
        while let Some(draft) = cx.read().await? {
            match actions::create(self, cx.context(), draft).await {
                Ok(_) => stored += 1,
                Err(error) => refused.push(error.to_string()),
            }
        }
        Ok(messages::PostImportResponse { stored, refused })
    }

    async fn label(&self, cx: &Context, _request: TagDraft) -> Result<Page<proto::PostResponse>> {
        let results = self.all(cx).await?;
        let count = i64::try_from(results.len()).unwrap_or(i64::MAX);
        Ok(Page::new(results).counted(count))
    }

    async fn touch(&self, _cx: &Context) -> Result<()> {
        Ok(())
    }

    async fn tell(&self, _cx: &Context, request: types::ProtoStruct) -> Result<types::ProtoStruct> {
        if request.fields.contains_key("wait") {
            let nobody = Topic::<()>::default();
            nobody.listen().recv().await?;
        }
        Ok(request)
    }
}
