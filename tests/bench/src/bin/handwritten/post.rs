//! The RPCs.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::vec;

use rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY;
use rusqlite::{Connection, Row, ToSql, params};
use serde_json::{Value as Json, json};
use tonic::codegen::tokio_stream::Stream;
use tonic::metadata::MetadataMap;
use tonic::{Request, Response, Status};

use crate::proto::post_controller_server::PostController;
use crate::proto::{
    PostListRequest, PostListResponse, PostRequest, PostResponse, PostRetrieveRequest,
    PostStreamRequest,
};
use crate::store::{Store, internal};
use crate::validate::{number, unknown_author, validate};

const PAGE: i64 = 100;
const CHUNK: usize = 256;

pub struct Posts {
    store: Arc<Store>,
}

impl Posts {
    pub fn new(store: Arc<Store>) -> Self {
        Self { store }
    }

    fn exists(&self, id: i64) -> Result<(), Status> {
        let found = self.store.read(|db| one(db, BY_ID, [id]))?;
        found.map(drop).ok_or_else(|| not_found(id))
    }
}

const BY_ID: &str =
    "SELECT id, title, body, status, published_at, author_id FROM post WHERE id = ?";
const BY_PAGE: &str = "SELECT id, title, body, status, published_at, author_id FROM post ORDER BY id LIMIT ? OFFSET ?";
const AFTER: &str = "SELECT id, title, body, status, published_at, author_id FROM post WHERE id > ? ORDER BY id LIMIT ?";
const COUNT: &str = "SELECT count(*) FROM post";
const INSERT: &str =
    "INSERT INTO post (title, body, status, published_at, author_id) VALUES (?, ?, ?, ?, ?)
    RETURNING id, title, body, status, published_at, author_id";
const UPDATE: &str = "UPDATE post SET title = ?, body = ?, status = coalesce(?, status), published_at = ?, author_id = ? WHERE id = ?
    RETURNING id, title, body, status, published_at, author_id";

#[tonic::async_trait]
impl PostController for Posts {
    async fn create(
        &self,
        request: Request<PostRequest>,
    ) -> Result<Response<PostResponse>, Status> {
        let post = validate(request.into_inner())?;
        let author = post.author;
        let insert = move |db: &Connection| {
            let status = post.status.unwrap_or("draft");
            let values = params![post.title, post.body, status, post.published_at, author];
            one(db, INSERT, values)
        };
        let stored = self.store.write(insert).await?;
        let stored = stored.map_err(|error| refused(error, author))?;
        let stored = stored.ok_or_else(|| Status::internal("Internal error."))?;
        Ok(Response::new(stored))
    }

    async fn update(
        &self,
        request: Request<PostRequest>,
    ) -> Result<Response<PostResponse>, Status> {
        let request = request.into_inner();
        let id = request.id.unwrap_or_default();
        let post = match validate(request) {
            Ok(post) => post,
            // A post that is not there comes before what is wrong with it.
            Err(refused) => return Err(self.exists(id).err().unwrap_or(refused)),
        };
        let author = post.author;
        let update = move |db: &Connection| {
            let values = params![
                post.title,
                post.body,
                post.status,
                post.published_at,
                author,
                id
            ];
            one(db, UPDATE, values)
        };
        let stored = self.store.write(update).await?;
        let stored = stored.map_err(|error| refused(error, author))?;
        Ok(Response::new(stored.ok_or_else(|| not_found(id))?))
    }

    async fn retrieve(
        &self,
        request: Request<PostRetrieveRequest>,
    ) -> Result<Response<PostResponse>, Status> {
        let id = request.into_inner().id;
        let found = self.store.read(|db| one(db, BY_ID, [id]))?;
        Ok(Response::new(found.ok_or_else(|| not_found(id))?))
    }

    async fn list(
        &self,
        request: Request<PostListRequest>,
    ) -> Result<Response<PostListResponse>, Status> {
        let page = page(request.metadata())?;
        let read = move |store: &Store| {
            let count: i64 =
                store.read(|db| db.prepare_cached(COUNT)?.query_row([], |row| row.get(0)))?;
            let pages = count.div_euclid(PAGE) + i64::from(count % PAGE > 0 || count == 0);
            let page = page.unwrap_or(pages);
            if page < 1 || page > pages {
                return Err(single(Status::not_found, "Invalid page.", "not_found"));
            }
            let offset = (page - 1) * PAGE;
            let results = store.read(|db| many(db, BY_PAGE, [PAGE, offset]))?;
            let count = count.try_into().unwrap_or(i32::MAX);
            Ok(Response::new(PostListResponse { results, count }))
        };
        self.store.read_apart(read).await
    }

