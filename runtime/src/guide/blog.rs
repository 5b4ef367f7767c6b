// The model of the examples in the documentation, written as the generator writes one. It is
// no module of the crate: each example that needs it includes it.

#[derive(Debug, Clone)]
pub struct Author {
    pub id: i64,
    pub name: String,
}

#[derive(Debug, Clone)]
pub struct Post {
    pub id: i64,
    pub title: String,
    pub body: Option<String>,
    pub words: i64,
    pub price: Option<socio_runtime::types::Decimal>,
    pub published_at: Option<socio_runtime::types::Timestamp>,
    pub author: i64,
}

#[allow(dead_code)]
pub mod author {
    use super::Author;
    use socio_runtime::generated as rt;

    pub const ID: rt::Column<Author, i64> = rt::Column::new(0);
    pub const NAME: rt::Column<Author, String> = rt::Column::new(1);

    pub static META: rt::ModelMeta = rt::ModelMeta::new(
        "Author",
        "author",
        &[
            rt::FieldMeta::new("id", rt::Kind::Int64).auto(rt::Auto::Increment),
            rt::FieldMeta::new("name", rt::Kind::String { max: 100 }),
        ],
        &[],
    );

    impl rt::Record for Author {
        type Key = i64;

        fn meta() -> &'static rt::ModelMeta {
            &META
        }

        fn read(row: &mut rt::Row<'_>) -> rt::Result<Self> {
            Ok(Self {
                id: row.read()?,
                name: row.read()?,
            })
        }

        fn key(&self) -> i64 {
            self.id
        }
    }
}

#[allow(dead_code)]
pub mod post {
    use super::{Author, Post};
    use socio_runtime::generated as rt;

    pub const ID: rt::Column<Post, i64> = rt::Column::new(0);
    pub const TITLE: rt::Column<Post, String> = rt::Column::new(1);
    pub const BODY: rt::Column<Post, Option<String>> = rt::Column::new(2);
    pub const WORDS: rt::Column<Post, i64> = rt::Column::new(3);
    pub const PRICE: rt::Column<Post, Option<rt::types::Decimal>> = rt::Column::new(4);
    pub const PUBLISHED_AT: rt::Column<Post, Option<rt::types::Timestamp>> = rt::Column::new(5);
    pub const AUTHOR: rt::Column<Post, i64, Author> = rt::Column::new(6);

    const PRICES: rt::Kind = rt::Kind::Decimal {
        precision: 8,
        scale: 2,
    };

    pub static META: rt::ModelMeta = rt::ModelMeta::new(
        "Post",
        "post",
        &[
            rt::FieldMeta::new("id", rt::Kind::Int64).auto(rt::Auto::Increment),
            rt::FieldMeta::new("title", rt::Kind::String { max: 200 }),
            rt::FieldMeta::new("body", rt::Kind::Text).nullable(),
            rt::FieldMeta::new("words", rt::Kind::Int64),
            rt::FieldMeta::new("price", PRICES).nullable(),
            rt::FieldMeta::new("published_at", rt::Kind::DateTime).nullable(),
            rt::FieldMeta::new("author", rt::Kind::Reference(&super::author::META))
                .column("author_id"),
        ],
        &[],
    );

    impl rt::Record for Post {
        type Key = i64;

        fn meta() -> &'static rt::ModelMeta {
            &META
        }

        fn read(row: &mut rt::Row<'_>) -> rt::Result<Self> {
            Ok(Self {
                id: row.read()?,
                title: row.read()?,
                body: row.read()?,
                words: row.read()?,
                price: row.read()?,
                published_at: row.read()?,
                author: row.read()?,
            })
        }

        fn key(&self) -> i64 {
            self.id
        }
    }
}
