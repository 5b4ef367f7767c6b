//! `new`, and what a newcomer gets wrong.

use std::fs;

use crate::home::{Home, SPEC};

#[test]
fn new_says_what_to_do_next() {
    let home = Home::new();
    home.write("shop.yaml", SPEC);
    let said = home.socio(&["new", "shop", "--spec", "shop.yaml"]);
    assert_eq!(said.code, 0);
    for part in [
        "Created shop (",
        "1 model, a workspace of its own)",
        "Service shop.v1.ItemController: Create, List, Retrieve, Update, PartialUpdate, Destroy",
        "Next cd shop",
        "cargo run --example client",
    ] {
        assert!(
            said.err.contains(part),
            "{part} is missing in:\n{}",
            said.err
        );
    }
    assert!(home.shop().join(".github/workflows/ci.yml").is_file());
    let line = "# yaml-language-server: $schema=socio.schema.json\n";
    assert!(home.read("shop/socio.yaml").starts_with(line));
    let schema = home.socio(&["schema"]);
    assert_eq!(schema.code, 0, "{}", schema.err);
    assert!(schema.out.contains("json-schema.org/draft/2020-12"));
    assert_eq!(home.read("shop/socio.schema.json"), schema.out);
    assert!(home.read("shop/.gitignore").contains("/.socio-*"));
    let manifest = home.read("shop/Cargo.toml");
    assert!(manifest.contains("[lints.rust]") && manifest.contains("line-tables-only"));
}

#[test]
fn a_repository_is_started_where_there_is_none() {
    let home = Home::new();
    home.write("shop.yaml", SPEC);
    let make = |name: &str, vcs: &[&str]| {
        let said = home.socio(&[&["new", name, "--spec", "shop.yaml"], vcs].concat());
        assert_eq!(said.code, 0, "{}", said.err);
        (home.path().join(name).join(".git").exists(), said.err)
    };
    let (there, said) = make("with", &[]);
    assert!(there || said.contains("git did not run"), "{said}");
    assert!(!make("without", &["--vcs", "none"]).0);
    fs::create_dir(home.path().join(".git")).expect("made");
    assert!(!make("within", &[]).0);
}

#[test]
fn new_in_this_folder_keeps_what_is_there() {
    let home = Home::new();
    home.write("shop/socio.yaml", SPEC);
    home.write("shop/README.md", "Mine.\n");
    let said = home.in_shop(&["new", "."]);
    assert_eq!(said.code, 1, "{}", said.err);
    let said = home.in_shop(&["new", ".", "--spec", "socio.yaml", "--vcs", "none"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(home.read("shop/README.md"), "Mine.\n");
    assert!(home.read("shop/socio.yaml").contains("project: shop"));
    assert_eq!(home.in_shop(&["generate", "--check"]).code, 0);
    let said = home.in_shop(&["new", ".", "--spec", "socio.yaml"]);
    assert!(
        said.err.contains("a project of cargo-socio already"),
        "{}",
        said.err
    );

    home.write("other/src/main.rs", "fn main() {}\n");
    home.write("other/shop.yaml", SPEC);
    let before = home.tree();
    let said = home.socio(&["-C", "other", "new", ".", "--spec", "shop.yaml"]);
    assert_eq!(said.code, 1);
    assert!(
        said.err.contains("there already: src/main.rs"),
        "{}",
        said.err
    );
    assert!(home.tree() == before, "something was written");
}

#[test]
fn misuse_is_told_what_is_right() {
    let home = Home::with_shop();
    let nowhere = home.path().join("nowhere").display().to_string();
    let absolute = format!("path={nowhere}");
    for (args, part) in [
        (&["new", "a", "--field", "a:text"][..], "need --model"),
        (&["check"], "cargo socio check FILE"),
        (&["check", "missing.yaml"], "cannot read missing.yaml"),
        (&["generate"], "cargo socio new"),
        (
            &["new", "a", "--spec", "shop.yaml", "--runtime", &absolute],
            "no Cargo.toml there",
        ),
        (
            &["-C", "shop", "add-model", "Item", "--field", "a:text"],
            "already",
        ),
    ] {
        let before = home.tree();
        let said = home.socio(args);
        assert_eq!(said.code, 1, "{args:?}: {}", said.err);
        assert!(said.err.contains(part), "{args:?}: {}", said.err);
        assert!(home.tree().len() <= before.len() + 1, "{args:?} wrote");
    }
}

#[test]
fn a_mixin_stands_beside_the_default() {
    let home = Home::with_shop();
    let args = [
        "add-model",
        "Note",
        "--field",
        "a:text",
        "--mixin",
        "stream",
    ];
    let said = home.in_shop(&args);
    assert_eq!(said.code, 0, "{}", said.err);
    let rpcs = "shop.v1.NoteController: Create, List, Stream, Retrieve";
    assert!(said.err.contains(rpcs), "{}", said.err);
}
