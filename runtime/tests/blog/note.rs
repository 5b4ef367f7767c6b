//! A model with everything that the server fills in.

use socio_runtime::generated::{Auto, FieldMeta, Kind};
use socio_runtime::types::{Timestamp, Uuid};
use socio_runtime::{Changes, Column, Migration, ModelMeta, Record, Result, Row, Value};

pub const MIGRATIONS: &[Migration] = &[Migration {
    name: "0001_initial",
    up: "CREATE TABLE note (id TEXT NOT NULL PRIMARY KEY, title TEXT NOT NULL, mood TEXT NOT NULL, body TEXT,
             created_at TEXT NOT NULL, updated_at TEXT NOT NULL) WITHOUT ROWID",
    down: "DROP TABLE note",
}];

#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    pub id: Uuid,
    pub title: String,
    pub mood: String,
    pub body: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

pub const TITLE: Column<Note, String> = Column::new(1);
pub const CREATED_AT: Column<Note, Timestamp> = Column::new(4);
pub const UPDATED_AT: Column<Note, Timestamp> = Column::new(5);

static META: ModelMeta = ModelMeta::new(
    "Note",
    "note",
    &[
        FieldMeta::new("id", Kind::Uuid).auto(Auto::Uuid),
        FieldMeta::new("title", Kind::Text),
        FieldMeta::new("mood", Kind::Text).default(|| Value::Text(String::from("fine"))),
        FieldMeta::new("body", Kind::Text).nullable(),
        FieldMeta::new("created_at", Kind::DateTime).auto(Auto::CreatedAt),
        FieldMeta::new("updated_at", Kind::DateTime).auto(Auto::UpdatedAt),
    ],
    &[],
);

impl Record for Note {
    type Key = Uuid;
    fn meta() -> &'static ModelMeta {
        &META
    }
    fn read(row: &mut Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.read()?,
            title: row.read()?,
            mood: row.read()?,
            body: row.read()?,
            created_at: row.read()?,
            updated_at: row.read()?,
        })
    }
    fn key(&self) -> Uuid {
        self.id
    }
}

pub fn titled(title: &str) -> Changes<Note> {
    let mut changes = Changes::default();
    changes.set(TITLE, title.to_owned());
    changes
}
