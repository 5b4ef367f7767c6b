//! What is said, and to whom.

use std::fs;

use crate::home::{Home, SPEC};

#[test]
fn generate_says_what_changed_and_counts_the_rest() {
    let home = Home::with_shop();
    let said = home.in_shop(&["generate"]);
    assert_eq!(said.err.lines().count(), 1, "{}", said.err);
    assert!(
        said.err.contains("Unchanged") && said.err.contains(" unchanged)"),
        "{}",
        said.err
    );
    let spec = home.read("shop/socio.yaml");
    home.write(
        "shop/socio.yaml",
        &format!(
            "{spec}      note: text?
"
        ),
    );
    let said = home.in_shop(&["generate", "--dry-run"]);
    assert!(
        said.err.contains("update src/generated/models/item.rs"),
        "{}",
        said.err
    );
    assert!(!said.err.contains("identical"), "{}", said.err);
    let said = home.in_shop(&["generate", "-v", "--dry-run"]);
    assert!(
        said.err.contains("identical") && said.err.contains("yours"),
        "{}",
        said.err
    );
    let said = home.in_shop(&["generate", "-q", "--check"]);
    assert_eq!((said.code, said.err.as_str()), (2, ""));
}

#[test]
fn a_conflict_shows_both_sides_and_recommends_none() {
    let home = Home::with_shop();
    assert_eq!(home.in_shop(&["generate"]).code, 0);
    let file = "shop/src/generated/models/item.rs";
    let text = home.read(file);
    home.write(file, &text.replace("40", "44"));
    let before = home.tree();
    let said = home.in_shop(&["generate"]);
    assert_eq!(said.code, 1);
    let lines: Vec<&str> = said.err.lines().collect();
    let marked = |mark: char, part: &str| {
        lines
            .iter()
            .any(|line| line.starts_with(mark) && line.contains(part))
    };
    assert!(marked('-', "44") && marked('+', "40"), "{}", said.err);
    assert!(home.tree() == before, "something was written");
    let said = home.in_shop(&["generate", "--force"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(home.read(file), text);
}

#[test]
fn mistakes_as_json_have_places_and_replacements_that_mend_them() {
    let home = Home::new();
    let spec = "models:\n  Post:\n    fields:\n      title: strng(20)\n";
    home.write("socio.yaml", spec);
    let said = home.socio(&["check", "--format", "json"]);
    assert_eq!((said.code, said.err.as_str()), (1, ""));
    let answer: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    let found = &answer["diagnostics"][0];
    assert_eq!(found["file"], "socio.yaml");
    assert_eq!(found["code"], "unknown-type");
    let at = |value: &serde_json::Value| value.as_u64().and_then(|n| usize::try_from(n).ok());
    let range = |value: &serde_json::Value| {
        at(&value["start"]).expect("a place")..at(&value["end"]).expect("a place")
    };
    assert!(spec[range(&found["bytes"])].contains("strng"), "{found}");
    if let Some(text) = found["replacement"]["text"].as_str() {
        let mut mended = spec.to_owned();
        mended.replace_range(range(&found["replacement"]), text);
        home.write("socio.yaml", &mended);
        assert_eq!(home.socio(&["check"]).code, 0, "{mended}");
    }
    home.write("socio.yaml", SPEC);
    let said = home.socio(&["check", "--format", "json"]);
    assert_eq!(said.code, 0);
    let answer: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!(answer["diagnostics"].as_array().map(Vec::len), Some(0));
}

#[test]
fn a_code_is_explained() {
    let home = Home::new();
    let said = home.socio(&["explain", "unknown-type"]);
    assert_eq!(said.code, 0);
    let all = home.socio(&["explain"]).out;
    assert!(
        said.out.ends_with(".\n") && all.contains(&said.out),
        "{all}"
    );
    let said = home.socio(&["explain", "unknown-tipe"]);
    assert_eq!(said.code, 1);
    assert!(
        said.err.contains("did you mean `unknown-type`?"),
        "{}",
        said.err
    );
}

#[test]
fn cargo_socio_is_called_with_cargo_or_without() {
    let home = Home::with_shop();
    let version = concat!("cargo-socio ", env!("CARGO_PKG_VERSION"), "\n");
    for args in [&["--version"][..], &["socio", "--version"], &["-V"]] {
        assert_eq!(home.socio(args).out, version, "{args:?}");
    }
    for args in [
        &["socio", "-C", "shop", "check"][..],
        &["check", "-C", "shop"],
    ] {
        let said = home.socio(args);
        assert_eq!(said.code, 0, "{args:?}: {}", said.err);
        assert!(said.err.contains("socio.yaml (1 model)"), "{}", said.err);
        assert!(
            said.err.contains("shop.v1.ItemController: Create, List"),
            "{}",
            said.err
        );
    }
    let said = home.socio(&["--color", "always", "-C", "shop", "check"]);
    assert!(said.err.contains("\x1b["), "{}", said.err);
    assert_eq!(home.socio(&["generate", "--nonsense"]).code, 1);
    assert_eq!(home.socio(&["-C", "nowhere", "check"]).code, 1);
}

#[test]
fn every_command_has_an_example_and_a_manual_page() {
    let home = Home::new();
    let said = home.socio(&["man", "--dir", "pages"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let mut pages: Vec<String> = fs::read_dir(home.path().join("pages"))
        .expect("pages")
        .map(|page| {
            page.expect("a page")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    pages.sort();
    assert!(
        pages.len() > 8 && pages.contains(&String::from("cargo-socio.1")),
        "{pages:?}"
    );
    for page in pages
        .iter()
        .filter_map(|page| page.strip_prefix("cargo-socio-"))
    {
        let Some(command) = page.strip_suffix(".1").filter(|name| *name != "help") else {
            continue;
        };
        let help = match command {
            "migration" => home.socio(&["migration", "new", "--help"]).out,
            command => home.socio(&[command, "--help"]).out,
        };
        assert!(help.contains("Examples:"), "{command}: {help}");
    }
    assert!(home.socio(&["--help"]).out.contains("130  interrupted"));
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let said = home.socio(&["completions", shell]);
        assert!(said.out.contains("add-model"), "{shell}: {}", said.out);
    }
}

#[test]
fn the_picture_is_what_the_project_keeps() {
    let home = Home::with_shop();
    let said = home.in_shop(&["diagram"]);
    assert_eq!(said.out, home.read("shop/SCHEMA.md"));
    assert!(
        said.out.contains("string name \"string(40)\""),
        "{}",
        said.out
    );
    assert!(home.read("shop/README.md").contains("(SCHEMA.md)"));
}
