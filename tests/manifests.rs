//! The README gives a reason for every dependency.

use std::fs;
use std::path::Path;

const MANIFESTS: [&str; 3] = ["Cargo.toml", "runtime/Cargo.toml", "tests/bench/Cargo.toml"];

fn read(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The names below each key that ends in `dependencies`, also those of a target.
fn dependencies(table: &toml::Table) -> Vec<String> {
    let mut found = Vec::new();
    for (key, value) in table {
        let Some(below) = value.as_table() else {
            continue;
        };
        if key.ends_with("dependencies") {
            found.extend(below.keys().cloned());
        } else {
            found.extend(dependencies(below));
        }
    }
    found
}

#[test]
fn every_dependency_has_its_reason() {
    let readme = read("README.md");
    let (_, section) = readme.split_once("## Dependencies").expect("a section");
    let section = section.split("\n## ").next().expect("its text");
    let is_part = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let words: Vec<&str> = section.split(|c: char| !is_part(c)).collect();
    let mut missing = Vec::new();
    for file in MANIFESTS {
        let manifest: toml::Table = read(file).parse().expect("a manifest");
        let names = dependencies(&manifest).into_iter();
        missing.extend(names.filter(|name| !words.contains(&name.as_str())));
    }
    assert!(missing.is_empty(), "no reason is given for {missing:?}");
}
