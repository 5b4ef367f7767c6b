//! Documents with a field of every kind that lists look at, and what they are asked.

use rusqlite::Connection;

use crate::Lookup;
use crate::listing::{FilterMeta, Listing, Query};
use crate::sqlite::ops;
use crate::{
    Comparison, DatePart, EnumMeta, Error, FieldMeta, Kind, LinkMeta, Member, MemberValue,
    ModelMeta, QuerySet, Record, Result, Row, Stored,
};

#[derive(Debug, Clone)]
pub(super) struct Doc {
    id: i64,
}

impl Record for Doc {
    type Key = i64;
    fn meta() -> &'static ModelMeta {
        &META
    }
    fn read(row: &mut Row<'_>) -> Result<Self> {
        Ok(Self { id: row.read()? })
    }
    fn key(&self) -> i64 {
        self.id
    }
}

static LABEL: ModelMeta = ModelMeta::new(
    "Label",
    "label",
    &[
        FieldMeta::new("id", Kind::Int64).key(),
        FieldMeta::new("label", Kind::Text),
    ],
    &[],
);

static OWNER: ModelMeta = ModelMeta::new(
    "Owner",
    "owner",
    &[
        FieldMeta::new("id", Kind::Uuid).key(),
        FieldMeta::new("name", Kind::Text),
        FieldMeta::new("city", Kind::Reference(&CITY))
            .column("city_id")
            .nullable(),
    ],
    &[],
);

static CITY: ModelMeta = ModelMeta::new(
    "City",
    "city",
    &[FieldMeta::new("code", Kind::Text).key()],
    &[],
);

static LEVEL: EnumMeta = EnumMeta {
    name: "Level",
    members: &[
        Member {
            name: "LOW",
            stored: MemberValue::Int(10),
            number: 1,
        },
        Member {
            name: "HIGH",
            stored: MemberValue::Int(-1),
            number: 2,
        },
    ],
};

static MOOD: EnumMeta = EnumMeta {
    name: "Mood",
    members: &[
        Member {
            name: "CALM",
            stored: MemberValue::Text("calm"),
            number: 1,
        },
        Member {
            name: "WILD",
            stored: MemberValue::Text("wild"),
            number: 2,
        },
    ],
};

const PRICE: Kind = Kind::Decimal {
    precision: 6,
    scale: 2,
};

static META: ModelMeta = ModelMeta::new(
    "Doc",
    "doc",
    &[
        FieldMeta::new("id", Kind::Int64).key(),
        FieldMeta::new("title", Kind::String { max: 200 }),
        FieldMeta::new("body", Kind::Text).nullable(),
        FieldMeta::new("qty", Kind::Int32),
        FieldMeta::new("big", Kind::Int64).nullable(),
        FieldMeta::new("weight", Kind::Double).nullable(),
        FieldMeta::new("price", PRICE).nullable(),
        FieldMeta::new("kind", Kind::Text)
            .choices(&["red", "green"])
            .nullable(),
        FieldMeta::new("level", Kind::Enum(&LEVEL)).nullable(),
        FieldMeta::new("mood", Kind::Enum(&MOOD)).nullable(),
        FieldMeta::new("flag", Kind::Bool),
        FieldMeta::new("day", Kind::Date).nullable(),
        FieldMeta::new("at", Kind::Time).nullable(),
        FieldMeta::new("stamp", Kind::DateTime).nullable(),
        FieldMeta::new("span", Kind::Duration).nullable(),
        FieldMeta::new("ip", Kind::Ip).nullable(),
        FieldMeta::new("uid", Kind::Uuid).nullable(),
        FieldMeta::new("owner", Kind::Reference(&OWNER))
            .column("owner_id")
            .nullable(),
        FieldMeta::new("city", Kind::Reference(&CITY))
            .column("city_id")
            .nullable(),
        FieldMeta::new("parent", Kind::Reference(&META))
            .column("parent_id")
            .nullable(),
    ],
    &[],
)
.links(&[
    link("labels", "doc_labels", "label_id", &LABEL),
    link("owners", "doc_owners", "owner_id", &OWNER),
    link("cities", "doc_cities", "city_id", &CITY),
]);

const fn link(
    name: &'static str,
    table: &'static str,
    other: &'static str,
    target: &'static ModelMeta,
) -> LinkMeta {
    LinkMeta {
        name,
        table,
        own: "doc_id",
        other,
        target,
        required: false,
    }
}

/// Every lookup of text.
const TEXT: &[Lookup] = &[
    Lookup::Exact,
    Lookup::Iexact,
    Lookup::Contains,
    Lookup::Icontains,
    Lookup::Startswith,
    Lookup::Endswith,
    Lookup::Regex,
    Lookup::Iregex,
    Lookup::In,
    Lookup::Range,
    Lookup::Isnull,
];

/// Every lookup of what has an order.
const ORDERED: &[Lookup] = &[
    Lookup::Exact,
    Lookup::Gt,
    Lookup::Gte,
    Lookup::Lt,
    Lookup::Lte,
    Lookup::In,
    Lookup::Range,
    Lookup::Isnull,
    Lookup::Part(DatePart::Year, Comparison::Exact),
    Lookup::Part(DatePart::Year, Comparison::Gt),
    Lookup::Part(DatePart::Year, Comparison::Range),
    Lookup::Part(DatePart::Month, Comparison::In),
    Lookup::Part(DatePart::Hour, Comparison::Exact),
];

