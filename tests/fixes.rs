//! What the help of a mistake offers is data: applied, it makes a spec that is accepted.

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

fn with_field(field: &str) -> String {
    format!(
        "enums:\n  Status: [draft, live]\nmodels:\n  Author: {{ fields: {{ name: text }} }}\n  Thing:\n    fields:\n      f: {field}\n"
    )
}

/// What Rust, Python, SQL and Django call the types.
#[rustfmt::skip]
const FOREIGN: &[Case] = &[
    ("integer", "int32"),
    ("int", "int32"),
    ("i32", "int32"),
    ("IntegerField()", "int32"),
    ("models.PositiveSmallIntegerField(default=0)", "int32"),
    ("bigint", "int64"),
    ("u64 = 7", "int64 = 7"),
    ("BIGSERIAL", "int64"),
    ("str", "text"),
    ("TextField", "text"),
    ("boolean = true", "bool = true"),
    ("BooleanField", "bool"),
    ("varchar(40)", "string(40)"),
    ("varchar(40)? = x", "string(40)? = x"),
    ("VARCHAR(40) NOT NULL", "string(40)"),
    ("character varying(40)", "string(40)"),
    ("varchar", "string(100)"),
    ("CharField(max_length=10)", "string(10)"),
    ("models.CharField(max_length=10, null=True)", "string(10)?"),
    ("String", "string(100)"),
    ("STRING(20)", "string(20)"),
    ("numeric(10,2)", "\"decimal(10,2)\""),
    ("\"numeric(10, 2)? = 1.50\"", "\"decimal(10,2)? = 1.50\""),
    ("money", "\"decimal(10,2)\""),
    ("DecimalField(max_digits=10, decimal_places=2)", "\"decimal(10,2)\""),
    ("DecimalField(decimal_places=2, max_digits=10)", "\"decimal(10,2)\""),
    ("timestamp", "datetime"),
    ("timestamp with time zone", "datetime"),
    ("DateTime<Utc>", "datetime"),
    ("chrono::NaiveDate", "date"),
    ("double precision", "double"),
    ("f64", "double"),
    ("f32?", "float?"),
    ("jsonb", "json"),
    ("serde_json::Value", "json"),
    ("HashMap<String, String>", "json"),
    ("bytea", "bytes"),
    ("Vec<u8>", "bytes"),
    ("interval", "duration"),
    ("UUIDField", "uuid"),
    ("inet", "ip"),
    ("EmailField(max_length=254)", "email(254)"),
    ("Option<i64>", "int64?"),
    ("Vec<String>", "[string(100)]"),
    ("string(10)[]", "[string(10)]"),
    ("decimal(10,2)[]", "[\"decimal(10,2)\"]"),
    ("int[]", "[int32]"),
    ("'[int32]?'", "[int32]"),
    ("ForeignKey(Author)", "Author"),
    ("ForeignKey('blog.Author', on_delete=models.CASCADE, null=True)", "Author?"),
    ("OneToOneField(to=Author)", "Author"),
    ("ManyToManyField(Author)", "[Author]"),
    ("Author[]", "[Author]"),
    ("Status[]", "[Status]"),
];

#[test]
fn types_of_other_languages() {
    each_is_fixed(FOREIGN, with_field);
}

