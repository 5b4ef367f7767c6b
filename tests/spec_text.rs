//! The spec as its author wrote it: what a command adds, it splices in, and all else stays byte by byte.

use std::fs;
use std::path::Path;
use std::process::Command;

fn socio(folder: &Path, args: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_cargo-socio"))
        .arg("socio")
        .args(args)
        .current_dir(folder)
        .output()
        .expect("cargo-socio starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.success(), said)
}

const SYNC: [&str; 6] = ["new", "shop", "--spec", "spec.yaml", "--mode", "sync"];

/// What is written, and what `new shop --mode sync` makes of it, below the line for editors.
#[rustfmt::skip]
const FORMS: [(&str, &str); 9] = [
    (
        "# A shop.\n---\nmodels:\n  A: { fields: { a: text } }\n",
        "# A shop.\n---\nproject: shop\nmode: sync\nmodels:\n  A: { fields: { a: text } }\n",
    ),
    (
        "%YAML 1.2\n--- # a shop\n# of models\nmodels:\n  A: { fields: { a: text } }\n...\n",
        "%YAML 1.2\n--- # a shop\n# of models\nproject: shop\nmode: sync\nmodels:\n  A: { fields: { a: text } }\n...\n",
    ),
    (
        "\u{feff}models:\r\n  A: { fields: { a: text } }\r\n",
        "\u{feff}project: shop\r\nmode: sync\r\nmodels:\r\n  A: { fields: { a: text } }\r\n",
    ),
    (
        "mode: async # why\nmodels:\n  A: { fields: { a: text } } # no end",
        "project: shop\nmode: sync # why\nmodels:\n  A: { fields: { a: text } } # no end",
    ),
    (
        "\"mode\": async\nmodels:\n  A: { fields: { a: text } }\n'project' : other\n",
        "\"mode\": sync\nmodels:\n  A: { fields: { a: text } }\n'project' : shop\n",
    ),
    (
        "mode : 'async'   # why\nproject : \"shop\"\nmodels:\n  A: { fields: { a: text } }\n",
        "mode : sync   # why\nproject : \"shop\"\nmodels:\n  A: { fields: { a: text } }\n",
    ),
    (
        "{ models: { A: { fields: { a: text } } } }",
        "{ project: shop, mode: sync, models: { A: { fields: { a: text } } } }",
    ),
    (
        "--- {mode: async, models: {A: {fields: {a: text}}}}\n",
        "--- { project: shop,mode: sync, models: {A: {fields: {a: text}}}}\n",
    ),
    (
        "  # indented\n  models:\n    A:\n      fields:\n        a: text\n  mode: sync\n",
        "  # indented\n  project: shop\n  models:\n    A:\n      fields:\n        a: text\n  mode: sync\n",
    ),
];

/// With the place of its schema on a line in front, behind a byte order mark.
fn for_editors(text: &str) -> String {
    let line = "# yaml-language-server: $schema=socio.schema.json";
    let end = if text.contains('\r') { "\r\n" } else { "\n" };
    match text.strip_prefix('\u{feff}') {
        Some(rest) => format!("\u{feff}{line}{end}{rest}"),
        None => format!("{line}{end}{text}"),
    }
}

#[test]
fn new_keeps_the_spec_and_can_read_what_it_wrote() {
    for (before, after) in FORMS {
        let after = for_editors(after);
        let home = tempfile::tempdir().expect("a folder");
        fs::write(home.path().join("spec.yaml"), before).expect("written");
        let (made, said) = socio(home.path(), &SYNC);
        assert!(made, "{before}\n{said}");
        let root = home.path().join("shop");
        let spec = || fs::read_to_string(root.join("socio.yaml")).expect("a spec");
        assert_eq!(spec(), after);
        let (clean, said) = socio(&root, &["generate", "--check"]);
        assert!(clean, "{after}\n{said}");
        let (added, said) = socio(&root, &["add-model", "Tag", "--field", "label:text"]);
        if before.contains("{ models") || before.contains("{mode") {
            assert!(!added && said.contains("flow style"), "{said}");
            assert!(said.contains("Tag:\n  fields:\n    label: text"), "{said}");
            assert_eq!(spec(), after);
        } else {
            assert!(added, "{after}\n{said}");
            let spec = spec();
            let mut lines = spec.lines();
            let kept = after.lines().all(|line| lines.any(|kept| kept == line));
            assert!(kept, "{spec}");
        }
    }
}

#[test]
fn diagnostics_have_colours_where_they_are_wanted() {
    let home = tempfile::tempdir().expect("a folder");
    fs::write(
        home.path().join("spec.yaml"),
        "models:\n  a: { fields: { a: text } }\n",
    )
    .expect("written");
    let said = |variables: &[(&str, &str)]| {
        let output = Command::new(env!("CARGO_BIN_EXE_cargo-socio"))
            .args(["socio", "check", "spec.yaml"])
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR_FORCE")
            .envs(variables.iter().copied())
            .current_dir(home.path())
            .output()
            .expect("cargo-socio starts");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let plain = said(&[]);
    assert!(
        plain.starts_with("error[invalid-name]: `a` is no type name\n"),
        "{plain}"
    );
    assert_eq!(plain, said(&[("NO_COLOR", "1")]));
    let coloured = said(&[("CLICOLOR_FORCE", "1")]);
    assert!(coloured.contains("\u{1b}["), "{coloured}");
}

#[test]
fn what_a_spec_may_hold_is_bounded() {
    let model = "models:\n  A: { fields: { a: text } }\n";
    let path = "a__".repeat(400_000);
    for (text, reason) in [
        (
            "\n".repeat(10 << 20) + model,
            "the spec is larger than 4 MiB",
        ),
        (
            format!(
                "models:\n  A: {{ fields: {{ a: text }}, service: {{ filters: {{ {path}a: [exact] }} }} }}\n"
            ),
            "at most 250 bytes",
        ),
        ("[".repeat(1_000_000), "at most 32 levels"),
        ("x: ".to_owned() + &"- ".repeat(1_000_000), "not YAML"),
        (
            format!("x: [{}]\n{model}", "a,".repeat(600_000)),
            "at most 500000 keys and values",
        ),
        (
            format!(
                "models:\n  A: {{ fields: {{ a: {} }} }}\n",
                "x".repeat(1_000_000)
            ),
            "unknown type",
        ),
    ] {
        let home = tempfile::tempdir().expect("a folder");
        fs::write(home.path().join("spec.yaml"), text).expect("written");
        let (valid, said) = socio(home.path(), &["check", "spec.yaml"]);
        assert!(
            !valid && said.contains(reason),
            "{reason}: {}",
            &said[..said.len().min(500)]
        );
        // What is shown of it can be read.
        assert!(said.len() < 10_000, "{reason}: {} bytes", said.len());
    }
}

#[test]
fn a_model_that_exists_is_said_to_exist() {
    let home = tempfile::tempdir().expect("a folder");
    let spec = "models:\n  A: { fields: { a: text } }\n";
    fs::write(home.path().join("spec.yaml"), spec).expect("written");
    let (made, said) = socio(home.path(), &SYNC);
    assert!(made, "{said}");
    let (added, said) = socio(
        &home.path().join("shop"),
        &["add-model", "A", "--field", "b:text"],
    );
    assert!(!added && said.contains("`A` exists already"), "{said}");
    assert!(!said.contains("by hand"), "{said}");
}

#[test]
fn what_the_command_line_overrides_is_still_checked() {
    for (line, reason) in [
        ("mode: maybe", "unknown mode"),
        ("package: 1x", "is no proto package"),
        ("project: My Project", "is no name of a project"),
    ] {
        let home = tempfile::tempdir().expect("a folder");
        let spec = format!("{line}\nmodels:\n  A: {{ fields: {{ a: text }} }}\n");
        fs::write(home.path().join("spec.yaml"), spec).expect("written");
        let args = [&SYNC[..], &["--package", "acme.v1"]].concat();
        let (made, said) = socio(home.path(), &args);
        assert!(!made && said.contains(reason), "{said}");
        assert!(!home.path().join("shop").exists());
    }
    let home = tempfile::tempdir().expect("a folder");
    fs::write(
        home.path().join("spec.yaml"),
        "models:\n  A: { fields: { a: text } }\n",
    )
    .expect("written");
    let (made, said) = socio(
        home.path(),
        &[&SYNC[..], &["--package", "acme..v1"]].concat(),
    );
    assert!(
        !made && said.contains("`acme..v1` is no proto package"),
        "{said}"
    );
}
