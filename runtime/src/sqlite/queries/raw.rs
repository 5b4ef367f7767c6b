//! SQL by hand.

use rusqlite::Connection;
use rust_decimal::Decimal;

use crate::raw_sql::{FromRow, RawSql};
use crate::sqlite::raw;
use crate::{Column, FieldMeta, Kind, ModelMeta, Record, Result, Row, Timestamp};

#[derive(Debug, Clone, PartialEq)]
struct Meal {
    id: i64,
    name: String,
    price: Decimal,
}

const PRICE: Column<Meal, Decimal> = Column::new(2);

static META: ModelMeta = ModelMeta::new(
    "Meal",
    "meal",
    &[
        FieldMeta::new("id", Kind::Int64).key(),
        FieldMeta::new("name", Kind::Text).column("meal_name"),
        FieldMeta::new(
            "price",
            Kind::Decimal {
                precision: 6,
                scale: 2,
            },
        ),
    ],
    &[],
);

impl Record for Meal {
    type Key = i64;
    fn meta() -> &'static ModelMeta {
        &META
    }
    fn read(row: &mut Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.read()?,
            name: row.read()?,
            price: row.read()?,
        })
    }
    fn key(&self) -> i64 {
        self.id
    }
}

fn meals() -> Connection {
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch(
        "CREATE TABLE meal (price INTEGER, day TEXT, meal_name TEXT, id INTEGER PRIMARY KEY);
         INSERT INTO meal VALUES (250, '2026-01-31T12:00:00.000000Z', 'soup', 1), (900, NULL, 'fish', 2);",
    )
    .unwrap();
    db
}

fn sql(text: &'static str) -> RawSql {
    RawSql::new(text.into())
}

fn fetch<T: FromRow>(text: &'static str) -> Result<Vec<T>> {
    raw::fetch(&meals(), &sql(text), usize::MAX)
}

#[test]
fn rows_are_values_and_tuples() {
    let names: Vec<String> = fetch("SELECT meal_name FROM meal ORDER BY id").unwrap();
    assert_eq!(names, ["soup", "fish"]);
    let rows: Vec<(i64, Option<Timestamp>)> = fetch("SELECT id, day FROM meal").unwrap();
    assert_eq!(rows[0].1.unwrap().to_string(), "2026-01-31T12:00:00Z");
    assert_eq!(rows[1], (2, None));
    let first = raw::fetch::<i64>(&meals(), &sql("SELECT id FROM meal"), 1);
    assert_eq!(first.unwrap(), [1]);
}

#[test]
fn values_are_bound_in_their_order() {
    let text = String::from("text");
    let mut statement = sql("SELECT ?, ?, ?, ?, ?");
    statement.bind("it's ?");
    statement.bind(7);
    statement.bind(None::<i64>);
    statement.bind(&[1_u8, 2][..]);
    statement.bind(&text);
    type Bound = (String, i64, Option<i64>, Vec<u8>, String);
    let rows: Vec<Bound> = raw::fetch(&meals(), &statement, usize::MAX).unwrap();
    let wanted = ("it's ?".to_owned(), 7, None, vec![1, 2], text);
    assert_eq!(rows, [wanted]);
}

#[derive(Debug, PartialEq)]
struct Priced {
    dish: String,
    price: Decimal,
}

impl FromRow for Priced {
    fn from_row(row: &mut Row<'_>) -> Result<Self> {
        Ok(Self {
            price: row.get_as("most", PRICE)?,
            dish: row.get("dish")?,
        })
    }
}

#[test]
fn a_struct_takes_its_columns_by_name() {
    let text = "SELECT meal_name AS dish, max(price) AS most FROM meal";
    let wanted = Priced {
        dish: "fish".into(),
        price: Decimal::new(900, 2),
    };
    assert_eq!(fetch::<Priced>(text).unwrap(), [wanted]);
}

#[test]
fn records_find_their_columns_wherever_they_stand() {
    let mut statement = sql("SELECT *, 1 AS more FROM meal WHERE price < ?");
    statement.bind_as(PRICE, Decimal::new(30, 1));
    let found: Vec<Meal> = raw::records(&meals(), &statement, usize::MAX).unwrap();
    let soup = Meal {
        id: 1,
        name: "soup".into(),
        price: Decimal::new(250, 2),
    };
    assert_eq!(found, [soup]);
}

#[test]
fn a_write_says_how_many_rows_it_is_about() {
    let db = meals();
    let execute = |text| raw::execute(&db, &sql(text)).unwrap();
    assert_eq!(execute("UPDATE meal SET price = price + 1"), 2);
    assert_eq!(execute("CREATE INDEX meal_day ON meal (day)"), 0);
    assert_eq!(execute("DELETE FROM meal WHERE id > 5"), 0);
    assert_eq!(execute("DELETE FROM meal"), 2);
    let insert = sql("INSERT INTO meal (meal_name) VALUES ('cake'), ('pie') RETURNING id");
    assert_eq!(raw::fetch::<i64>(&db, &insert, 1).unwrap(), [1]);
    let names = sql("SELECT meal_name FROM meal");
    assert_eq!(
        raw::fetch::<String>(&db, &names, 9).unwrap(),
        ["cake", "pie"]
    );
}

#[test]
fn what_reads_is_told_from_what_writes() {
    let db = meals();
    let is_read = |text| raw::is_read(&db, &sql(text)).unwrap();
    assert!(is_read("WITH m AS (SELECT 1) SELECT * FROM m"));
    assert!(!is_read("INSERT INTO meal (id) VALUES (9) RETURNING id"));
    assert!(!is_read("WITH m AS (SELECT 1) DELETE FROM meal"));
}

/// No client sees these; a developer does.
#[test]
fn what_is_wrong_is_an_internal_error() {
    fn refused<T: FromRow + std::fmt::Debug>(text: &'static str) {
        let error = fetch::<T>(text).unwrap_err();
        assert_eq!(error.code(), tonic::Code::Internal, "{text}");
        assert!(!error.to_string().contains("meal"), "{error}");
    }
    refused::<i64>("SELECT nothing FROM meal");
    refused::<i64>("SELEC id FROM meal");
    refused::<i64>("SELECT id, price FROM meal");
    refused::<(i64, i64)>("SELECT id FROM meal");
    refused::<i64>("SELECT meal_name FROM meal");
    refused::<i64>("SELECT id FROM meal WHERE id = ?");
    refused::<String>("SELECT day FROM meal WHERE id = 2");
    refused::<Priced>("SELECT meal_name, price AS most FROM meal");
    refused::<Decimal>("SELECT price FROM meal");
    refused::<i64>("SELECT id FROM meal; DELETE FROM meal");
    refused::<i64>("");
    for text in [
        "BEGIN",
        " commit",
        "-- Rollback\n ROLLBACK",
        "PRAGMA query_only = 0",
    ] {
        refused::<i64>(text);
    }
    let mut decimal = sql("SELECT id FROM meal WHERE price = ?");
    decimal.bind(Decimal::ONE);
    assert!(raw::fetch::<i64>(&meals(), &decimal, 1).is_err());
    let missing = sql("SELECT id, price FROM meal");
    assert!(raw::records::<Meal>(&meals(), &missing, 1).is_err());
}