#[rustfmt::skip]
const TYPES: &[Case] = &[
    ("strin(100)", "string(100)"),
    ("srting", "string(100)"),
    ("Autor", "Author"),
    ("Author(3)", "Author"),
    ("Statu = draft", "Status = draft"),
    ("int46?", "int64?"),
    ("string", "string(100)"),
    ("string(0)", "string(100)"),
    ("string(x) = a", "string(100) = a"),
    ("string(20", "string(20)"),
    ("int32(11)", "int32"),
    ("decimal", "\"decimal(10,2)\""),
    ("decimal(10)", "\"decimal(10,2)\""),
    ("decimal(30,2)", "\"decimal(18,2)\""),
    ("\"decimal(2,5)\"", "\"decimal(7,5)\""),
    ("decimal(0,0)", "\"decimal(10,2)\""),
    ("decimal(4294967295,4294967295)", "\"decimal(18,18)\""),
    ("[int32?]", "[int32]"),
    ("[\"decimal(4,2) = 1\"]", "[\"decimal(4,2)\"]"),
    ("[varchar(40)]", "[string(40)]"),
    ("{ type: varchar(40), blank: true }", "{ type: string(40), blank: true }"),
    ("{ min: 1 }", "{ type: int64, min: 1 }"),
    ("{ type: decimal(10,2) }", "{ type: \"decimal(10,2)\" }"),
    ("[decimal(10,2)]", "[\"decimal(10,2)\"]"),
    ("{ type: [decimal(10, 2)], comment: a }", "{ type: [\"decimal(10, 2)\"], comment: a }"),
    ("{ type: \"decimal(10,2)\", comment: see (a, b) }", "{ type: \"decimal(10,2)\", comment: \"see (a, b)\" }"),
];

#[test]
fn types_that_are_nearly_right() {
    each_is_fixed(TYPES, with_field);
}

#[rustfmt::skip]
const DEFAULTS: &[Case] = &[
    ("string(5) = \"\"", "{ type: string(5), blank: true, default: \"\" }"),
    ("string(5)? = ''", "{ type: string(5), null: true, blank: true, default: \"\" }"),
    ("email? = null", "email?"),
    ("string(9) = null", "string(9)?"),
    ("int32 = ~", "int32?"),
    ("Status = NULL", "Status?"),
    ("text =", "text"),
    ("text? =", "text?"),
    ("string(5) = \"abc\"", "string(5) = abc"),
    ("'string(5) = \"a, b\"'", "\"string(5) = a, b\""),
    ("Status = 'draft'", "Status = draft"),
    ("Status = drft", "Status = draft"),
    ("{ type: Status, default: liv }", "{ type: Status, default: live }"),
    ("bool = True", "bool = true"),
    ("{ type: bool, default: flase }", "{ type: bool, default: false }"),
    ("{ type: text, default: '' }", "{ type: text }"),
];

#[test]
fn defaults() {
    each_is_fixed(DEFAULTS, with_field);
}

#[rustfmt::skip]
const OPTIONS: &[Case] = &[
    ("{ type: text, uniqe: true }", "{ type: text, unique: true }"),
    ("{ type: text, unique: yes }", "{ type: text, unique: true }"),
    ("{ type: text, unique: False }", "{ type: text, unique: false }"),
    ("{ type: int32, blank: true }", "{ type: int32 }"),
    ("{ blank: true, type: int32 }", "{ type: int32 }"),
    ("{ type: string(20), min: 3 }", "{ type: string(20), min_length: 3 }"),
    ("{ type: string(20), choices: red }", "{ type: string(20), choices: [red] }"),
    ("{ type: Author, on_delete: models.CASCADE }", "{ type: Author, on_delete: cascade }"),
    ("{ type: Author, on_delete: PROTECT }", "{ type: Author, on_delete: restrict }"),
    ("{ type: Author, on_delete: set_null }", "{ type: Author?, on_delete: set_null }"),
    ("{ type: slug?, primary_key: true }", "{ type: slug, primary_key: true }"),
    ("{ type: slug, null: true, primary_key: true }", "{ type: slug, primary_key: true }"),
    ("\n        type: int32\n        blank: true\n        comment: a", "\n        type: int32\n        comment: a"),
];

#[test]
fn options() {
    each_is_fixed(OPTIONS, with_field);
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
    ("actions: {}\n    comment: a", "comment: a"),
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
    let removed = fixed(&format!("wire: dsg\n{MODEL}"));
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
fn packages_have_capitals() {
    assert!(refused(&format!("package: Acme.shopFront.v1\n{MODEL}")).is_none());
}
