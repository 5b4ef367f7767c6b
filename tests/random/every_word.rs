//! Every word that means something to somebody is a name like any other.

use std::collections::{BTreeSet, HashSet};

use cargo_socio::model::Name;

use crate::generator::words;
use crate::generator::yaml::{Yaml, list, map, text};
use crate::stages;

/// Models of one spec.
const TOGETHER: usize = 60;

/// Names that the contract or the spec gives to something.
const GIVEN: [&str; 5] = [
    "partial_update_fields",
    "unspecified",
    "enum_unspecified",
    "id",
    "values",
];

fn all() -> BTreeSet<String> {
    let mut all = words::of_the_generated_code();
    for known in [
        words::KEYWORDS,
        words::PRELUDE,
        words::CRATES,
        words::SQL,
        words::ORDINARY,
    ] {
        all.extend(known.split_whitespace().map(str::to_owned));
    }
    assert!(all.len() > 500, "{} words", all.len());
    all
}

/// The words as small letters, no two alike to Rust or to JSON.
fn fields() -> Vec<String> {
    let mut seen = HashSet::new();
    let names = all().into_iter().map(|word| Name::new(word).snake());
    names
        .filter(|name| !GIVEN.contains(&name.as_str()) && !name.contains("__"))
        .filter(|name| seen.insert(Name::new(&**name).pascal()))
        .collect()
}

fn passes(tree: &Yaml) {
    if let Err(failure) = stages::run(&tree.plain()) {
        panic!("{failure}");
    }
}

fn models(models: Vec<(String, Yaml)>) -> Yaml {
    map([("models", Yaml::Map(models))])
}

/// In groups in which no message of one can be another's name.
#[test]
fn as_a_model() {
    let names: BTreeSet<_> = fields()
        .into_iter()
        .map(|word| Name::new(word).pascal())
        .collect();
    let added = |name: &str| {
        let ends = ["Request", "Response", "Controller"];
        ends.iter().any(|end| name.ends_with(end))
    };
    let (derived, own): (Vec<_>, Vec<_>) = names.into_iter().partition(|name| added(name));
    let settled = |name: &&String| Name::new(&***name).pascal() == **name;
    let own: Vec<_> = own.iter().filter(settled).collect();
    let derived: Vec<_> = derived.iter().filter(settled).collect();
    for names in own.chunks(TOGETHER).chain(derived.chunks(1)) {
        let model = |name: &&String| {
            let column = map([("type", text("text")), ("column", text(&***name))]);
            let served = text(if names.len() > 1 {
                "ListService"
            } else {
                "false"
            });
            (
                (*name).clone(),
                map([("fields", map([("a", column)])), ("service", served)]),
            )
        };
        passes(&models(names.iter().map(model).collect()));
    }
}

#[test]
fn as_a_field_and_a_column() {
    for names in fields().chunks(100) {
        let ty = |(n, name): (usize, &String)| {
            let ty = ["text?", "int32?", "Other?"][n % 3];
            (name.clone(), text(ty))
        };
        let fields = names.iter().enumerate().map(ty).collect();
        let other = map([("fields", map([("a", text("text"))]))]);
        passes(&models(vec![
            (String::from("Other"), other),
            (String::from("Thing"), map([("fields", Yaml::Map(fields))])),
        ]));
    }
}

#[test]
fn as_a_member_and_an_enum() {
    let names = fields();
    let enums = names.chunks(40).enumerate().map(|(n, names)| {
        let name = Name::new(&*names[n % names.len()]).pascal();
        (name, list(names.iter().map(String::as_str)))
    });
    let thing = map([("fields", map([("a", text("text"))]))]);
    passes(&map([
        ("enums", Yaml::Map(enums.collect())),
        ("models", map([("Thing1", thing)])),
    ]));
}

#[test]
fn as_a_table() {
    let mut seen = HashSet::new();
    let taken = words::SQL
        .split_whitespace()
        .chain(["it's", "so \"so\"", "a`b", "[a]"]);
    let tables = taken.filter(|table| seen.insert(*table)).enumerate();
    let model = |(n, table): (usize, &str)| {
        let columns = map([
            ("type", text("int32")),
            ("column", text(table)),
            ("unique", text("true")),
        ]);
        let node = map([
            ("table", text(table)),
            ("fields", map([("a", columns), ("b", text("date"))])),
            ("indexes", Yaml::List(vec![list(["a", "b"])])),
            ("service", text("false")),
        ]);
        (format!("Model{n}x"), node)
    };
    passes(&models(tables.map(model).collect()));
}

#[test]
fn as_a_part_of_the_package() {
    let names: Vec<_> = words::KEYWORDS.split_whitespace().collect();
    for names in names.chunks(12) {
        let package = names.join(".").to_lowercase();
        let thing = map([("fields", map([("a", text("text"))]))]);
        passes(&map([
            ("package", text(package)),
            ("models", map([("Thing", thing)])),
        ]));
    }
}
