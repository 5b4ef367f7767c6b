//! What the help of a mistake offers is data: applied, it makes a spec that is accepted.

mod fields;
mod syntax;

use cargo_socio::diagnostic::{Diagnostic, Diagnostics};
use cargo_socio::model::{self, Overrides};
use cargo_socio::{edit, spec};

fn refused(text: &str) -> Option<Diagnostics> {
    match spec::load("socio.yaml", text) {
        Ok(spec) => model::build(&spec, &Overrides::default()).err(),
        Err(found) => Some(found),
    }
}

fn only_mistake(text: &str) -> Diagnostic {
    let Some(found) = refused(text) else {
        panic!("nothing is wrong with\n{text}");
    };
    assert_eq!(found.len(), 1, "{text}\n{found}");
    found.sorted()[0].clone()
}

/// The spec after the fix of its only mistake.
fn fixed(text: &str) -> String {
    let found = only_mistake(text);
    let fix = found.fix.as_ref();
    let fix = fix.unwrap_or_else(|| panic!("no fix in {found:?}"));
    let fixed = edit::apply(text, std::slice::from_ref(fix));
    if let Some(found) = refused(&fixed) {
        panic!("{text}\nbecomes\n{fixed}\n{found}");
    }
    fixed
}

/// What is written, and what it becomes.
type Case = (&'static str, &'static str);

fn each_is_fixed(cases: &[Case], spec: impl Fn(&str) -> String) {
    for (written, right) in cases {
        assert_eq!(fixed(&spec(written)), spec(right), "{written}");
    }
}

#[rustfmt::skip]
const MODELS: &[Case] = &[
    ("service: null", "service: false"),
    ("service:", "service: false"),
    ("service: ModelServise", "service: ModelService"),
    ("service: { mixins: [Lst] }", "service: { mixins: [list] }"),
    ("service: { mixins: create }", "service: { mixins: [create] }"),
    ("service: { orderin: [name] }", "service: { ordering: [name] }"),
    ("service: { ordering: [nane] }", "service: { ordering: [name] }"),
    ("service: { default_ordering: [-nane] }", "service: { default_ordering: [-name] }"),
    ("service: { search: [name, secret] }", "service: { search: [name] }"),
    ("service: { filters: { name: [exct] } }", "service: { filters: { name: [exact] } }"),
    ("service: { filters: { name: exact } }", "service: { filters: { name: [exact] } }"),
    ("service: { filters: { name: [] } }", "service: { filters: { name: [exact] } }"),
    ("service: { filters: { nane: [exact] } }", "service: { filters: { name: [exact] } }"),
    ("service: { filters: { name__icontains: [exact] } }", "service: { filters: { name: [icontains] } }"),
    ("service: { filters: { day__year__gte: } }", "service: { filters: { day: [year__gte] } }"),
    ("service: { filters: { author__nam: [exact] } }", "service: { filters: { author__name: [exact] } }"),
    ("service: { filters: { autor__name: [exact] } }", "service: { filters: { author__name: [exact] } }"),
    ("service: { filters: { author__name__in: [exact] } }", "service: { filters: { author__name: [in] } }"),
    ("service:\n      filters:\n        name__in:\n          - exact\n        id: [in]", "service:\n      filters:\n        name: [in]\n        id: [in]"),
    ("unique_together: [[name, day, name]]", "unique_together: [[name, day]]"),
    ("timestamp: true", "timestamps: true"),
    ("naming: django\n    comment: a", "comment: a"),
];

#[test]
fn models() {
    let spec = |rest: &str| {
        format!(
            "models:\n  Author: {{ fields: {{ name: text }} }}\n  Thing:\n    fields:\n      name: text\n      day: date\n      author: Author\n      \
             secret: {{ type: text, write_only: true }}\n    {rest}\n"
        )
    };
    each_is_fixed(MODELS, spec);
}

const MODEL: &str = "models:\n  A: { fields: { a: text } }\n";

