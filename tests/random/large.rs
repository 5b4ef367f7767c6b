//! Large specs take as long as they are large: at these sizes, a stage that compares each part with
//! each other takes minutes. What each took is printed; tests/bench has a table over sizes.

use std::fmt::Write;
use std::time::Instant;

use cargo_socio::model::{self, Overrides};
use cargo_socio::plan::{self, Before, RuntimeSource, Target};
use cargo_socio::{render, spec};

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

/// Each refers to the next, and the last to the first.
fn circle(n: usize) -> String {
    model("models:\n", n, |at| {
        format!("  M{at}x: {{ fields: {{ a: M{}x }} }}", (at + 1) % n)
    })
}

/// All stages up to text; whether the spec is valid.
fn stages(what: &str, text: &str) -> bool {
    let mut last = Instant::now();
    let mut took = |stage: &str| {
        print!(" {stage} {:.2}", last.elapsed().as_secs_f64());
        last = Instant::now();
    };
    print!("{what}, {} KiB:", text.len() / 1024);
    let loaded = spec::load("s", text).unwrap_or_else(|e| panic!("{e}"));
    took("read");
    let project = model::build(&loaded, &Overrides::default());
    took("check");
    let Ok(project) = project else {
        println!();
        return false;
    };
    let target = Target {
        runtime: RuntimeSource::Vendored,
        joins_workspace: false,
    };
    let plan = plan::plan(&project, &Before::default(), text, &target).expect("a plan");
    took("plan");
    let before = Before {
        names: plan.names,
        wire: plan.wire,
        schema: plan.schema,
    };
    plan::plan(&project, &before, text, &target).expect("the same plan");
    took("again");
    render::render(&plan.files).expect("texts");
    took("render");
    println!();
    true
}

#[test]
fn what_is_large_is_not_slow() {
    for (what, make, n) in [
        ("members", members as fn(usize) -> String, 20_000),
        ("fields", fields, 10_000),
        ("filters", filters, 5_000),
        ("indexes", indexes, 5_000),
        ("choices", choices, 20_000),
        ("links", links, 2_000),
        ("chain", chain, 2_000),
    ] {
        let n = std::env::var("LARGE").map_or(n, |f| n / f.parse::<usize>().unwrap());
        assert!(stages(&format!("{n} {what}"), &make(n)), "{what}");
    }
    let n = 20_000;
    assert!(!stages("a circle of models", &circle(n)));
}