/// Every lookup of what is only equal or not.
const EQUAL: &[Lookup] = &[Lookup::Exact, Lookup::In, Lookup::Isnull];

const fn filter(field: &'static str, lookups: &'static [Lookup]) -> FilterMeta {
    FilterMeta { field, lookups }
}

pub(super) static LISTING: Listing = Listing {
    filters: &[
        filter("title", TEXT),
        filter("body", TEXT),
        filter("qty", ORDERED),
        filter("big", ORDERED),
        filter("weight", ORDERED),
        filter("price", ORDERED),
        filter("kind", TEXT),
        filter("level", ORDERED),
        filter("mood", EQUAL),
        filter("flag", EQUAL),
        filter("day", ORDERED),
        filter("at", ORDERED),
        filter("stamp", ORDERED),
        filter("span", ORDERED),
        filter("ip", EQUAL),
        filter("uid", EQUAL),
        filter("owner", EQUAL),
        filter("city", EQUAL),
        filter("parent", EQUAL),
        filter("owners", EQUAL),
        filter("cities", EQUAL),
        filter("labels", EQUAL),
        filter("owner__name", TEXT),
        filter("labels__label", TEXT),
    ],
    search: &["title", "body"],
    ordering: &[
        "title",
        "qty",
        "owner__name",
        "owner__city__code",
        "parent__title",
    ],
    ..Listing::PLAIN
};

const TABLES: &str = "
CREATE TABLE label (id INTEGER PRIMARY KEY, label TEXT NOT NULL);
CREATE TABLE city (code TEXT PRIMARY KEY NOT NULL);
CREATE TABLE owner (id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, city_id TEXT);
CREATE TABLE doc (
    id INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT, qty INTEGER NOT NULL, big INTEGER,
    weight REAL, price INTEGER, kind TEXT, level INTEGER, mood TEXT, flag INTEGER NOT NULL, day TEXT,
    at TEXT, stamp TEXT, span INTEGER, ip TEXT, uid TEXT, owner_id TEXT, city_id TEXT, parent_id INTEGER
);
CREATE TABLE doc_labels (id INTEGER PRIMARY KEY, doc_id INTEGER, label_id INTEGER);
CREATE TABLE doc_owners (id INTEGER PRIMARY KEY, doc_id INTEGER, owner_id TEXT);
CREATE TABLE doc_cities (id INTEGER PRIMARY KEY, doc_id INTEGER, city_id TEXT);
INSERT INTO label VALUES (1, 'alpha'), (2, 'beta'), (3, 'gamma');
INSERT INTO city VALUES ('rom'), ('par');
INSERT INTO owner VALUES
    ('11111111-2222-3333-4444-000000000001', 'Ada', 'rom'),
    ('11111111-2222-3333-4444-000000000002', 'Bob', NULL);
INSERT INTO doc VALUES
    (1, 'Alpha first', 'École', 1, 9223372036854775807, 1.5, 124, 'red', 10, 'calm', 1, '2024-02-29',
        '08:30:05.000000', '2024-02-29T08:05:00.000000Z', 93784500000, '1.2.3.4',
        '11111111-2222-3333-4444-000000000007', '11111111-2222-3333-4444-000000000001', 'rom', NULL),
    (2, 'beta second', 'a,b c', 2, -9223372036854775808, -2, -50, 'green', -1, 'wild', 0, '9999-12-31',
        '23:59:59.999999', '9999-12-31T23:59:59.999999Z', 3600000000, 'fe80::1',
        '11111111-2222-3333-4444-000000000008', '11111111-2222-3333-4444-000000000002', 'par', 1),
    (3, 'gamma, first', NULL, 3, NULL, NULL, NULL, NULL, NULL, NULL, 0, '0001-01-01',
        NULL, '0001-01-01T00:00:00.000000Z', 0, NULL, NULL, NULL, NULL, 2);
INSERT INTO doc_labels VALUES (1, 1, 1), (2, 1, 2), (3, 2, 2), (4, 2, 3);
INSERT INTO doc_owners VALUES (1, 1, '11111111-2222-3333-4444-000000000001');
INSERT INTO doc_cities VALUES (1, 1, 'rom');
";

/// Three documents.
pub(super) fn docs() -> Connection {
    let db = Connection::open_in_memory().unwrap();
    crate::sqlite::regexp::register(&db).unwrap();
    db.execute_batch(TABLES).unwrap();
    db
}

pub(super) fn query(keys: &str) -> Query {
    Query {
        keys: serde_json::from_str(keys).unwrap(),
    }
}

/// The set that a call makes, or why it is refused.
pub(super) fn set(listing: &Listing, keys: &str) -> Result<QuerySet<Doc>, Error> {
    let query = query(keys);
    let mut set = QuerySet::all();
    query.filter(listing, Doc::meta(), &mut set.select)?;
    query.order(listing, Doc::meta(), &mut set.select)?;
    Ok(set)
}

/// The keys of the documents that a call finds, in their order.
pub(super) fn found(db: &Connection, listing: &Listing, keys: &str) -> Result<Vec<i64>, Error> {
    let mut found = Vec::new();
    let mut each = |key| found.push(i64::from_value(key).unwrap());
    ops::keys(db, &META, &set(listing, keys)?.select, &mut each)?;
    Ok(found)
}
