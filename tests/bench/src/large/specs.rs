//! Specs with very many of one thing.

use std::fmt::Write;

/// A text of so many of something.
type Make = fn(usize) -> String;

/// What there may be very many of, and how many of it take a second or so in a debug build.
pub const LARGE: [(&str, Make, usize); 7] = [
    ("members of an enum", members, 20_000),
    ("fields", fields, 10_000),
    ("filters", filters, 5_000),
    ("indexes", indexes, 5_000),
    ("choices", choices, 20_000),
    ("relations to many", links, 2_000),
    ("models in a row", chain, 2_000),
];

/// A spec of one model, with so many of something in it.
fn model(head: &str, n: usize, each: impl Fn(usize) -> String) -> String {
    let mut text = head.to_owned();
    for n in 0..n {
        let _ = writeln!(text, "{}", each(n));
    }
    text
}

fn members(n: usize) -> String {
    let head = "models: { A: { fields: { e: E } } }\nenums:\n  E:\n";
    model(head, n, |n| format!("    - member{n}x"))
}

fn fields(n: usize) -> String {
    let head = "models:\n  A:\n    fields:\n";
    model(head, n, |n| format!("      field{n}x: text"))
}

fn filters(n: usize) -> String {
    let fields = fields(n);
    let head = format!("{fields}    service:\n      filters:\n");
    let with_filters = model(&head, n, |n| format!("        field{n}x: [exact]"));
    let names: Vec<_> = (0..n).map(|n| format!("field{n}x")).collect();
    let names = names.join(", ");
    format!("{with_filters}      search: [{names}]\n      ordering: [{names}]\n")
}

fn indexes(n: usize) -> String {
    let fields = fields(n + 1);
    let head = format!("{fields}    indexes:\n");
    model(&head, n, |n| {
        format!("      - [field{n}x, field{}x]", n + 1)
    })
}

fn choices(n: usize) -> String {
    let head = "models:\n  A:\n    fields:\n      a:\n        type: text\n        choices:\n";
    model(head, n, |n| format!("          - choice{n}"))
}

/// Each refers to the one before.
fn chain(n: usize) -> String {
    let first = "models:\n  M0x: { fields: { a: text } }\n";
    model(first, n, |n| {
        format!("  M{}x: {{ fields: {{ a: M{n}x }} }}", n + 1)
    })
}

fn links(n: usize) -> String {
    let head = "models:\n  B: { fields: { a: text } }\n  A:\n    fields:\n";
    model(head, n, |n| format!("      link{n}x: [B]"))
}
