//! Tests of conditions against SQLite itself.

mod answers;
mod dates;
mod docs;
mod filters;
mod pages;
mod raw;
mod sets;

use rusqlite::Connection;
use rust_decimal::Decimal;

use super::ops;
use crate::Lookup;
use crate::listing::{FilterMeta, Listing, Query};
use crate::rows::Rows;
use crate::{
    Changes, Column, FieldMeta, Kind, ModelMeta, QuerySet, Record, Result, Row, Stored, sql,
};

#[derive(Debug, Clone)]
struct Item {
    id: i64,
}

const PRICE: Column<Item, Option<Decimal>> = Column::new(1);
const WEIGHT: Column<Item, f64> = Column::new(2);
const TAG: Column<Item, Vec<u8>> = Column::new(3);
const NAME: Column<Item, String> = Column::new(4);

static META: ModelMeta = ModelMeta::new(
    "Item",
    "item",
    &[
        FieldMeta::new("id", Kind::Int64).key(),
        FieldMeta::new(
            "price",
            Kind::Decimal {
                precision: 6,
                scale: 2,
            },
        )
        .nullable(),
        FieldMeta::new("weight", Kind::Double),
        FieldMeta::new("tag", Kind::Bytes),
        FieldMeta::new("name", Kind::Text),
    ],
    &[],
);

