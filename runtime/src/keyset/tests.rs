//! Streams in every order, with and without an index that has it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rusqlite::Connection;

use super::{Keyset, Place};
use crate::query::{Select, Sort};
use crate::rows::Rows;
use crate::sort_memory::SortMemory;
use crate::{Code, FieldMeta, Kind, ModelMeta, Record, Result, Row};

#[derive(Debug, Clone)]
struct Item(i64);

static META: ModelMeta = ModelMeta::new(
    "Item",
    "item",
    &[
        FieldMeta::new("id", Kind::Int64).key(),
        FieldMeta::new("name", Kind::Text).nullable(),
        FieldMeta::new("size", Kind::Int64),
    ],
    &[],
);

impl Record for Item {
    type Key = i64;
    fn meta() -> &'static ModelMeta {
        &META
    }
    fn read(row: &mut Row<'_>) -> Result<Self> {
        row.read().map(Self)
    }
    fn key(&self) -> i64 {
        self.0
    }
}

/// By the position of the field, and whether downwards.
type Order = &'static [(usize, bool)];

/// Of orders, and the index that has each.
const ORDERS: [(Order, &str); 6] = [
    (&[(1, false)], "name, id"),
    (&[(1, true)], "name DESC, id"),
    (&[(2, false)], "size, id"),
    (&[(2, true)], "size DESC, id"),
    (&[(2, false), (1, true)], "size, name DESC, id"),
    (&[(1, true), (2, false)], "name DESC, size, id"),
];

/// Many rows with few values, a part of them without a name.
fn items(rows: i64) -> Connection {
    let db = Connection::open_in_memory().expect("in memory");
    db.execute_batch(&format!(
        "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, size INTEGER NOT NULL);
         INSERT INTO item WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {rows})
         SELECT n, CASE n % 3 WHEN 0 THEN NULL ELSE char(97 + n * 7 % 5) END, n * 11 % 4 FROM n;"
    ))
    .expect("rows");
    db
}

fn stream(order: Order) -> Keyset {
    let order = order.iter().map(|(field, down)| Sort::by(*field, *down));
    let select = Select {
        order: order.collect(),
        ..Select::default()
    };
    Keyset::new(&META, select)
}

/// All keys, and whether an index had their order.
fn read(db: &Connection, order: Order) -> (Vec<i64>, bool) {
    let (mut stream, mut found, mut in_order) = (stream(order), Vec::new(), false);
    loop {
        let rows = stream.next(db, Rows::of::<Item>(), None).expect("read");
        in_order |= matches!(stream.place, Place::InOrder(_));
        let items = rows.typed::<Item>().expect("items");
        if items.is_empty() {
            return (found, in_order);
        }
        found.extend(items.iter().map(Record::key));
    }
}

#[test]
fn an_index_changes_nothing_of_what_is_read() {
    for rows in [1, 255, 256, 257, 3000] {
        for (order, columns) in ORDERS {
            let db = items(rows);
            let (sorted, in_order) = read(&db, order);
            assert!(!in_order, "{order:?} without an index");
            db.execute_batch(&format!("CREATE INDEX by_order ON item ({columns})"))
                .expect("an index");
            let (found, in_order) = read(&db, order);
            assert!(in_order || rows < 256, "{order:?} with an index");
            assert_eq!(found.len(), usize::try_from(rows).expect("few"));
            assert!(found == sorted, "{rows} rows by {order:?}");
        }
    }
}

/// Many rows of one value are no reason to read those before again.
#[test]
fn the_work_grows_with_the_rows_and_not_with_their_square() {
    for (order, columns) in ORDERS {
        let work = |rows: i64| {
            let mut db = items(rows);
            db.execute_batch(&format!(
                "UPDATE item SET size = 1; UPDATE item SET name = 'a' WHERE name IS NOT NULL;
                 CREATE INDEX by_order ON item ({columns})"
            ))
            .expect("an index");
            let steps = Arc::new(AtomicUsize::new(0));
            let counted = steps.clone();
            let count = move || {
                counted.fetch_add(1, Ordering::Relaxed);
                false
            };
            db.progress_handler(100, Some(count)).expect("counted");
            assert!(read(&db, order).1);
            steps.load(Ordering::Relaxed)
        };
        let (few, many) = (work(2_000), work(16_000));
        assert!(many < few * 12, "{order:?}: {few} steps became {many}");
    }
}

#[test]
fn keys_that_are_sorted_have_a_budget_and_give_it_back_as_they_are_read() {
    let db = items(2000);
    let memory = SortMemory::new(20_000);
    let order: Order = &[(1, false)];
    let mut first = stream(order);
    let next = |stream: &mut Keyset| {
        let rows = stream.next(&db, Rows::of::<Item>(), Some(&memory));
        rows.map(|rows| rows.len())
    };
    assert_eq!(next(&mut first).expect("there is room"), 256);
    assert_eq!(memory.used(), (2000 - 256) * 8);
    // A second one has to wait, until its call ends.
    let mut second = stream(order).until(Some(std::time::Instant::now()));
    let refused = next(&mut second).expect_err("there is no room");
    assert_eq!(refused.code(), Code::ResourceExhausted);
    while next(&mut first).expect("read") > 0 {}
    assert_eq!(memory.used(), 0);
    assert_eq!(next(&mut second).expect("there is room"), 256);
    drop(second);
    assert_eq!(memory.used(), 0);
    let small = SortMemory::new(15_999);
    let refused = stream(order).next(&db, Rows::of::<Item>(), Some(&small));
    assert_eq!(
        refused.err().map(|error| error.code()),
        Some(Code::ResourceExhausted)
    );
}
