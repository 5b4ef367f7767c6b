//! What the templates make of a spec with every type, and how mistakes are shown, kept in `tests/snapshots`.
//! After a change that is meant: `INSTA_UPDATE=always cargo test --test snapshots`, then read the difference.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

const SPEC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/e2e/specs/types.yaml");

/// The same in both modes.
const COMMON: [&str; 7] = [
    "proto/types/v1/enums.proto",
    "proto/types/v1/thing.proto",
    "migrations/sqlite/0001_initial/up.sql",
    "src/generated/enums.rs",
    "src/generated/models/thing.rs",
    "tests/contract/thing.rs",
    "examples/client.rs",
];

/// Of one colour.
const COLOURED: [&str; 3] = [
    "src/generated/services/thing.rs",
    "src/services/thing.rs",
    "tests/fixtures/thing.rs",
];

fn socio(folder: &Path, args: &[&str]) -> std::process::Output {
    let output = Command::new(env!("CARGO_BIN_EXE_cargo-socio"))
        .arg("socio")
        .args(args)
        .env("NO_COLOR", "1")
        .current_dir(folder)
        .output();
    output.expect("cargo-socio starts")
}

fn project(mode: &str) -> (TempDir, PathBuf) {
    let home = tempfile::tempdir().expect("a folder");
    let output = socio(
        home.path(),
        &["new", "types", "--spec", SPEC, "--mode", mode],
    );
    assert!(output.status.success(), "{output:?}");
    let root = home.path().join("types");
    (home, root)
}

fn text(root: &Path, file: &str) -> String {
    fs::read_to_string(root.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

#[test]
fn a_spec_with_every_type() {
    let [asynchronous, synchronous] = ["async", "sync"].map(project);
    for file in COMMON {
        let made = text(&asynchronous.1, file);
        assert_eq!(made, text(&synchronous.1, file), "{file}");
        insta::assert_snapshot!(file.replace('/', "_"), made);
    }
    for file in COLOURED {
        for (mode, (_, root)) in [("async", &asynchronous), ("sync", &synchronous)] {
            insta::assert_snapshot!(
                format!("{mode}_{}", file.replace('/', "_")),
                text(root, file)
            );
        }
    }
}

#[test]
fn every_mistake_in_one_run() {
    let home = tempfile::tempdir().expect("a folder");
    let spec = "\
package: web-shop.v1
colour: red
enums:
  Status: [draft, Draft]
models:
  Product:
    fields:
      label: text
      name: strin(100)
      price: \"decimal(2,10)\"
      owner: Custmer
      type: { type: string(20), min: 3, uniqe: true }
      status: Status = done
    service:
      mixins: [Create, Lst]
      filters: { labe: [exact], name: [exact] }
      ordering: [price, colour]
";
    fs::write(home.path().join("shop.yaml"), spec).expect("written");
    let output = socio(home.path(), &["check", "shop.yaml"]);
    assert!(!output.status.success());
    insta::assert_snapshot!(String::from_utf8_lossy(&output.stderr));
}
