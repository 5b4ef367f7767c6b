//! Typed conditions, and what is asked of whole sets of rows.

use jiff::SignedDuration;
use rusqlite::Connection;
use rust_decimal::Decimal;

use super::keys_of;
use crate::query::{Filter, Number};
use crate::sqlite::sets;
use crate::{
    Auto, Changes, Column, FieldMeta, Kind, Link, LinkMeta, ModelMeta, QuerySet, Record, Result,
    Row, Timestamp,
};

#[derive(Debug, Clone)]
struct Film {
    id: i64,
}

const ID: Column<Film, i64> = Column::new(0);
const TITLE: Column<Film, String> = Column::new(1);
const PLOT: Column<Film, Option<String>> = Column::new(2);
const SEEN: Column<Film, i32> = Column::new(3);
const PRICE: Column<Film, Option<Decimal>> = Column::new(4);
const LENGTH: Column<Film, SignedDuration> = Column::new(5);
const SCORE: Column<Film, Option<f32>> = Column::new(6);
const UPDATED_AT: Column<Film, Timestamp> = Column::new(7);
const SEQUELS: Link<Film, Film> = Link::new(0);

static META: ModelMeta = ModelMeta::new(
    "Film",
    "film",
    &[
        FieldMeta::new("id", Kind::Int64).key(),
        FieldMeta::new("title", Kind::Text).unique(),
        FieldMeta::new("plot", Kind::Text).nullable(),
        FieldMeta::new("seen", Kind::Int32),
        FieldMeta::new(
            "price",
            Kind::Decimal {
                precision: 6,
                scale: 2,
            },
        )
        .nullable(),
        FieldMeta::new("length", Kind::Duration),
        FieldMeta::new("score", Kind::Float).nullable(),
        FieldMeta::new("updated_at", Kind::DateTime).auto(Auto::UpdatedAt),
    ],
    &[],
)
.links(&[LinkMeta {
    name: "sequels",
    table: "film_sequels",
    own: "film_id",
    other: "sequel_id",
    target: &META,
    required: false,
}]);

