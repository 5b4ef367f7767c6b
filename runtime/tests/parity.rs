//! Both façades have the same public names: a sync project and an async one
//! differ in `async` and `.await` only.
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Glue that only generated code names: what an RPC of a sync project does until somebody writes it.
const GLUE: &str = "rpcs";

/// `module::name` of every public item and method below a façade's directory.
fn names(facade: &str) -> BTreeSet<String> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src")
        .join(facade);
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let module = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        names.extend(
            code.lines()
                .filter_map(|line| public(line, &module))
                .map(|name| format!("{module}::{name}")),
        );
    }
    names.retain(|name| !name.contains(GLUE));
    names
}

/// The name that a line makes public; methods of the service trait count.
fn public(line: &str, module: &str) -> Option<String> {
    let code = line.trim_start();
    let code = match code.strip_prefix("pub ") {
        Some(code) => code,
        None if module == "service" && code.starts_with("fn ") => code,
        None => return None,
    };
    let code = code.strip_prefix("async ").unwrap_or(code);
    let (kind, rest) = code.split_once(' ')?;
    let name: String = match kind {
        "use" => rest.trim_end_matches(';').to_owned(),
        "fn" | "struct" | "enum" | "trait" | "type" | "mod" => rest
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect(),
        _ => return None,
    };
    Some(format!("{kind} {name}"))
}

#[test]
fn the_facades_have_the_same_names() {
    let (aio, blocking) = (names("aio"), names("blocking"));
    assert!(aio.len() > 40, "the names were not found: {aio:?}");
    let only = |left: &BTreeSet<String>, right: &BTreeSet<String>| -> Vec<String> {
        left.difference(right).cloned().collect()
    };
    assert_eq!(
        only(&aio, &blocking),
        Vec::<String>::new(),
        "missing in blocking"
    );
    assert_eq!(
        only(&blocking, &aio),
        Vec::<String>::new(),
        "missing in aio"
    );
}