#[rustfmt::skip]
const TOP: &[Case] = &[
    ("package: 'web-shop.v1'\n", "package: web_shop.v1\n"),
    ("package: shop..v1\n", "package: shop.v1\n"),
    ("project: My Project\n", "project: my-project\n"),
    ("mode: asinc\n", "mode: async\n"),
    ("database: postgres\n", "database: sqlite\n"),
    ("pakage: a.v1\n", "package: a.v1\n"),
    ("enums: { status: [a] }\n", "enums: { Status: [a] }\n"),
    ("enums: { 2Fa: [a] }\n", "enums: { Model2fa: [a] }\n"),
    ("enums: { E: { 1st: a } }\n", "enums: { E: { no_1st: a } }\n"),
    ("mode: !!str sync\n", "mode: sync\n"),
    ("mode: !my/tag sync\n", "mode: sync\n"),
    ("mode:\u{a0}sync\n", "mode: sync\n"),
    ("mode: sync\u{200b}\n", "mode: sync\n"),
    ("mode: \u{3000}sync\n", "mode:  sync\n"),
];

#[test]
fn the_top_level() {
    let removed = fixed(&format!("naming: django\n{MODEL}"));
    assert_eq!(removed, MODEL);
    for (written, right) in TOP {
        let text = format!("{written}{MODEL}");
        assert_eq!(fixed(&text), format!("{right}{MODEL}"));
    }
}

#[rustfmt::skip]
const NAMES: &[Case] = &[
    ("2fa: text", "field_2fa: text"),
    ("a__b: text", "a_b: text"),
    ("unitPrice: text", "unit_price: text"),
    ("\"Unit Price\": text", "unit_price: text"),
    ("_a: text", "a: text"),
    ("a\u{a0}b: text", "a_b: text"),
];

#[test]
fn names() {
    each_is_fixed(NAMES, |field| {
        format!("models:\n  A:\n    fields:\n      {field}\n")
    });
    let long = "long_".repeat(20);
    let short = fixed(&format!("models:\n  A: {{ fields: {{ {long}: text }} }}\n"));
    assert!(short.contains("long_long:"), "{short}");
    // One that is there already is not offered.
    let taken = refused("models:\n  A: { fields: { b: text, B: int32 } }\n");
    let taken = taken.expect("a mistake");
    let [first, ..] = taken.sorted()[..] else {
        panic!("{taken}");
    };
    assert!(
        first.fix.is_none() && first.help.contains("`unit_price`"),
        "{taken}"
    );
    for name in ["größe", "名前", "naïve", "__"] {
        let found = only_mistake(&format!("models:\n  A: {{ fields: {{ {name}: text }} }}\n"));
        assert!(
            found.fix.is_none() && found.help.contains("ASCII"),
            "{found:?}"
        );
    }
}

#[test]
fn one_mistake_is_one_error() {
    for (text, message) in [
        (
            "models:\n  A:\n    feilds: { a: text }\n",
            "unknown key `feilds`",
        ),
        (
            "modles:\n  A: { fields: { a: text } }\n",
            "unknown key `modles`",
        ),
        ("models: [A, B]\n", "`models` must be a mapping"),
        ("models:\n  A: text\n", "a mapping is wanted here"),
        (
            "models:\n  A:\n    fields: [a, b]\n",
            "`fields` must be a mapping",
        ),
        (
            "models:\n  A: { fields: { a: string(10 } }\n",
            "`string(10`: a `)` is missing",
        ),
        ("models:\n  A: { fields: { a: } }\n", "there is no type"),
        (
            "models:\n  A: { fields: { a: text } }\n---\nmodels: {}\n",
            "a second document begins here",
        ),
        (
            "models:\n  A: { fields: { a: text } }\n...\nx: 1\n",
            "a second document begins here",
        ),
        (
            "project:\nmodels:\n  A: { fields: { a: text } }\n",
            "`project` has no value",
        ),
        (
            "models:\n  A: { fields: { a: text }, service: { filters: { a: [in], a__exact: [in] } } }\n",
            "`exact` is a lookup",
        ),
    ] {
        let found = only_mistake(text);
        assert_eq!(found.message, message, "{text}");
        assert!(!found.help.is_empty(), "{found:?}");
    }
}

#[test]
fn packages_have_capitals() {
    assert!(refused(&format!("package: Acme.shopFront.v1\n{MODEL}")).is_none());
}
