//! A small model, written the way the generator writes it.
#![allow(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "each test file uses a part of the model, in one of the façades"
)]

pub mod aio;
pub mod blocking;
pub mod calls;
pub mod note;
pub mod surface;

use std::time::Duration;

use tonic::{Code, Status};

use socio_runtime::generated::{Auto, FieldMeta, Kind, Listing, Raw, Shape};
use socio_runtime::{
    Changes, Column, Config, Draft, Input, Migration, ModelMeta, Pagination, Record, Result, Row,
    ServiceMeta,
};

pub const MIGRATIONS: &[Migration] = &[Migration {
    name: "0001_initial",
    up: "CREATE TABLE author (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE);
         CREATE TABLE post (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL UNIQUE, body TEXT,
             author_id INTEGER NOT NULL REFERENCES author (id) ON DELETE RESTRICT);",
    down: "DROP TABLE post; DROP TABLE author",
}];

/// A read that does not end by itself.
pub const ENDLESS: &str =
    "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT max(n) FROM n";

/// A row of `author`.
#[derive(Debug, Clone, PartialEq)]
pub struct Author {
    pub id: i64,
    pub email: String,
}

pub mod author {
    use super::*;
    pub const ID: Column<Author, i64> = Column::new(0);
    pub const EMAIL: Column<Author, String> = Column::new(1);
    pub static META: ModelMeta = ModelMeta::new(
        "Author",
        "author",
        &[
            FieldMeta::new("id", Kind::Int64).auto(Auto::Increment),
            FieldMeta::new("email", Kind::Email).unique(),
        ],
        &[],
    );
}

impl Record for Author {
    type Key = i64;
    fn meta() -> &'static ModelMeta {
        &author::META
    }
    fn read(row: &mut Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.read()?,
            email: row.read()?,
        })
    }
    fn key(&self) -> i64 {
        self.id
    }
}

/// A row of `post`.
#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    pub id: i64,
    pub title: String,
    pub body: Option<String>,
    pub author: i64,
}

pub mod post {
    use super::*;
    pub const ID: Column<Post, i64> = Column::new(0);
    pub const TITLE: Column<Post, String> = Column::new(1);
    pub const BODY: Column<Post, Option<String>> = Column::new(2);
    pub const AUTHOR: Column<Post, i64> = Column::new(3);
    pub static META: ModelMeta = ModelMeta::new(
        "Post",
        "post",
        &[
            FieldMeta::new("id", Kind::Int64).auto(Auto::Increment),
            FieldMeta::new("title", Kind::String { max: 200 }).unique(),
            FieldMeta::new("body", Kind::Text).nullable(),
            FieldMeta::new("author", Kind::Reference(&author::META)).column("author_id"),
        ],
        &[],
    );
}

impl Record for Post {
    type Key = i64;
    fn meta() -> &'static ModelMeta {
        &post::META
    }
    fn read(row: &mut Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.read()?,
            title: row.read()?,
            body: row.read()?,
            author: row.read()?,
        })
    }
    fn key(&self) -> i64 {
        self.id
    }
}

/// What a client sent for a post.
#[derive(Debug, Clone, Default)]
pub struct PostDraft {
    pub id: Input<i64>,
    pub title: Input<String>,
    pub body: Input<String>,
    pub author: Input<i64>,
}

impl Draft for PostDraft {
    type Record = Post;
    fn into_inputs(self) -> Vec<Input<Raw>> {
        vec![
            self.id.raw(),
            self.title.raw(),
            self.body.raw(),
            self.author.raw(),
        ]
    }
}

pub fn draft(title: &str, author: i64) -> PostDraft {
    PostDraft {
        title: title.into(),
        author: author.into(),
        ..PostDraft::default()
    }
}

/// The message of a post.
#[derive(Clone, PartialEq, prost::Message)]
pub struct PostResponse {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(string, tag = "2")]
    pub title: String,
    #[prost(string, optional, tag = "3")]
    pub body: Option<String>,
    #[prost(int64, tag = "4")]
    pub author: i64,
}

impl Shape for PostResponse {
    type Record = Post;
    fn of(record: Post) -> Self {
        Self {
            id: record.id,
            title: record.title,
            body: record.body,
            author: record.author,
        }
    }
}

/// Stands for the service beside others over the same model.
pub enum PostController {}

pub static SERVICE: ServiceMeta = ServiceMeta::new("blog.v1.PostController")
    .model(&post::META)
    .listing(
        Listing::new()
            .ordering(&["title"])
            .pagination(Pagination::pages(20).up_to(100)),
    );

/// Settings over a database in `directory`.
pub fn config(directory: &std::path::Path) -> Config {
    let file = directory.join("test.db");
    let mut config = Config::new(format!("sqlite://{}", file.display()));
    config.workers = 8;
    config.drain = Duration::ZERO;
    config
}

pub fn author_changes(email: &str) -> Changes<Author> {
    let mut changes = Changes::default();
    changes.set(author::EMAIL, email.to_owned());
    changes
}

pub fn post_changes(title: &str, author: i64) -> Changes<Post> {
    let mut changes = Changes::default();
    changes.set(post::TITLE, title.to_owned());
    changes.set(post::AUTHOR, author);
    changes
}

/// The code and the text of a refusal.
pub fn code<T: std::fmt::Debug>(answer: Result<T, Status>) -> (Code, String) {
    let status = answer.unwrap_err();
    (status.code(), status.message().to_owned())
}
