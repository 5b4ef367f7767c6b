//! A client of the blog: the few calls that the scenarios need.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use prost::Message;
use tonic::client::Grpc;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status, Streaming};
use tonic_prost::ProstCodec;

use crate::Result;

/// A tag; only its label is the client's.
#[derive(Clone, PartialEq, Message)]
pub struct Tag {
    #[prost(int64, optional, tag = "1")]
    pub id: Option<i64>,
    #[prost(string, tag = "2")]
    pub label: String,
}

#[derive(Clone, PartialEq, Message)]
pub struct Key {
    #[prost(int64, tag = "1")]
    pub id: i64,
}

#[derive(Clone, PartialEq, Message)]
pub struct Nothing {}

/// A client on a connection of its own.
#[derive(Clone)]
pub struct Client(Channel);

impl Client {
    pub async fn connect(address: SocketAddr) -> Result<Self> {
        let endpoint = Endpoint::from_shared(format!("http://{address}"))?;
        Ok(Self(endpoint.connect().await?))
    }

    async fn unary<Q, R>(&self, rpc: &str, request: Request<Q>) -> Result<R, Status>
    where
        Q: Message + 'static,
        R: Message + Default + 'static,
    {
        let mut grpc = Grpc::new(self.0.clone());
        grpc.ready()
            .await
            .map_err(|error| Status::unavailable(error.to_string()))?;
        let path = format!("/blog.v1.{rpc}")
            .parse()
            .map_err(|_| Status::internal("a path"))?;
        let answer = grpc.unary(request, path, ProstCodec::default()).await?;
        Ok(answer.into_inner())
    }

    pub async fn create(&self, label: String) -> Result<i64, Status> {
        let tag = Tag { id: None, label };
        let stored: Tag = self
            .unary("TagController/Create", Request::new(tag))
            .await?;
        stored
            .id
            .ok_or_else(|| Status::internal("a row without a key"))
    }

    pub async fn retrieve(&self, id: i64) -> Result<Tag, Status> {
        self.unary("TagController/Retrieve", Request::new(Key { id }))
            .await
    }

    /// All tags, on a worker.
    pub async fn tags(&self) -> Result<Nothing, Status> {
        self.unary("TagController/List", Request::new(Nothing {}))
            .await
    }

    /// Posts whose title matches, within a time.
    pub async fn posts_by_regex(&self, pattern: &str, limit: Duration) -> Result<Nothing, Status> {
        let mut request = Request::new(Nothing {});
        request.set_timeout(limit);
        let filters = format!(r#"{{"title__regex": "{pattern}"}}"#);
        let filters = filters.parse().map_err(|_| Status::internal("metadata"))?;
        request.metadata_mut().insert("filters", filters);
        self.unary("PostController/List", request).await
    }

    /// The built-in stream of all posts.
    pub async fn stream_posts(&self) -> Result<Streaming<Nothing>, Status> {
        self.stream(Request::new(Nothing {})).await
    }

    /// The same in an order that no index has, within a time.
    pub async fn stream_sorted_posts(&self, limit: Duration) -> Result<Streaming<Nothing>, Status> {
        let mut request = Request::new(Nothing {});
        request.set_timeout(limit);
        let filters = r#"{"ordering": "title"}"#.parse();
        let filters = filters.map_err(|_| Status::internal("metadata"))?;
        request.metadata_mut().insert("filters", filters);
        self.stream(request).await
    }

    async fn stream(&self, request: Request<Nothing>) -> Result<Streaming<Nothing>, Status> {
        let mut grpc = Grpc::new(self.0.clone());
        grpc.ready()
            .await
            .map_err(|error| Status::unavailable(error.to_string()))?;
        let path = "/blog.v1.PostController/Stream".parse();
        let path = path.map_err(|_| Status::internal("a path"))?;
        let codec = ProstCodec::<Nothing, Nothing>::default();
        let answer = grpc.server_streaming(request, path, codec).await?;
        Ok(answer.into_inner())
    }

    /// The median and the 99th of a hundred of such times, in milliseconds, while it retrieves a tag so often.
    pub async fn latency(&self, id: i64, times: usize) -> Result<(f64, f64)> {
        let mut all = Vec::with_capacity(times);
        for _ in 0..times {
            let begun = Instant::now();
            self.retrieve(id).await?;
            all.push(begun.elapsed().as_secs_f64() * 1e3);
        }
        all.sort_by(f64::total_cmp);
        Ok((all[times / 2], all[times * 99 / 100]))
    }
}
