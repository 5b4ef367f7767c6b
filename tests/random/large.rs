//! Large specs take as long as they are large: at these sizes, a stage that compares each part with
//! each other takes minutes. What each took is printed; tests/bench has a table over sizes.

use std::time::Instant;

use cargo_socio::model::{self, Overrides};
use cargo_socio::plan::{self, Before, RuntimeSource, Target};
use cargo_socio::{render, spec};

use crate::large_specs::LARGE;

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
    for (what, make, n) in LARGE {
        assert!(stages(&format!("{n} {what}"), &make(n)), "{what}");
    }
    let n = 10_000;
    assert!(!stages(&format!("a circle of {n} models"), &circle(n)));
}

/// Each refers to the next, and the last to the first.
fn circle(n: usize) -> String {
    let models = (0..n).map(|at| {
        let next = (at + 1) % n;
        format!("  M{at}x: {{ fields: {{ a: M{next}x }} }}\n")
    });
    format!("models:\n{}", models.collect::<String>())
}
