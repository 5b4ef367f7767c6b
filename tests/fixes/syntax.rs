//! What is wrong with the text before it has a meaning.

use cargo_socio::edit;

use crate::{fixed, only_mistake, refused};

#[test]
fn a_flow_mapping_is_parted_by_commas() {
    let written =
        "models:\n  A: { fields: { price: decimal(10,2), b: numeric(8, 2)?, c: text } }\n";
    let found = refused(written).expect("two mistakes");
    assert_eq!(found.len(), 2, "{found}");
    let fixes: Vec<_> = found
        .sorted()
        .iter()
        .filter_map(|found| found.fix.clone())
        .collect();
    let once = edit::apply(written, &fixes);
    assert!(
        once.contains("{ price: \"decimal(10,2)\", b: \"numeric(8, 2)?\", c: text }"),
        "{once}"
    );
    assert!(fixed(&once).contains("b: \"decimal(8,2)?\""));
}

#[test]
fn tabs_and_invisible_characters_are_named_at_their_places() {
    let tabs = "models:\n\tA:\n\t\tfields:\n\t\t\ta: text\n";
    let found = only_mistake(tabs);
    assert_eq!((&tabs[found.span.clone()], found.span.start), ("\t", 8));
    assert!(found.help.contains("spaces"), "{}", found.help);
    assert_eq!(fixed(tabs), tabs.replace('\t', "  "));
    let mixed = "models:\n  A:\n    fields:\n      a: text\n\tB: { fields: { a: text } }\n";
    assert_eq!(&mixed[only_mistake(mixed).span], "\t");
    for (written, right) in [
        (
            "models:\n  A:\n    fields:\n      name:\u{a0}text\n",
            "name: text",
        ),
        (
            "models:\n  A:\n    fields:\n      name: text\u{a0}\n",
            "name: text",
        ),
        (
            "models:\n  A:\n    fields:\n      b: text\n      name:\u{a0}text\n",
            "name: text",
        ),
        (
            "models:\n\u{a0} A: { fields: { name: text } }\n",
            "  A: { fields: { name: text } }",
        ),
    ] {
        let found = refused(written).expect(written);
        let first = found.sorted()[0];
        assert!(first.message.contains("U+00A0"), "{found}");
        assert_eq!(&written[first.span.clone()], "\u{a0}", "{found}");
        if let Some(fix) = first.fix.clone() {
            let text = edit::apply(written, &[fix]);
            assert!(text.contains(right), "{text}");
        }
    }
    assert!(refused("models:\n  A: { comment: 10\u{a0}€, fields: { a: text } }\n").is_none());
}

#[test]
fn a_key_that_stands_twice_is_shown_at_both_places() {
    let text = "models:\n  A:\n    fields:\n      a: text\n      b: text\n      a: int32\n";
    let found = only_mistake(text);
    let [first] = &found.related[..] else {
        panic!("{found:?}");
    };
    assert_eq!(&text[first.span.clone()], "a");
    assert!(first.span.start < found.span.start && &text[found.span.clone()] == "a");
    let shown = refused(text).expect("a mistake").to_string();
    assert!(
        shown.contains("4 |       a: text\n") && shown.contains("- first here"),
        "{shown}"
    );
    assert!(shown.contains("6 |       a: int32\n  |       ^"), "{shown}");
}

#[test]
fn an_action_that_stands_twice_is_shown_at_both_places() {
    let text = "models:\n  A:\n    fields: { a: text }\n    service:\n      actions:\n        Publish: {}\n        Publish: { request: A }\n";
    let found = only_mistake(text);
    assert_eq!(found.message, "`Publish` stands here twice");
    let [first] = &found.related[..] else {
        panic!("{found:?}");
    };
    assert!(first.span.start < found.span.start, "{found:?}");
    assert_eq!(&text[first.span.clone()], "Publish");
}
