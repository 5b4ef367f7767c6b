//! Pages by limit and offset and by cursor.

use rusqlite::Connection;

use super::docs::{Doc, LISTING, docs, query, set};
use crate::PageStyle;
use crate::listing::{Listing, Pagination};
use crate::rows::Rows;
use crate::sqlite::{list, page};
use crate::{Error, Record, Result};

/// Documents 1 to 23, of which many are equal in what they are sorted by, or have nothing there.
fn many() -> Connection {
    let db = docs();
    for id in 4..=23 {
        let weight = ["NULL", "0.1", "-2.5"][id % 3];
        let owner = ["NULL", "'11111111-2222-3333-4444-000000000001'"][id % 2];
        db.execute_batch(&format!(
            "INSERT INTO doc (id, title, qty, weight, flag, owner_id)
             VALUES ({id}, 'title {}', {}, {weight}, 0, {owner})",
            id % 4,
            id % 5,
        ))
        .unwrap();
    }
    db
}

const fn paged(style: PageStyle) -> Listing {
    Listing {
        ordering: &[
            "id",
            "title",
            "qty",
            "weight",
            "owner__name",
            "owner__city__code",
        ],
        pagination: Some(Pagination::pages(4).up_to(10).style(style)),
        ..LISTING
    }
}

type Found = (Vec<i64>, Option<i64>, Option<String>, Option<String>);

fn listed(db: &Connection, listing: &Listing, keys: &str) -> Result<Found, Error> {
    let rows = Rows::of::<Doc>();
    let select = set(listing, keys)?.select;
    let listed = list(db, rows, select, &query(keys), listing.pagination)?;
    let found = listed.rows.typed::<Doc>()?.iter().map(Doc::key).collect();
    let beside = listed.neighbours;
    Ok((found, listed.count, beside.next, beside.previous))
}

/// What a stream of one page is made of.
fn streamed(db: &Connection, listing: &Listing, keys: &str) -> Vec<i64> {
    let pagination = listing.pagination.unwrap();
    let select = set(listing, keys).unwrap().select;
    let cut = page(db, Doc::meta(), select, &query(keys), &pagination).unwrap();
    let mut chunks = crate::keyset::Keyset::new(Doc::meta(), cut.select);
    let mut found = Vec::new();
    loop {
        let rows = chunks.next(db, Rows::of::<Doc>(), None).unwrap();
        let records = rows.typed::<Doc>().unwrap();
        if records.is_empty() {
            return found;
        }
        found.extend(records.iter().map(Doc::key));
    }
}

