//! Commands at the same time, and after one that was killed.

use std::fs;
use std::process::Stdio;

use crate::home::{Home, SPEC, command};

#[test]
fn two_at_once_both_have_their_effect() {
    let home = Home::with_shop();
    for round in 0..5 {
        let models = [format!("Left{round}"), format!("Right{round}")];
        let running = models.clone().map(|model| {
            command(&home.shop(), &["add-model", &model, "--field", "a:text"])
                .stderr(Stdio::null())
                .spawn()
                .expect("cargo-socio starts")
        });
        for mut process in running {
            assert!(process.wait().expect("it ends").success());
        }
        let spec = home.read("shop/socio.yaml");
        assert!(models.iter().all(|model| spec.contains(model)), "{spec}");
    }
    let said = home.in_shop(&["generate", "--check"]);
    assert_eq!(said.code, 0, "{}", said.err);
}

#[test]
fn who_only_looks_writes_nothing_also_after_an_interrupted_run() {
    let home = Home::with_shop();
    let before = home.tree();
    assert_eq!(home.in_shop(&["generate", "--check"]).code, 0);
    assert_eq!(home.in_shop(&["generate", "--dry-run"]).code, 0);
    let add = ["add-model", "Note", "--field", "a:text", "--dry-run"];
    assert_eq!(home.in_shop(&add).code, 0);
    assert!(home.tree() == before, "something was written");

    // What a run leaves that was killed while it staged.
    home.write("shop/.socio-journal/0", "half");
    let before = home.tree();
    let said = home.in_shop(&["generate", "--check"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("was interrupted"), "{}", said.err);
    assert!(home.tree() == before, "something was written");
    assert_eq!(home.in_shop(&["generate"]).code, 0);
    assert!(!home.shop().join(".socio-journal").exists());
}

#[test]
fn what_a_killed_new_left_goes_with_the_next() {
    let home = Home::new();
    home.write("shop.yaml", SPEC);
    home.write(".socio-new-killed/alive", "");
    home.write(".socio-new-killed/project/Cargo.toml", "");
    let said = home.socio(&["new", "shop", "--spec", "shop.yaml"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let entries = fs::read_dir(home.path()).expect("readable");
    assert_eq!(entries.count(), 2);
}
