//! The load: calls in flight over several connections, for a time.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status};

use crate::Result;
use crate::proto::post_controller_client::PostControllerClient;
use crate::proto::{PostListRequest, PostRequest, PostRetrieveRequest, PostStreamRequest};

pub type Client = PostControllerClient<Channel>;

/// Rows that a database starts with.
pub const ROWS: u64 = 10_000;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Call {
    Retrieve,
    List,
    Stream,
    Update,
    Create,
}

impl Call {
    pub fn name(self) -> &'static str {
        match self {
            Self::Retrieve => "Retrieve",
            Self::List => "List of 100",
            Self::Stream => "Stream rows",
            Self::Update => "Update",
            Self::Create => "Create",
        }
    }
}

/// A connection; with a small `window` a stream that nobody reads stalls its server soon.
pub async fn connect(address: SocketAddr, window: Option<u32>) -> Result<Client> {
    let endpoint = Endpoint::from_shared(format!("http://{address}"))?;
    let endpoint = endpoint.initial_stream_window_size(window);
    Ok(Client::new(endpoint.connect().await?))
}

/// Connections for so many calls in flight: one each, up to ten.
pub async fn connections(address: SocketAddr, in_flight: usize) -> Result<Vec<Client>> {
    let mut clients = Vec::new();
    for _ in 0..in_flight.min(10) {
        clients.push(connect(address, None).await?);
    }
    Ok(clients)
}

/// Keeps `in_flight` calls open for a time; how many were answered (of a stream, rows) per second, and how many in all.
pub async fn load(
    clients: &[Client],
    call: Call,
    in_flight: usize,
    time: Duration,
) -> Result<(f64, f64)> {
    static SEED: AtomicU64 = AtomicU64::new(1);
    let mut tasks = JoinSet::new();
    let begun = Instant::now();
    for n in 0..in_flight {
        let mut client = clients[n % clients.len()].clone();
        tasks.spawn(async move {
            let mut random = Random(SEED.fetch_add(0x9E37_79B9, Ordering::Relaxed) | 1);
            let mut done = 0;
            while begun.elapsed() < time {
                done += one(&mut client, call, &mut random).await?;
            }
            Ok::<u64, Status>(done)
        });
    }
    let mut done = 0;
    while let Some(task) = tasks.join_next().await {
        done += task??;
    }
    Ok((done as f64 / begun.elapsed().as_secs_f64(), done as f64))
}

/// One call; what it counts for.
pub async fn one(client: &mut Client, call: Call, random: &mut Random) -> Result<u64, Status> {
    let id = (random.next() % ROWS) as i64 + 1;
    match call {
        Call::Retrieve => {
            let post = client
                .retrieve(PostRetrieveRequest { id })
                .await?
                .into_inner();
            expect(post.id == Some(id))
        }
        Call::List => {
            let mut request = Request::new(PostListRequest {});
            let page = format!("{{\"page\": {}}}", random.next() % 10 + 1);
            let page = page.parse().map_err(|_| Status::internal("metadata"))?;
            request.metadata_mut().insert("pagination", page);
            let page = client.list(request).await?.into_inner();
            expect(page.results.len() == 100 && page.count as u64 >= ROWS)
        }
        Call::Stream => {
            let mut posts = client.stream(PostStreamRequest {}).await?.into_inner();
            let mut rows = 0;
            while posts.message().await?.is_some() {
                rows += 1;
            }
            expect(rows >= ROWS).map(|_| rows)
        }
        Call::Update => {
            let post = client.update(draft(Some(id), random)).await?.into_inner();
            expect(post.id == Some(id))
        }
        Call::Create => {
            let post = client.create(draft(None, random)).await?.into_inner();
            expect(post.id.is_some())
        }
    }
}

fn expect(right: bool) -> Result<u64, Status> {
    match right {
        true => Ok(1),
        false => Err(Status::data_loss("not the answer that was expected")),
    }
}

fn draft(id: Option<i64>, random: &mut Random) -> PostRequest {
    PostRequest {
        id,
        title: format!("A post that was written as number {}", random.next()),
        body: Some("What it says, at the length of a message. ".repeat(3)),
        status: Some((random.next() % 3) as i32 + 1),
        published_at: Some(String::from("2026-11-01T12:30:00Z")),
        author: 1,
    }
}

/// xorshift: what is asked for must not be in order.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}
