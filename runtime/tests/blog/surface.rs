//! What services written by hand stand on in either façade: messages, and clients that say who
//! they are.

use std::sync::Arc;

use prost::Message;
use socio_runtime::generated::{Linked, Shape};
use socio_runtime::{Action, Context, Error, Result, ServiceMeta, TestServer};
use tonic::client::Grpc;
use tonic::codegen::http::uri::PathAndQuery;
use tonic::transport::Channel;
use tonic::{Request, Status};
use tonic_prost::ProstCodec;

use super::{Post, post};

/// Who calls.
#[derive(Debug, Clone)]
pub struct Caller(pub String);

/// An interceptor: the token is the name.
pub fn by_token(mut request: Request<()>) -> Result<Request<()>, Status> {
    let token = request.metadata().get("authorization");
    let name = token
        .and_then(|token| token.to_str().ok())
        .map(str::to_owned);
    match name.filter(|name| !name.is_empty()) {
        Some(name) => {
            request.extensions_mut().insert(Caller(name));
            Ok(request)
        }
        None => Err(Error::unauthenticated().into()),
    }
}

pub fn caller(cx: &Context) -> Result<Caller> {
    let found: Option<Arc<Caller>> = cx.extensions().get();
    found
        .map(|caller| (*caller).clone())
        .ok_or_else(Error::unauthenticated)
}

/// Posts in two messages, beside `PostController`.
pub static PAGES: ServiceMeta = ServiceMeta::new("blog.v1.PagesController").model(&post::META);
/// Over no model.
pub static WHO_SERVICE: ServiceMeta = ServiceMeta::new("blog.v1.WhoController");
pub const PUBLISH: Action = Action::Custom("Publish");
pub const WHO: Action = Action::Custom("Who");
pub const WHOSE: Action = Action::Custom("Whose");

/// Stands for the service of pages beside others over the same model.
pub enum PagesController {}

/// A post in a list.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Summary {
    #[prost(string, tag = "1")]
    pub title: String,
}

impl Shape for Summary {
    type Record = Post;
    fn of(record: Post) -> Self {
        Self {
            title: record.title,
        }
    }
    fn link(&mut self, _: &mut Linked) -> Result<()> {
        Ok(())
    }
}

#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct IdMessage {
    #[prost(int64, tag = "1")]
    pub id: i64,
}

/// A client that sends its name with each call.
pub struct Client {
    channel: Channel,
    name: String,
}

impl Client {
    async fn call<Q, R>(&mut self, path: String, message: Q) -> Result<R, Status>
    where
        Q: Message + Default + 'static,
        R: Message + Default + 'static,
    {
        let mut client = Grpc::new(self.channel.clone());
        client
            .ready()
            .await
            .map_err(|error| Status::unavailable(error.to_string()))?;
        let path: PathAndQuery = path.parse().unwrap();
        let codec = ProstCodec::<Q, R>::default();
        let answer = client.unary(self.request(message), path, codec).await?;
        Ok(answer.into_inner())
    }

    fn request<Q>(&self, message: Q) -> Request<Q> {
        let mut request = Request::new(message);
        let name = self.name.parse().unwrap();
        request.metadata_mut().insert("authorization", name);
        request
    }

    pub async fn pages<Q, R>(&mut self, rpc: &str, message: Q) -> Result<R, Status>
    where
        Q: Message + Default + 'static,
        R: Message + Default + 'static,
    {
        self.call(format!("/{}/{rpc}", PAGES.name), message).await
    }

    pub async fn who(&mut self) -> Result<String, Status> {
        self.call(format!("/{}/{}", WHO_SERVICE.name, WHO.name()), ())
            .await
    }

    pub async fn whose(&mut self) -> Result<Vec<String>, Status> {
        let mut client = Grpc::new(self.channel.clone());
        client
            .ready()
            .await
            .map_err(|error| Status::unavailable(error.to_string()))?;
        let path = format!("/{}/{}", WHO_SERVICE.name, WHOSE.name())
            .parse()
            .unwrap();
        let codec = ProstCodec::<(), String>::default();
        let answer = client
            .server_streaming(self.request(()), path, codec)
            .await?;
        let mut items = answer.into_inner();
        let mut all = Vec::new();
        while let Some(item) = items.message().await? {
            all.push(item);
        }
        Ok(all)
    }
}

/// A client of this name, and one of another.
pub async fn clients(server: &TestServer, name: &str) -> (Client, Client) {
    let channel = server.channel().await.unwrap();
    let client = |name: &str| Client {
        channel: channel.clone(),
        name: name.to_owned(),
    };
    (client(name), client("bob"))
}
