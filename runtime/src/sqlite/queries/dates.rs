//! Filters by parts of dates and times, and the keys that name them.

use super::*;
use crate::Comparison;
use crate::{DatePart, Error};

#[derive(Debug, Clone)]
struct Event {
    id: i64,
}

static META: ModelMeta = ModelMeta::new(
    "Event",
    "event",
    &[
        FieldMeta::new("id", Kind::Int64).key(),
        FieldMeta::new("day", Kind::Date).nullable(),
        FieldMeta::new("at", Kind::Time),
        FieldMeta::new("stamp", Kind::DateTime),
        FieldMeta::new("season", Kind::Reference(&SEASON)).column("season_id"),
    ],
    &[],
);

static SEASON: ModelMeta = ModelMeta::new(
    "Season",
    "season",
    &[
        FieldMeta::new("id", Kind::Int64).key(),
        // A name that is a lookup, too.
        FieldMeta::new("year", Kind::Int32),
    ],
    &[],
);

impl Record for Event {
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

const fn part(part: DatePart, comparison: Comparison) -> Lookup {
    Lookup::Part(part, comparison)
}

static EVENTS: Listing = Listing {
    filters: &[
        FilterMeta {
            field: "day",
            lookups: &[
                Lookup::Gte,
                part(DatePart::Year, Comparison::Exact),
                part(DatePart::Year, Comparison::Gt),
                part(DatePart::Year, Comparison::Lte),
                part(DatePart::Month, Comparison::In),
                part(DatePart::Day, Comparison::Lt),
            ],
        },
        FilterMeta {
            field: "at",
            lookups: &[
                part(DatePart::Hour, Comparison::Gte),
                part(DatePart::Second, Comparison::Exact),
            ],
        },
        FilterMeta {
            field: "stamp",
            lookups: &[
                part(DatePart::Minute, Comparison::Range),
                part(DatePart::Hour, Comparison::Exact),
            ],
        },
        FilterMeta {
            field: "season",
            lookups: &[Lookup::Exact],
        },
        FilterMeta {
            field: "season__year",
            lookups: &[Lookup::Exact, Lookup::Gte],
        },
    ],
    strict_filters: true,
    ..Listing::PLAIN
};

fn found(db: &Connection, filters: &str) -> Result<Vec<i64>, Error> {
    let query = Query {
        keys: serde_json::from_str(filters).unwrap(),
    };
    let mut set = QuerySet::<Event>::all();
    query.filter(&EVENTS, Event::meta(), &mut set.select)?;
    Ok(keys_of(db, Event::meta(), &set))
}

#[test]
fn a_part_of_a_date_compares_as_a_number() {
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch(
        "CREATE TABLE season (id INTEGER PRIMARY KEY, year INTEGER);
         CREATE TABLE event (id INTEGER PRIMARY KEY, day TEXT, at TEXT, stamp TEXT, season_id INTEGER);
         INSERT INTO season VALUES (1, 2024), (2, 2026);
         INSERT INTO event VALUES
             (1, '2024-02-29', '08:30:05.000000', '2024-02-29T08:05:00.000000Z', 1),
             (2, '2026-12-01', '23:59:59.999999', '2026-12-01T23:59:00.500000Z', 2),
             (3, NULL, '09:00:00.000000', '0987-01-01T09:30:00.000000Z', 2);",
    )
    .unwrap();
    for (filters, keys) in [
        (r#"{"day__year": 2024}"#, &[1][..]),
        (r#"{"day__year__exact": "2024"}"#, &[1]),
        (r#"{"day__year__gt": 2024}"#, &[2]),
        (r#"{"day__year__gt": 999}"#, &[1, 2]),
        (r#"{"day__year__gt": -5}"#, &[1, 2]),
        (r#"{"day__year__lte": 2026.0}"#, &[1, 2]),
        (r#"{"day__year__lte": 20250}"#, &[1, 2]),
        (r#"{"day__month__in": "2,3"}"#, &[1]),
        (r#"{"day__month__in": [2, 12, 100]}"#, &[1, 2]),
        (r#"{"day__day__lt": 29}"#, &[2]),
        (r#"{"day__day__lt": 100}"#, &[1, 2]),
        (r#"{"at__hour__gte": 9}"#, &[2, 3]),
        (r#"{"at__second": 5}"#, &[1]),
        (r#"{"stamp__hour": 9}"#, &[3]),
        (r#"{"stamp__minute__range": [5, 30]}"#, &[1, 3]),
        (r#"{"stamp__minute__range": "31,59"}"#, &[2]),
        (r#"{"day__year__gt": ""}"#, &[1, 2, 3]),
        (
            r#"{"day__gte": "2025-01-01", "day__year__lte": 2026}"#,
            &[2],
        ),
        (r#"{"season__year": 2026}"#, &[2, 3]),
        (r#"{"season__year__gte": 2024}"#, &[1, 2, 3]),
        (r#"{"season": 1}"#, &[1]),
    ] {
        assert_eq!(found(&db, filters).unwrap(), keys, "{filters}");
    }
    for (filters, code) in [
        (r#"{"day__year__gt": "soon"}"#, "Enter a number."),
        (r#"{"day__month__in": "1,may"}"#, "Enter a number."),
        (
            r#"{"stamp__minute__range": [5]}"#,
            "Range query expects two values.",
        ),
        (r#"{"day__year__lt": 2026}"#, "Unknown filter."),
        (r#"{"day__month": 2}"#, "Unknown filter."),
        (r#"{"day__year__gt__lt": 1}"#, "Unknown filter."),
        (r#"{"days__year": 2026}"#, "Unknown filter."),
        (r#"{"day": "2026-12-01"}"#, "Unknown filter."),
    ] {
        let refused = found(&db, filters).unwrap_err().to_string();
        assert!(refused.contains(code), "{filters}: {refused}");
    }
}