impl Record for Film {
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

/// Films of which the third has neither plot nor price nor score.
fn films() -> Connection {
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch(
        "PRAGMA foreign_keys = ON;
         CREATE TABLE film (id INTEGER PRIMARY KEY, title TEXT UNIQUE, plot TEXT, seen INTEGER, price INTEGER,
             length INTEGER, score REAL, updated_at TEXT);
         CREATE TABLE film_sequels (film_id INTEGER REFERENCES film (id) ON DELETE RESTRICT,
             sequel_id INTEGER REFERENCES film (id));
         INSERT INTO film VALUES
             (1, 'Alien', 'space', 1, 100, 2000000, 0.5, '2000-01-01T00:00:00.000000Z'),
             (2, 'Brazil', 'office', 2, 225, 3000000, 1.0, '2000-01-01T00:00:00.000000Z'),
             (3, 'Clue', NULL, 4, NULL, 6000000, NULL, '2000-01-01T00:00:00.000000Z');",
    )
    .unwrap();
    db
}

fn all() -> QuerySet<Film> {
    QuerySet::all()
}

fn found(filter: Filter<Film>) -> Vec<i64> {
    keys_of(&films(), &META, &all().filter(filter))
}

fn left(db: &Connection) -> Vec<i64> {
    keys_of(db, &META, &all())
}

#[test]
fn a_column_is_compared_with_what_stands_for_its_type() {
    let (owned, plot, once) = (String::from("Alien"), Some(String::from("space")), 1);
    for filter in [
        TITLE.eq("Alien"),
        TITLE.eq(&owned),
        TITLE.eq(owned.clone()),
        PLOT.eq("space"),
        PLOT.eq(String::from("space")),
        PLOT.eq(plot.clone()),
        PLOT.eq(&plot),
        SEEN.eq(1),
        SEEN.eq([once].iter().next().unwrap()),
        PRICE.eq(1),
        PRICE.eq(Decimal::ONE),
        SCORE.eq(0.5),
        TITLE.is_in(["Alien"]),
        PLOT.is_in(vec![String::from("space")]),
        TITLE.lt("B"),
    ] {
        assert_eq!(found(filter.clone()), [1], "{filter:?}");
    }
}

#[test]
fn nothing_is_equal_to_nothing() {
    assert_eq!(found(PLOT.eq(None)), [3]);
    assert_eq!(found(PRICE.eq(None)), [3]);
    assert_eq!(found(PLOT.ne(None)), [1, 2]);
    assert_eq!(found(PLOT.is_not_null()), [1, 2]);
    let unknown: Option<String> = None;
    assert_eq!(found(PLOT.eq(&unknown)), [3]);
}

#[test]
fn another_value_is_what_nothing_is_too() {
    assert_eq!(found(PLOT.ne("space")), [2, 3]);
    assert_eq!(found(PRICE.ne(1)), [2, 3]);
    assert_eq!(found(TITLE.ne("Alien")), [2, 3]);
    assert_eq!(found(PRICE.ne(Decimal::new(1001, 3))), [1, 2, 3]);
}

#[test]
fn conditions_are_combined_by_methods_and_by_operators() {
    assert_eq!(found(SEEN.gt(1).and(PLOT.eq("office"))), [2]);
    assert_eq!(found(SEEN.gt(1) & PLOT.eq("office") & SEEN.lt(9)), [2]);
    assert_eq!(found(TITLE.eq("Alien") | TITLE.eq("Clue")), [1, 3]);
    assert_eq!(found(!PLOT.eq("space")), [2, 3]);
    assert_eq!(found(PLOT.eq("space").not().not()), [1]);
    // As they are bracketed, not as SQL would read them in a row.
    let bracketed = (TITLE.eq("Alien") | TITLE.eq("Brazil")) & SEEN.eq(1);
    assert_eq!(found(bracketed), [1]);
    assert_eq!(
        found(TITLE.eq("Alien") | TITLE.eq("Brazil") & SEEN.eq(2)),
        [1, 2]
    );
}

#[test]
fn a_chain_may_be_long() {
    let any = (0..500).map(|n| ID.eq(n)).reduce(Filter::or).unwrap();
    assert_eq!(found(any), [1, 2, 3]);
}

#[test]
fn columns_are_read_as_tuples_in_the_order_of_the_set() {
    let db = films();
    let set = all().order_by(TITLE.desc());
    let titles = sets::values(&db, &set.select, &TITLE).unwrap();
    assert_eq!(titles, ["Clue", "Brazil", "Alien"]);
    let set = set.slice(1, 1);
    let rows = sets::values(&db, &set.select, &(PRICE, ID, PLOT)).unwrap();
    let price = Some(Decimal::new(225, 2));
    assert_eq!(rows, [(price, 2, Some("office".to_owned()))]);
    assert_eq!(rows[0].0.unwrap().to_string(), "2.25");
}

#[test]
fn a_set_has_rows_or_none() {
    let db = films();
    let exists = |set: QuerySet<Film>| sets::exists(&db, &META, &set.select).unwrap();
    assert!(exists(all()));
    assert!(exists(all().filter(SEEN.gt(2))));
    assert!(!exists(all().filter(SEEN.gt(4))));
    assert!(!exists(QuerySet::none()));
    assert!(exists(all().slice(2, 5)));
    assert!(!exists(all().slice(3, 5)));
    assert!(!exists(all().slice(0, 0)));
}

#[test]
fn what_is_computed_has_the_type_that_it_needs() {
    let db = films();
    let select = &all().select;
    assert_eq!(sets::sum(&db, select, SEEN).unwrap(), Some(7_i64));
    assert_eq!(sets::avg(&db, select, SEEN).unwrap(), Some(7.0 / 3.0));
    let price = sets::sum(&db, select, PRICE).unwrap().unwrap();
    assert_eq!(price.to_string(), "3.25");
    let price = sets::avg(&db, select, PRICE).unwrap().unwrap();
    assert_eq!(price.to_string(), "1.625");
    let lengths = [
        sets::sum(&db, select, LENGTH).unwrap(),
        sets::avg(&db, select, LENGTH).unwrap(),
        sets::min(&db, select, LENGTH).unwrap(),
    ];
    let seconds = lengths.map(|length| length.unwrap().as_millis());
    assert_eq!(seconds, [11_000, 3_666, 2_000]);
    assert_eq!(sets::sum(&db, select, SCORE).unwrap(), Some(1.5));
    let least: Option<f32> = sets::min(&db, select, SCORE).unwrap();
    assert_eq!(least, Some(0.5));
    let last: Option<String> = sets::max(&db, select, TITLE).unwrap();
    assert_eq!(last.as_deref(), Some("Clue"));
    let changed: Option<Timestamp> = sets::max(&db, select, UPDATED_AT).unwrap();
    assert!(changed.is_some_and(|at| at < Timestamp::now()));
}

#[test]
fn of_nothing_nothing_is_computed() {
    let db = films();
    let select = &all().filter(PRICE.eq(None)).select;
    assert_eq!(sets::sum(&db, select, PRICE).unwrap(), None);
    assert_eq!(sets::avg(&db, select, PRICE).unwrap(), None);
    assert_eq!(sets::max(&db, select, PRICE).unwrap(), None);
    let select = &QuerySet::<Film>::none().select;
    assert_eq!(sets::sum(&db, select, SEEN).unwrap(), None);
    assert_eq!(sets::avg(&db, select, SEEN).unwrap(), None);
    assert_eq!(sets::avg(&db, select, LENGTH).unwrap(), None);
    assert_eq!(sets::min(&db, select, TITLE).unwrap(), None);
}

#[test]
fn a_slice_is_computed_and_counted_alone() {
    let db = films();
    let set = all().order_by(SEEN.desc()).slice(0, 2);
    assert_eq!(sets::sum(&db, &set.select, SEEN).unwrap(), Some(6));
    let count = |set: &QuerySet<Film>| crate::sqlite::count(&db, &META, &set.select).unwrap();
    assert_eq!(count(&set), 2);
    assert_eq!(count(&all().slice(2, 9)), 1);
}

#[test]
fn a_sum_that_no_column_holds_is_an_error() {
    let db = films();
    db.execute("UPDATE film SET length = 9223372036854775807", ())
        .unwrap();
    let sum: Result<Option<<SignedDuration as Number>::Sum>> =
        sets::sum(&db, &all().select, LENGTH);
    assert_eq!(sum.unwrap_err().code(), tonic::Code::Internal);
}

#[test]
fn a_slice_of_a_slice_is_within_it() {
    let slices = [
        (all().slice(1, 2).slice(1, 9), &[3][..]),
        (all().slice(0, 2).slice(0, 1), &[1]),
        (all().slice(1, 1).slice(1, 1), &[]),
        (all().slice(0, u64::MAX).slice(2, u64::MAX), &[3]),
    ];
    for (set, wanted) in slices {
        assert_eq!(keys_of(&films(), &META, &set), wanted, "{set:?}");
    }
}

fn update(db: &Connection, set: &QuerySet<Film>, changes: Changes<Film>) -> Result<u64> {
    sets::update_all(db, &META, &set.select, changes.into())
}

#[test]
fn rows_of_a_set_are_written_and_their_time_with_them() {
    let db = films();
    let mut changes = Changes::default();
    changes.set(PLOT, "unknown").set(PRICE, None);
    let set = all().filter(SEEN.gte(2));
    assert_eq!(update(&db, &set, changes).unwrap(), 2);
    let rows = sets::values(&db, &all().select, &(PLOT, PRICE)).unwrap();
    let unknown = (Some("unknown".to_owned()), None);
    let space = (Some("space".to_owned()), Some(Decimal::new(100, 2)));
    assert_eq!(rows, [space, unknown.clone(), unknown]);
    let touched = all().filter(UPDATED_AT.gt(Timestamp::constant(2020, 1, 1, 0, 0, 0, 0)));
    assert_eq!(keys_of(&db, &META, &touched), [2, 3]);
    assert_eq!(update(&db, &all(), Changes::default()).unwrap(), 0);
    assert_eq!(keys_of(&db, &META, &touched), [2, 3]);
}

#[test]
fn a_slice_is_written_alone() {
    let db = films();
    let mut changes = Changes::default();
    changes.set(SEEN, 9);
    let newest = all().order_by(ID.desc()).slice(0, 1);
    assert_eq!(update(&db, &newest, changes).unwrap(), 1);
    assert_eq!(sets::values(&db, &all().select, &SEEN).unwrap(), [1, 2, 9]);
    assert_eq!(sets::delete_all(&db, &META, &newest.select).unwrap(), 1);
    assert_eq!(left(&db), [1, 2]);
}

#[test]
fn relations_of_a_set_are_those_of_the_rows_that_matched() {
    let db = films();
    let mut changes = Changes::default();
    // Which rows match is changed by what is written.
    changes.set(SEEN, 0).link(SEQUELS, [3]);
    assert_eq!(update(&db, &all().filter(SEEN.lt(4)), changes).unwrap(), 2);
    assert_eq!(keys_of(&db, &META, &all().filter(SEQUELS.has(3))), [1, 2]);
    let mut changes = Changes::default();
    changes.link(SEQUELS, [1]);
    assert_eq!(update(&db, &all().filter(ID.eq(1)), changes).unwrap(), 1);
    assert_eq!(keys_of(&db, &META, &all().filter(SEQUELS.has(3))), [2]);
}

#[test]
fn a_violation_names_the_field() {
    let db = films();
    let mut changes = Changes::default();
    changes.set(TITLE, "Dune");
    let error = update(&db, &all(), changes).unwrap_err();
    assert_eq!(error.code(), tonic::Code::InvalidArgument);
    assert!(
        error.to_string().contains("film with this title"),
        "{error}"
    );
    assert_eq!(found(TITLE.eq("Dune")), Vec::<i64>::new());
}

#[test]
fn rows_that_are_referred_to_are_kept() {
    let db = films();
    db.execute("INSERT INTO film_sequels VALUES (1, 2)", ())
        .unwrap();
    let delete = |set: QuerySet<Film>| sets::delete_all(&db, &META, &set.select);
    let refused = delete(all()).unwrap_err();
    assert_eq!(refused.code(), tonic::Code::FailedPrecondition);
    assert_eq!(left(&db), [1, 2, 3]);
    assert_eq!(delete(all().filter(ID.gt(2))).unwrap(), 1);
    assert_eq!(delete(all().filter(ID.gt(2))).unwrap(), 0);
    assert_eq!(left(&db), [1, 2]);
}