#[test]
fn a_list_of_a_slice_has_pages_within_it() {
    let db = many();
    let pages = paged(PageStyle::PageNumber);
    for (keys, wanted) in [
        (r#"{"page": 1}"#, &[3, 4, 5, 6][..]),
        (r#"{"page": 2}"#, &[7]),
    ] {
        let mut select = set(&pages, keys).unwrap().select;
        select.cut(2, 5);
        let rows = Rows::of::<Doc>();
        let listed = list(&db, rows, select, &query(keys), pages.pagination).unwrap();
        let found = listed.rows.typed::<Doc>().unwrap();
        let found: Vec<_> = found.iter().map(Doc::key).collect();
        assert_eq!((found.as_slice(), listed.count), (wanted, Some(5)));
    }
}

#[test]
fn a_limit_and_an_offset_cut_a_list() {
    let db = many();
    let limits = paged(PageStyle::LimitOffset);
    for (keys, wanted) in [
        ("{}", vec![1, 2, 3, 4]),
        (r#"{"limit": 2}"#, vec![1, 2]),
        (r#"{"limit": 2, "offset": 3}"#, vec![4, 5]),
        (r#"{"limit": "2", "offset": "21"}"#, vec![22, 23]),
        (r#"{"offset": 22}"#, vec![23]),
        (r#"{"offset": 23}"#, vec![]),
        (r#"{"offset": 1e20}"#, vec![]),
        (r#"{"limit": 1e20}"#, (1..=10).collect()),
        (r#"{"limit": 0, "offset": -1}"#, vec![1, 2, 3, 4]),
        (r#"{"page": 3, "cursor": "x"}"#, vec![1, 2, 3, 4]),
        (r#"{"limit": 2, "ordering": "-id"}"#, vec![23, 22]),
    ] {
        let (found, count, next, previous) = listed(&db, &limits, keys).unwrap();
        assert_eq!((&found, count), (&wanted, Some(23)), "{keys}");
        assert_eq!((next, previous), (None, None));
        assert_eq!(streamed(&db, &limits, keys), wanted, "{keys}");
    }
}

const ORDERS: [&str; 8] = [
    "",
    "-id",
    "title",
    "-title,qty",
    "weight",
    "-weight,title",
    "owner__name,-qty",
    "-owner__city__code,weight",
];

#[test]
fn cursors_lead_through_a_list_and_back() {
    let db = many();
    let cursors = paged(PageStyle::Cursor);
    for order in ORDERS {
        let call = |cursor: &str| {
            format!(r#"{{"ordering": "{order}", "page_size": 3, "cursor": "{cursor}"}}"#)
        };
        let whole = format!(r#"{{"ordering": "{order}"}}"#);
        let all = super::docs::found(&db, &cursors, &whole).unwrap();
        let (mut forth, mut back) = (Vec::new(), Vec::new());
        let mut cursor = String::new();
        let first_of_last = loop {
            let (found, count, next, previous) = listed(&db, &cursors, &call(&cursor)).unwrap();
            assert_eq!(count, Some(23));
            assert_eq!(previous.is_none(), forth.is_empty(), "{order}");
            assert_eq!(streamed(&db, &cursors, &call(&cursor)), found, "{order}");
            forth.push(found);
            match next {
                Some(next) => cursor = next,
                None => break previous,
            }
        };
        assert_eq!(forth.concat(), all, "{order}");
        let mut cursor = first_of_last;
        while let Some(here) = cursor {
            let (found, _, next, previous) = listed(&db, &cursors, &call(&here)).unwrap();
            assert!(next.is_some(), "{order}");
            back.push(found);
            cursor = previous;
        }
        forth.pop();
        back.reverse();
        assert_eq!(back, forth, "{order}");
    }
}

#[test]
fn a_cursor_stays_where_it_is_while_rows_come_and_go() {
    let db = many();
    let cursors = paged(PageStyle::Cursor);
    let call = |cursor: &str| format!(r#"{{"ordering": "title", "cursor": "{cursor}"}}"#);
    let (first, _, next, _) = listed(&db, &cursors, &call("")).unwrap();
    db.execute_batch(&format!(
        "DELETE FROM doc WHERE id = {};
         INSERT INTO doc (id, title, qty, flag) VALUES (99, 'A', 0, 0)",
        first[3],
    ))
    .unwrap();
    let (second, ..) = listed(&db, &cursors, &call(&next.unwrap())).unwrap();
    let all = super::docs::found(&db, &cursors, r#"{"ordering": "title"}"#).unwrap();
    let at = all.iter().position(|id| *id == second[0]).unwrap();
    assert_eq!(all[at - 1], first[2]);
}

#[test]
fn an_empty_page_leads_back() {
    let db = many();
    let cursors = paged(PageStyle::Cursor);
    let call = |cursor: &str| format!(r#"{{"page_size": 10, "cursor": "{cursor}"}}"#);
    let (_, _, next, previous) = listed(&db, &cursors, &call("")).unwrap();
    assert_eq!(previous, None);
    let next = next.unwrap();
    db.execute_batch("DELETE FROM doc WHERE id > 10").unwrap();
    let (found, count, after, before) = listed(&db, &cursors, &call(&next)).unwrap();
    assert_eq!((found, count, after), (vec![], Some(10), None));
    let (found, ..) = listed(&db, &cursors, &call(&before.unwrap())).unwrap();
    assert_eq!(found, (1..=10).collect::<Vec<_>>());
}

#[test]
fn a_cursor_of_another_order_is_not_found() {
    let db = many();
    let cursors = paged(PageStyle::Cursor);
    let (_, _, next, _) = listed(&db, &cursors, r#"{"ordering": "title"}"#).unwrap();
    let next = next.unwrap();
    for order in ["-title", "title,qty", ""] {
        let keys = format!(r#"{{"ordering": "{order}", "cursor": "{next}"}}"#);
        let refused = listed(&db, &cursors, &keys).unwrap_err();
        assert_eq!(refused.code(), tonic::Code::NotFound, "{order}");
    }
}

/// A page deep in the list is found by the index, not by reading all before it.
#[test]
fn a_cursor_is_found_by_the_index() {
    let db = docs();
    db.execute_batch("CREATE INDEX doc_title ON doc (title, id)")
        .unwrap();
    let place = vec![
        (
            crate::query::Sort::by(1, false),
            crate::Value::Text("t".into()),
        ),
        (crate::query::Sort::by(0, false), crate::Value::Int(7)),
    ];
    let mut select = set(&LISTING, r#"{"ordering": "title"}"#).unwrap().select;
    select
        .predicates
        .push(crate::query::Predicate::After(place));
    select.limit = Some(5);
    let (text, values) = crate::sql::keys(Doc::meta(), &select);
    let mut plan = db.prepare(&format!("EXPLAIN QUERY PLAN {text}")).unwrap();
    let values = values.0.iter().map(crate::sqlite::storage::Bind);
    let steps = plan.query_map(rusqlite::params_from_iter(values), |row| row.get(3));
    let steps: Vec<String> = steps.unwrap().map(|step| step.unwrap()).collect();
    let wanted = "SEARCH doc USING COVERING INDEX doc_title (title>?)";
    assert_eq!(steps, [wanted], "{text}");
}
