//! What a client is told of a violation.

use super::*;
use crate::rows::Rows;
use crate::{Changes, FieldMeta, Record, Result, Row};

#[derive(Debug, Clone)]
struct Seat(i64);

static META: ModelMeta = ModelMeta::new(
    "TrainSeat",
    "seat",
    &[
        FieldMeta::new("id", Kind::Int64).key(),
        FieldMeta::new("train", Kind::Int64),
        FieldMeta::new("place", Kind::Int64),
        FieldMeta::new("guest", Kind::Int64).column("guest_id"),
        FieldMeta::new("ticket_no", Kind::Int64).unique(),
    ],
    &[&[1, 2], &[1, 3]],
);

impl Record for Seat {
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

fn seats() -> Connection {
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch(
        "CREATE TABLE seat (id INTEGER PRIMARY KEY, train INTEGER, place INTEGER, guest_id INTEGER,
             ticket_no INTEGER UNIQUE, UNIQUE (train, place), UNIQUE (train, guest_id));
         INSERT INTO seat VALUES (1, 1, 1, 1, 1), (2, 1, 2, 2, 2), (3, 2, 3, 1, 3);",
    )
    .unwrap();
    db
}

fn update(key: i64, values: &[(usize, i64)]) -> String {
    let values = values.iter().map(|(index, v)| (*index, Value::Int(*v)));
    let changes = Changes::<Seat>::from(Assigned::new(Seat::meta(), values.collect()));
    let (key, rows) = (Value::Int(key), Rows::of::<Seat>());
    let select = Select::default().keyed(&META, key.clone());
    let refused = ops::update(&seats(), rows, &select, key, changes.into());
    let refused = refused.err().unwrap();
    tonic::Status::from(refused).message().to_owned()
}

#[test]
fn a_partly_written_group_is_the_one_that_clashes() {
    let text = |names: &str| {
        format!(
            r#"{{"non_field_errors": [{{"message": "The fields {names} must make a unique set.", "code": "unique"}}]}}"#
        )
    };
    assert_eq!(update(2, &[(2, 1)]), text("train, place"));
    assert_eq!(update(2, &[(3, 1)]), text("train, guest"));
    assert_eq!(update(3, &[(1, 1)]), text("train, guest"));
}

#[test]
fn a_unique_field_is_named_in_words_and_its_groups_wait() {
    let text = update(2, &[(1, 1), (2, 1), (4, 3)]);
    assert_eq!(
        text,
        r#"{"ticket_no": [{"message": "train seat with this ticket no already exists.", "code": "unique"}]}"#
    );
}

#[test]
fn a_cascade_goes_as_deep_as_sqlite_does_and_then_says_so() {
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch(
        "PRAGMA foreign_keys = ON;
         CREATE TABLE seat (id INTEGER PRIMARY KEY, train INTEGER REFERENCES seat (id) ON DELETE CASCADE);
         CREATE INDEX behind ON seat (train);
         INSERT INTO seat WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 1500)
         SELECT n, nullif(n - 1, 0) FROM n;",
    )
    .unwrap();
    let delete = |key: i64| {
        let select = Select::default().keyed(&META, Value::Int(key));
        ops::delete(&db, &META, &select, &Value::Int(key))
    };
    let refused = tonic::Status::from(delete(1).unwrap_err());
    assert_eq!(refused.code(), tonic::Code::FailedPrecondition);
    assert!(
        refused.message().contains("more than 1000 rows"),
        "{refused}"
    );
    assert!(delete(600).unwrap() && delete(1).unwrap());
}

#[test]
fn a_row_that_is_just_stored_is_no_twin_of_itself() {
    static PLACE: ModelMeta = ModelMeta::new(
        "Place",
        "place",
        &[FieldMeta::new("id", Kind::Int64).key()],
        &[],
    );
    static DOC: ModelMeta = ModelMeta::new(
        "Doc",
        "doc",
        &[
            FieldMeta::new("id", Kind::Int64).auto(crate::Auto::Increment),
            FieldMeta::new("title", Kind::Text).unique(),
        ],
        &[],
    )
    .links(&[LinkMeta {
        name: "places",
        table: "doc_places",
        own: "doc_id",
        other: "place_id",
        target: &PLACE,
        required: false,
    }]);
    #[derive(Debug, Clone)]
    struct Doc(i64);
    impl Record for Doc {
        type Key = i64;
        fn meta() -> &'static ModelMeta {
            &DOC
        }
        fn read(row: &mut Row<'_>) -> Result<Self> {
            row.read().map(Self)
        }
        fn key(&self) -> i64 {
            self.0
        }
    }
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch(
        "PRAGMA foreign_keys = ON;
         CREATE TABLE place (id INTEGER PRIMARY KEY);
         CREATE TABLE doc (id INTEGER PRIMARY KEY, title TEXT UNIQUE);
         CREATE TABLE doc_places (id INTEGER PRIMARY KEY, doc_id INTEGER REFERENCES doc (id),
             place_id INTEGER REFERENCES place (id));",
    )
    .unwrap();
    let values = vec![
        (1, Value::Text("new".into())),
        (2, Value::List(vec![Value::Int(9)])),
    ];
    let assigned = Assigned::new(Doc::meta(), values);
    let Err(refused) = ops::insert(&db, Rows::of::<Doc>(), assigned) else {
        panic!("there is no place 9");
    };
    assert_eq!(
        tonic::Status::from(refused).message(),
        r#"{"places": [{"message": "Invalid pk \"9\" - object does not exist.", "code": "does_not_exist"}]}"#
    );
}