impl Record for Item {
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

static LISTING: Listing = Listing {
    filters: &[FilterMeta {
        field: "price",
        lookups: &[
            Lookup::Exact,
            Lookup::Gt,
            Lookup::Gte,
            Lookup::Lt,
            Lookup::Lte,
            Lookup::In,
            Lookup::Range,
        ],
    }],
    strict_filters: true,
    ..Listing::PLAIN
};

/// Items of the prices -1.24, 0.00, 1.23, 1.24 and NULL, with the keys 1 to 5.
fn items() -> Connection {
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch(
        "CREATE TABLE item (id INTEGER PRIMARY KEY, price INTEGER, weight REAL, tag BLOB, name TEXT);
         INSERT INTO item (price) VALUES (-124), (0), (123), (124), (NULL);",
    )
    .unwrap();
    db
}

fn keys(db: &Connection, set: QuerySet<Item>) -> Vec<i64> {
    keys_of(db, &META, &set)
}

/// The keys of the rows that a set holds.
fn keys_of<M>(db: &Connection, meta: &'static ModelMeta, set: &QuerySet<M>) -> Vec<i64> {
    let mut keys = Vec::new();
    let mut each = |key| keys.push(i64::from_value(key).unwrap());
    ops::keys(db, meta, &set.select, &mut each).unwrap();
    keys
}

#[test]
fn a_decimal_filter_is_not_rounded_to_its_column() {
    let db = items();
    for (filter, found) in [
        (r#"{"price": 1.24}"#, &[4][..]),
        (r#"{"price": 1.239}"#, &[]),
        (r#"{"price": "1.2400"}"#, &[4]),
        (r#"{"price": 1e30}"#, &[]),
        (r#"{"price": ""}"#, &[1, 2, 3, 4, 5]),
        (r#"{"price__lt": 1.239}"#, &[1, 2, 3]),
        (r#"{"price__lte": 1.239}"#, &[1, 2, 3]),
        (r#"{"price__gt": 1.239}"#, &[4]),
        (r#"{"price__gte": 1.239}"#, &[4]),
        (r#"{"price__lt": 1.24}"#, &[1, 2, 3]),
        (r#"{"price__gt": -1.245}"#, &[1, 2, 3, 4]),
        (r#"{"price__lte": -1.235}"#, &[1]),
        (r#"{"price__lt": 1e-40}"#, &[1, 2]),
        (r#"{"price__gt": 1e-40}"#, &[3, 4]),
        (r#"{"price__gte": -1e-40}"#, &[2, 3, 4]),
        (r#"{"price__lt": 1e30}"#, &[1, 2, 3, 4]),
        (r#"{"price__gte": 1e30}"#, &[]),
        (r#"{"price__gt": -1e300}"#, &[1, 2, 3, 4]),
        (r#"{"price__lt": -1e300}"#, &[]),
        (r#"{"price__in": [1.239, 1.23, 1e30]}"#, &[3]),
        (r#"{"price__range": [1.229, 1.2399]}"#, &[3]),
        (r#"{"price__range": "-1e9,1e9"}"#, &[1, 2, 3, 4]),
    ] {
        let query = Query {
            keys: serde_json::from_str(filter).unwrap(),
        };
        let mut set = QuerySet::<Item>::all();
        query
            .filter(&LISTING, Item::meta(), &mut set.select)
            .unwrap();
        assert_eq!(keys(&db, set), found, "{filter}");
    }
}

#[test]
fn typed_filters_are_not_rounded_either() {
    let db = items();
    let odd = Decimal::new(1239, 3);
    let all = QuerySet::<Item>::all;
    assert!(keys(&db, all().filter(PRICE.eq(odd))).is_empty());
    assert_eq!(keys(&db, all().filter(PRICE.ne(odd))), [1, 2, 3, 4, 5]);
    assert_eq!(keys(&db, all().exclude(PRICE.eq(odd))), [1, 2, 3, 4, 5]);
    assert_eq!(keys(&db, all().exclude(PRICE.lt(Decimal::MAX))), [5]);
}

#[test]
fn in_is_one_parameter_for_any_number_of_values() {
    let text = |n: i64| {
        let set = QuerySet::<Item>::all().filter(Column::<Item, i64>::new(0).is_in(0..n));
        let (text, values) = sql::keys(&META, &set.select);
        assert_eq!(values.0.len(), 1);
        text
    };
    assert_eq!(text(0), text(1));
    assert_eq!(text(1), text(40_000));
}

#[test]
fn in_compares_every_type_exactly() {
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch(
        "CREATE TABLE item (id INTEGER PRIMARY KEY, price INTEGER, weight REAL, tag BLOB, name TEXT)",
    )
    .unwrap();
    // Doubles of all sizes: a multiplicative generator over their bits.
    let mut bits = 1_u64;
    let mut weights = vec![0.1, 1.0, f64::MAX, f64::MIN_POSITIVE, 5e-324];
    while weights.len() < 2000 {
        bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        weights.extend(Some(f64::from_bits(bits)).filter(|v| v.is_finite()));
    }
    let names = ["1", "é\"\\\n🦀", "", "0.5"];
    for (n, weight) in weights.iter().enumerate() {
        let mut changes = Changes::<Item>::default();
        changes.set(WEIGHT, *weight);
        changes.set(TAG, n.to_le_bytes().to_vec());
        changes.set(NAME, names[n % names.len()].to_owned());
        ops::insert(&db, Rows::of::<Item>(), changes.into()).unwrap();
    }
    let all = QuerySet::<Item>::all;
    let count = |set: QuerySet<Item>| ops::count(&db, &META, &set.select).unwrap();
    assert_eq!(count(all().filter(WEIGHT.is_in(weights))), 2000);
    let tags = [3_usize, 255, 1999].map(|n| n.to_le_bytes().to_vec());
    assert_eq!(keys(&db, all().filter(TAG.is_in(tags))), [4, 256, 2000]);
    for name in names {
        assert_eq!(count(all().filter(NAME.is_in([name.to_owned()]))), 500);
    }
    assert_eq!(count(all().exclude(NAME.is_in(Vec::<String>::new()))), 2000);
}

#[test]
fn all_rows_are_counted_by_the_shortcut() {
    let db = items();
    let (text, _) = sql::count(&META, &QuerySet::<Item>::all().select);
    let mut program = db.prepare(&format!("EXPLAIN {text}")).unwrap();
    let steps = program
        .query_map([], |row| row.get::<_, String>(1))
        .unwrap();
    let steps: Vec<String> = steps.map(|step| step.unwrap()).collect();
    assert!(steps.iter().any(|step| step == "Count"), "{steps:?}");
}

#[test]
fn what_is_not_allowed_is_ignored_or_where_strict_refused() {
    let db = items();
    let lenient = Listing {
        filters: LISTING.filters,
        ..Listing::PLAIN
    };
    for filters in [
        r#"{"name": "x"}"#,
        r#"{"price__year": 2026}"#,
        r#"{"nothing": 1}"#,
        r#"{"ordering": "name"}"#,
    ] {
        let query = Query {
            keys: serde_json::from_str(filters).unwrap(),
        };
        let set = |listing| {
            let mut set = QuerySet::<Item>::all();
            query.filter(listing, Item::meta(), &mut set.select)?;
            query.order(listing, Item::meta(), &mut set.select)?;
            Ok::<_, crate::Error>(set)
        };
        assert_eq!(keys(&db, set(&lenient).unwrap()).len(), 5, "{filters}");
        let refused = set(&LISTING).unwrap_err();
        assert_eq!(refused.code(), tonic::Code::InvalidArgument, "{filters}");
    }
}
