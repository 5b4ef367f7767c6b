//! What manifests say, beside what the README and the dependencies say.

use std::fs;
use std::path::Path;
use std::process::Command;

const MANIFESTS: [&str; 4] = [
    "Cargo.toml",
    "runtime/Cargo.toml",
    "tests/bench/Cargo.toml",
    "tests/stress/Cargo.toml",
];

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

/// A version of Rust, to be compared.
fn rust(text: &str) -> Vec<u32> {
    let mut parts: Vec<u32> = text
        .split('.')
        .map(|part| part.parse().expect("a number"))
        .collect();
    parts.resize(3, 0);
    parts
}

/// The platform that this runs on, as rustc calls it.
fn host() -> String {
    let output = Command::new("rustc").arg("-vV").output();
    let said = output.expect("rustc starts").stdout;
    let said = String::from_utf8(said).expect("text");
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.expect("a host").to_owned()
}

/// The lowest Rust that builds is what the dependencies need: cargo's resolver goes by the same.
/// What the standard library has only since then is clippy's to say (`incompatible_msrv`).
#[test]
fn the_named_rust_is_the_lowest_that_the_dependencies_build_with() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked"])
        // What other platforms need was not fetched to build here.
        .args(["--filter-platform", &host()])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "{output:?}");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let (own, theirs): (Vec<_>, Vec<_>) = packages
        .iter()
        .partition(|package| package["source"].is_null());
    let needed = theirs
        .iter()
        .filter_map(|package| package["rust_version"].as_str())
        .map(rust);
    let needed = needed.max().expect("some say what they need");
    for package in own {
        let named = package["rust_version"].as_str().map(rust);
        assert_eq!(named.as_ref(), Some(&needed), "{}", package["name"]);
    }
    let template = read("templates/Cargo.toml.j2");
    let named = format!("rust-version = \"{}.{}\"", needed[0], needed[1]);
    assert!(template.contains(&named), "the template says another Rust");
}
