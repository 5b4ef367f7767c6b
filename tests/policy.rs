//! What the architecture forbids and clippy cannot see (clippy.toml has the rest), looked up in the sources themselves.

use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Every file below a folder of this repository, with its path from the root.
fn files(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(ROOT).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path: PathBuf = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                let name = path.strip_prefix(ROOT).expect("below the root");
                found.push((name.display().to_string(), text));
            }
        }
    }
    found.sort();
    found
}

fn sources() -> Vec<(String, String)> {
    let all = files("src").into_iter().chain(files("runtime/src"));
    all.filter(|(path, _)| path.ends_with(".rs")).collect()
}

/// The lines of product code, numbered: what stands behind `#[cfg(test)]` is left out.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let product = text.split("\n#[cfg(test)]\nmod tests {").next();
    let numbered = product.unwrap_or_default().lines().enumerate();
    numbered.map(|(at, line)| (at + 1, line))
}

fn has_any(line: &str, words: &[&str]) -> bool {
    words.iter().any(|word| line.contains(word))
}

#[test]
fn no_test_is_left_out() {
    for (path, text) in sources() {
        let ignored = text.lines().find(|line| line.contains("#[ignore"));
        assert!(ignored.is_none(), "{path}: {ignored:?}");
    }
}

#[test]
fn only_the_driver_names_its_driver_in_the_pure_core() {
    let pure = [
        "grammar", "listing", "query", "sql", "validate", "error", "adapter",
    ];
    for (path, text) in files("runtime/src") {
        let part = path
            .trim_start_matches("runtime/src/")
            .split(['/', '.'])
            .next();
        if part.is_some_and(|part| pure.contains(&part)) {
            let named = lines(&text).find(|(_, line)| line.contains("rusqlite"));
            assert!(named.is_none(), "{path}: {named:?}");
        }
    }
}

#[test]
fn a_file_has_at_most_400_lines() {
    for (path, text) in sources() {
        let length = text.lines().count();
        assert!(
            length <= 400,
            "{path} has {length} lines: is there a second noun in it?"
        );
    }
}

/// Templates have loops and finished strings: a decision on a word belongs to the plan.
#[test]
fn templates_compare_nothing_with_a_word() {
    let signs = [" == ", " != ", " in ", " not in "];
    for (path, text) in files("templates") {
        for (at, line) in text.lines().enumerate() {
            for part in line.split("{%").skip(1).chain(line.split("{{").skip(1)) {
                let inside = part.split(['%', '}']).next().unwrap_or_default();
                let quoted = inside.contains('"') || inside.contains('\'');
                let compares = has_any(inside, &signs) && quoted && !inside.contains("for ");
                assert!(!compares, "{path}:{}: {}", at + 1, line.trim());
            }
        }
    }
}

/// The table of settings is the one list of them: the runtime tests that the page it embeds is made from it.
#[test]
fn settings_are_read_and_documented_in_one_place() {
    let root = Path::new(ROOT);
    let read = |file: &str| fs::read_to_string(root.join(file)).expect(file);
    let table = read("runtime/src/config/settings.md");
    assert!(read("README.md").contains(&table), "README.md: {table}");
    for (path, text) in sources() {
        let reads = path.starts_with("runtime/src") && text.contains("env::var");
        assert!(
            !reads || path == "runtime/src/config.rs",
            "{path} reads a variable that no list names"
        );
    }
}