    type StreamStream = Rows;

    async fn stream(&self, _: Request<PostStreamRequest>) -> Result<Response<Rows>, Status> {
        Ok(Response::new(Rows {
            store: self.store.clone(),
            chunk: Vec::new().into_iter(),
            after: Some(i64::MIN),
            yielded: true,
        }))
    }
}

/// Every row, a chunk at a time as the client takes them.
pub struct Rows {
    store: Arc<Store>,
    chunk: vec::IntoIter<PostResponse>,
    /// The last id that was read; `None` when there are no more.
    after: Option<i64>,
    yielded: bool,
}

impl Stream for Rows {
    type Item = Result<PostResponse, Status>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(post) = self.chunk.next() {
            return Poll::Ready(Some(Ok(post)));
        }
        let Some(after) = self.after else {
            return Poll::Ready(None);
        };
        // Between chunks the other calls of this thread have their turn.
        if !std::mem::replace(&mut self.yielded, true) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        self.yielded = false;
        match self.store.read(|db| many(db, AFTER, [after, CHUNK as i64])) {
            Ok(posts) => {
                let full = posts.len() == CHUNK;
                self.after = posts.last().and_then(|post| post.id).filter(|_| full);
                self.chunk = posts.into_iter();
                Poll::Ready(self.chunk.next().map(Ok))
            }
            Err(status) => {
                self.after = None;
                Poll::Ready(Some(Err(status)))
            }
        }
    }
}

fn post(row: &Row<'_>) -> rusqlite::Result<PostResponse> {
    let published_at: Option<String> = row.get(4)?;
    Ok(PostResponse {
        id: Some(row.get(0)?),
        title: row.get(1)?,
        body: row.get(2)?,
        status: Some(number(row.get_ref(3)?.as_str()?)),
        // Micros only when there are some.
        published_at: published_at.map(|at| match at.strip_suffix(".000000Z") {
            Some(seconds) => format!("{seconds}Z"),
            None => at,
        }),
        author: row.get(5)?,
    })
}

fn one<P: rusqlite::Params>(
    db: &Connection,
    sql: &str,
    values: P,
) -> rusqlite::Result<Option<PostResponse>> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(values)?;
    let first = rows.next()?.map(post).transpose()?;
    // To the end: there the statement commits.
    while rows.next()?.is_some() {}
    Ok(first)
}

fn many<T: ToSql, const N: usize>(
    db: &Connection,
    sql: &str,
    values: [T; N],
) -> rusqlite::Result<Vec<PostResponse>>
where
    [T; N]: rusqlite::Params,
{
    db.prepare_cached(sql)?.query_map(values, post)?.collect()
}

/// The page asked for in the metadata; `None` is the last.
fn page(metadata: &MetadataMap) -> Result<Option<i64>, Status> {
    let Some(text) = metadata.get("pagination") else {
        return Ok(Some(1));
    };
    let parsed = text
        .to_str()
        .ok()
        .and_then(|t| serde_json::from_str(t).ok());
    let Some(Json::Object(keys)) = parsed else {
        let error =
            json!({"pagination": [{"message": "Must be a JSON object.", "code": "invalid"}]});
        return Err(Status::invalid_argument(error.to_string()));
    };
    Ok(match keys.get("page") {
        None | Some(Json::Null) => Some(1),
        Some(Json::Number(page)) if page.as_i64() == Some(0) => Some(1),
        Some(Json::Number(page)) => Some(page.as_i64().unwrap_or(-1)),
        Some(Json::String(page)) if page == "last" => None,
        Some(Json::String(page)) => Some(page.trim().parse().unwrap_or(-1)),
        Some(_) => Some(-1),
    })
}

fn refused(error: rusqlite::Error, author: i64) -> Status {
    match error {
        rusqlite::Error::SqliteFailure(e, _) if e.extended_code == SQLITE_CONSTRAINT_FOREIGNKEY => {
            unknown_author(author)
        }
        other => internal(other),
    }
}

fn not_found(id: i64) -> Status {
    single(
        Status::not_found,
        &format!("Post: {id} not found!"),
        "not_found",
    )
}

fn single(status: impl Fn(String) -> Status, message: &str, code: &str) -> Status {
    status(json!({"message": message, "code": code}).to_string())
}
