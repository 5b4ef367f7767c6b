//! Filters and searches of a list, compared with Django's answers.

use serde_json::Value as Json;

use super::answers::ANSWERS;
use super::docs::{LISTING, docs, found};
use crate::listing::Listing;

/// What a call is answered: keys, or an error as JSON.
fn answer(listing: &Listing, keys: &str) -> Json {
    match found(&docs(), listing, keys) {
        Ok(found) => found.into(),
        Err(error) => {
            let text = error.to_string();
            let (status, json) = text.split_once(": ").unwrap();
            assert_eq!(status, "InvalidArgument", "{keys}");
            serde_json::from_str(json).unwrap()
        }
    }
}

/// The texts of an error, one after the other.
fn messages(json: &Json) -> Vec<String> {
    match json {
        Json::Object(map) => match map.get("message") {
            Some(message) => vec![message.as_str().unwrap().to_owned()],
            None => map.values().flat_map(messages).collect(),
        },
        Json::Array(items) => items.iter().flat_map(messages).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn lists_answer_as_django_does() {
    let mut compared = 0;
    for line in ANSWERS.lines().filter(|line| !line.is_empty()) {
        let (keys, wanted) = line.split_once(" => ").unwrap();
        let wanted: Json = serde_json::from_str(wanted).unwrap();
        assert_eq!(answer(&LISTING, keys), wanted, "{keys}");
        compared += 1;
    }
    assert!(compared > 300, "{compared}");
}

/// Where Django is wrong, or has no answer but an exception.
#[test]
fn lists_answer_better_than_django_does() {
    for (keys, wanted) in [
        // One key is as good as a list of one.
        (r#"{"labels": 1}"#, &[1][..]),
        (r#"{"labels": "1"}"#, &[1]),
        (r#"{"labels__in": "1,2"}"#, &[1, 2]),
        (r#"{"labels__in": [1, 2]}"#, &[1, 2]),
        (r#"{"labels": [1.0]}"#, &[1]),
        // No row is found twice.
        (r#"{"labels__isnull": false}"#, &[1, 2]),
        (r#"{"labels__label__in": "alpha,beta"}"#, &[1, 2]),
        // Numbers are numbers, whatever the column holds.
        (r#"{"qty": 1.5}"#, &[]),
        (r#"{"qty__gte": 1.5}"#, &[2, 3]),
        (r#"{"qty__lt": 1.5}"#, &[1]),
        (r#"{"qty__in": "1,1.5,3"}"#, &[1, 3]),
        (r#"{"qty__in": [9223372036854775808, 1]}"#, &[1]),
        (r#"{"qty__range": "1.5,2.5"}"#, &[2]),
        (r#"{"big__lt": "9223372036854775807.5"}"#, &[1, 2]),
        (r#"{"level": 10.0}"#, &[1]),
        (r#"{"day__year": 2024.5}"#, &[]),
        (r#"{"day__year": 20000}"#, &[]),
        (r#"{"day__year__gt": 1e30}"#, &[]),
        // A range may be open.
        (r#"{"qty__range": ",2"}"#, &[1, 2]),
        (r#"{"qty__range": "2,"}"#, &[2, 3]),
        (r#"{"qty__range": [null, 2]}"#, &[1, 2]),
        (r#"{"qty__range": ","}"#, &[1, 2, 3]),
        (r#"{"day__range": "2000-01-01,"}"#, &[1, 2]),
        (r#"{"day__year__range": ",2024"}"#, &[1, 3]),
        // A list of one needs no brackets.
        (r#"{"qty__in": 1}"#, &[1]),
        (r#"{"title__in": true}"#, &[]),
        (r#"{"flag__in": "True"}"#, &[1]),
        (r#"{"flag__in": "true,false"}"#, &[1, 2, 3]),
        (r#"{"flag": []}"#, &[1, 2, 3]),
        (r#"{"ordering": ["-title"]}"#, &[3, 2, 1]),
        (r#"{"ordering": 1}"#, &[1, 2, 3]),
        (r#"{"ordering": {"a": 1}}"#, &[1, 2, 3]),
        // Read as in bodies.
        (r#"{"ip": "::ffff:1.2.3.4"}"#, &[1]),
        (r#"{"price": "1.24000000000000000000000000001"}"#, &[]),
        // Members are asked for by what is stored or by name.
        (r#"{"level": "LOW"}"#, &[1]),
        (r#"{"mood": "calm"}"#, &[1]),
        (r#"{"mood": "CALM"}"#, &[1]),
        (r#"{"mood__in": ["calm", "nope"]}"#, &[1]),
        (r#"{"mood__in": "nope"}"#, &[]),
    ] {
        let found: Json = wanted.into();
        assert_eq!(answer(&LISTING, keys), found, "{keys}");
    }
}

#[test]
fn what_django_takes_in_silence_is_refused() {
    for (keys, wanted) in [
        (r#"{"flag": "yes"}"#, "Enter true or false."),
        (r#"{"flag": 2}"#, "Enter true or false."),
        (r#"{"flag__in": "x"}"#, "Enter true or false."),
        (r#"{"qty__isnull": "t"}"#, "Enter true or false."),
        (r#"{"labels__isnull": [true]}"#, "Enter true or false."),
        (
            r#"{"stamp__lte": "0001-01-01T00:00:00+05:00"}"#,
            "Datetime value out of range.",
        ),
        (
            r#"{"title__regex": "("}"#,
            "Enter a valid regular expression, without look-around and backreferences.",
        ),
        (
            r#"{"title__iregex": "\\w{1000}"}"#,
            "This regular expression is too large.",
        ),
        (
            r#"{"labels": [9223372036854775808]}"#,
            "Select a valid choice. 9223372036854775808 is not one of the available choices.",
        ),
        (
            r#"{"parent": 1.5}"#,
            "Select a valid choice. That choice is not one of the available choices.",
        ),
    ] {
        assert_eq!(messages(&answer(&LISTING, keys)), [wanted], "{keys}");
    }
    let long: Vec<_> = (0..101).map(|n| n.to_string()).collect();
    let long = format!(r#"{{"search": "{}"}}"#, long.join(" "));
    let wanted = "Search for 100 terms at most.";
    assert_eq!(messages(&answer(&LISTING, &long)), [wanted]);
}

#[test]
fn errors_stand_in_the_order_of_the_filters() {
    let strict = Listing {
        strict_filters: true,
        ..LISTING
    };
    let keys = r#"{"new": 1, "labels": [99], "qty__gt": "x", "owner": "11111111-2222-3333-4444-000000000009", "qty": "y"}"#;
    let answer = answer(&strict, keys);
    let names: Vec<_> = answer.as_object().unwrap().keys().collect();
    assert_eq!(names, ["qty", "qty__gt", "owner", "labels", "new"]);
}

#[test]
fn rows_that_filters_name_have_to_be_there() {
    let text = |n: u32| format!(r#"{{"labels": {:?}}}"#, (1..=n).collect::<Vec<_>>());
    let found = |n: u32| answer(&LISTING, &text(n));
    assert_eq!(found(3), Json::from(vec![1, 2]));
    for many in [4, 5, 1000] {
        let wanted = "Select a valid choice. 4 is not one of the available choices.";
        assert_eq!(messages(&found(many)), [wanted], "{many}");
    }
}

#[test]
fn a_search_goes_through_relations_and_finds_no_row_twice() {
    let related = Listing {
        search: &["title", "labels__label", "owner__city__code"],
        ..LISTING
    };
    for (keys, wanted) in [
        (r#"{"search": "a"}"#, &[1, 2, 3][..]),
        (r#"{"search": "rom"}"#, &[1]),
        (r#"{"search": "rom beta"}"#, &[1]),
        (r#"{"search": "gamma second"}"#, &[2]),
        (r#"{"search": "gamma"}"#, &[2, 3]),
    ] {
        let found: Json = wanted.into();
        assert_eq!(answer(&related, keys), found, "{keys}");
    }
}

#[test]
fn an_order_goes_through_relations() {
    for (keys, wanted) in [
        (r#"{"ordering": "owner__name"}"#, [3, 1, 2]),
        (r#"{"ordering": "-owner__name"}"#, [2, 1, 3]),
        (r#"{"ordering": "owner__city__code"}"#, [2, 3, 1]),
        (r#"{"ordering": "-owner__city__code,-qty"}"#, [1, 3, 2]),
        // The table joins itself.
        (r#"{"ordering": "parent__title"}"#, [1, 2, 3]),
        (r#"{"ordering": "-parent__title"}"#, [3, 2, 1]),
        (r#"{"ordering": "labels__label,-qty"}"#, [3, 2, 1]),
    ] {
        let found: Json = wanted.to_vec().into();
        assert_eq!(answer(&LISTING, keys), found, "{keys}");
    }
}

#[test]
fn an_order_is_no_longer_than_its_list_whatever_is_asked() {
    let terms = ["-owner__name", "owner__name"].repeat(3000).join(",");
    let keys = format!(r#"{{"ordering": "{terms}"}}"#);
    assert_eq!(answer(&LISTING, &keys), Json::from(vec![2, 1, 3]));
}
