//! The service of the posts, in the async façade.

use std::marker::PhantomData;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use prost::Message;
use socio_runtime::aio::{Database, ItemStream, RecordService, Service};
use socio_runtime::generated::aio::{Answers, Rpc, adapter, encode_all, rpcs};
use socio_runtime::generated::encode;
use socio_runtime::{Action, Adapter, Context, Result};
use tonic::{Request, Status, Streaming};

use super::calls;
use super::{
    Author, MIGRATIONS, Post, PostController, PostResponse, SERVICE, author_changes, config,
};

#[derive(Clone)]
pub struct Posts(pub Database);

impl Service for Posts {
    fn database(&self) -> &Database {
        &self.0
    }
}

impl RecordService for Posts {
    type Record = Post;
}

impl PostService for Posts {}

/// The part of a generated trait that every RPC stands on.
pub trait PostService: RecordService<Record = Post> {
    fn present(
        &self,
        cx: &Context,
        records: Vec<Post>,
    ) -> impl Future<Output = Result<Vec<PostResponse>>> + Send {
        rpcs::present(self, cx, records)
    }
}

impl<S: PostService, A> Answers<S, PostController, A> for Post {
    type Message = PostResponse;
    fn present(
        service: &S,
        cx: &Context,
        records: Vec<Self>,
    ) -> impl Future<Output = Result<Vec<PostResponse>>> + Send {
        service.present(cx, records)
    }
}

pub async fn database() -> (tempfile::TempDir, Database) {
    let directory = tempfile::tempdir().unwrap();
    let db = Database::open(&config(directory.path()), MIGRATIONS)
        .await
        .unwrap();
    (directory, db)
}

pub async fn an_author(db: &Database) -> i64 {
    db.repository::<Author>()
        .insert(author_changes("a@example.org"))
        .await
        .unwrap()
        .id
}

type Handler<S> = Box<dyn FnOnce(S, Context) -> BoxFuture<'static, Result<()>> + Send>;
type Source<S> =
    Box<dyn FnOnce(S, Context) -> BoxFuture<'static, Result<ItemStream<Bytes>>> + Send>;

/// The RPCs of a service, as closures of the test.
pub struct Calls<S> {
    adapter: Adapter,
    of: PhantomData<fn() -> S>,
}

impl<S: Service> Calls<S> {
    pub fn new(service: S) -> Self {
        let unary = |action| {
            Rpc::unary(action, |service: S, cx, message| {
                Box::pin(async move {
                    let handler: Handler<S> = calls::take(message)?;
                    encode(handler(service, cx).await?)
                })
            })
        };
        let stream = Rpc::server_stream(Action::Stream, |service: S, cx, message| {
            Box::pin(async move {
                let handler: Source<S> = calls::take(message)?;
                handler(service, cx).await
            })
        });
        let actions = [
            Action::Create,
            Action::List,
            Action::Retrieve,
            Action::Update,
        ];
        let actions = actions
            .into_iter()
            .chain([Action::PartialUpdate, Action::Destroy]);
        let table = actions.map(unary).chain([stream]).collect();
        Self {
            adapter: adapter(service, &SERVICE, table),
            of: PhantomData,
        }
    }

    pub fn adapter(&self) -> &Adapter {
        &self.adapter
    }

    pub async fn unary<T: Send + 'static, F>(
        &self,
        action: Action,
        request: Request<()>,
        handler: impl FnOnce(S, Context, ()) -> F + Send + 'static,
    ) -> Result<T, Status>
    where
        F: Future<Output = Result<T>> + Send,
    {
        let (answer, answered) = std::sync::mpsc::channel();
        let handler: Handler<S> = Box::new(move |service, cx| {
            Box::pin(async move {
                answer.send(handler(service, cx, ()).await?).unwrap();
                Ok(())
            })
        });
        let request = request.map(|()| calls::put(handler));
        calls::unary(&self.adapter, action, request).await?;
        Ok(answered.recv().unwrap())
    }

    pub async fn stream<M: Message + Default + 'static, F>(
        &self,
        request: Request<()>,
        handler: impl FnOnce(S, Context, ()) -> F + Send + 'static,
    ) -> Result<Streaming<M>, Status>
    where
        F: Future<Output = Result<ItemStream<M>>> + Send,
    {
        let handler: Source<S> = Box::new(move |service, cx| {
            Box::pin(async move { encode_all(handler(service, cx, ()).await?) })
        });
        let request = request.map(|()| calls::put(handler));
        calls::stream(&self.adapter, request).await
    }
}

/// Calls an RPC the way a generated server does.
macro_rules! call {
    ($db:expr, $action:ident, $run:expr) => {
        $crate::blog::aio::Calls::new($crate::blog::aio::Posts($db.clone()))
            .unary(
                socio_runtime::Action::$action,
                tonic::Request::new(()),
                $run,
            )
            .await
    };
}
pub(crate) use call;
