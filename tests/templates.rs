//! Templates that differ by mode differ in colour only.

use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn the_two_forms_of_a_template_are_the_same_code() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let pairs = pairs(&root);
    assert!(pairs.len() >= 6, "{pairs:?}");
    for (asynchronous, synchronous) in pairs {
        let [left, right] = [&asynchronous, &synchronous].map(|path| {
            let text = fs::read_to_string(path).expect("readable");
            colourless(&text)
        });
        for (left, right) in left.iter().zip(&right) {
            assert_eq!(left, right, "{}", asynchronous.display());
        }
        assert_eq!(left.len(), right.len(), "{}", asynchronous.display());
    }
}

/// What is left of a line when nobody waits: each mode says the rest in its own words.
fn colourless(text: &str) -> Vec<String> {
    let words = [
        ("Box::pin(async move {", "{"),
        ("})),", "}),"),
        ("})){{", "}){{"),
        ("async move ", ""),
        ("async ", ""),
        (".await", ""),
        ("#[tokio::main]\n", ""),
        ("aio", "FACADE"),
        ("blocking", "FACADE"),
    ];
    let mut text = text.to_owned();
    for (word, plain) in words {
        text = text.replace(word, plain);
    }
    text.lines().map(answer).collect()
}

/// A signature that answers a future of a value, as one that answers the value; the same of a body.
fn answer(line: &str) -> String {
    let line = line.trim();
    let ready = line.strip_prefix("std::future::ready(");
    if let Some(value) = ready.and_then(|rest| rest.strip_suffix(')')) {
        return value.to_owned();
    }
    let future = line.split_once("impl Future<Output = ");
    match future.and_then(|(head, rest)| Some((head, rest.strip_suffix("> + Send {")?))) {
        Some((head, value)) => format!("{head}{value} {{"),
        None => line.to_owned(),
    }
}

fn pairs(folder: &Path) -> Vec<(PathBuf, PathBuf)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(pairs(&path));
            continue;
        }
        let name = path.to_string_lossy().into_owned();
        if name.contains(".async.") {
            let twin = PathBuf::from(name.replace(".async.", ".sync."));
            assert!(twin.is_file(), "{name} has no twin");
            found.push((path, twin));
        }
    }
    found
}
