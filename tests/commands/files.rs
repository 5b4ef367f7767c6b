//! Whose a file is, and what becomes of it.

use std::fs;

use crate::home::Home;

#[test]
fn a_file_of_the_users_that_is_gone_is_named_and_comes_back_on_demand() {
    let home = Home::with_shop();
    let file = "src/services/item.rs";
    let text = home.read(&format!("shop/{file}"));
    fs::remove_file(home.shop().join(file)).expect("removed");
    let said = home.in_shop(&["generate"]);
    assert_eq!(said.code, 0);
    assert!(
        said.err
            .contains(&format!("missing {file} (--restore {file}")),
        "{}",
        said.err
    );
    assert!(!home.shop().join(file).exists());

    // From a folder below, as a shell completes it there.
    let said = home.socio(&[
        "-C",
        "shop/src/services",
        "generate",
        "--restore",
        "item.rs",
    ]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(home.read(&format!("shop/{file}")), text);
    let said = home.in_shop(&["generate", "--restore", file]);
    assert_eq!(said.code, 1);
    assert!(
        said.err
            .contains("is not a file of this project that is missing"),
        "{}",
        said.err
    );
}

#[test]
fn a_published_package_is_dropped_on_demand_only() {
    let home = Home::with_shop();
    assert_eq!(home.in_shop(&["generate"]).code, 0);
    let spec = home.read("shop/socio.yaml");
    home.write("shop/socio.yaml", &format!("package: store.v2\n{spec}"));
    let before = home.tree();
    let said = home.in_shop(&["generate"]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("shop.v1.ItemController"), "{}", said.err);
    assert!(home.tree() == before, "something was written");
    let said = home.in_shop(&["generate", "--allow-breaking"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(home.shop().join("proto/store/v2/item.proto").is_file());
    assert!(!home.shop().join("proto/shop/v1/item.proto").exists());
}

#[test]
fn a_migration_of_the_users_runs_in_its_turn_and_a_stray_one_is_named() {
    let home = Home::with_shop();
    let said = home.in_shop(&["migration", "new", "fill_names"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let up = "shop/migrations/sqlite/0002_fill_names/up.sql";
    assert!(home.read(up).starts_with("--"));
    let listed = home.read("shop/src/generated/mod.rs");
    assert!(listed.contains("0002_fill_names"), "{listed}");
    home.write(up, "UPDATE item SET name = 'x';\n");

    // The generator goes on after it, and keeps what was written.
    let spec = home.read("shop/socio.yaml");
    home.write("shop/socio.yaml", &format!("{spec}      note: text?\n"));
    let said = home.in_shop(&["generate"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(
        home.shop()
            .join("migrations/sqlite/0003_item_add_note")
            .is_dir()
    );
    assert!(home.read(up).starts_with("UPDATE"));

    home.write("shop/migrations/sqlite/0004_mine/up.sql", "SELECT 1;");
    let said = home.in_shop(&["generate"]);
    assert_eq!(said.code, 1);
    assert!(
        said.err.contains("0004_mine is no migration"),
        "{}",
        said.err
    );
    assert!(
        said.err.contains("cargo socio migration new mine"),
        "{}",
        said.err
    );
    fs::remove_dir_all(home.shop().join("migrations/sqlite/0004_mine")).expect("removed");
    fs::remove_dir_all(home.shop().join("migrations/sqlite/0002_fill_names")).expect("removed");
    let said = home.in_shop(&["generate"]);
    assert!(
        said.err.contains("0002_fill_names/up.sql is gone"),
        "{}",
        said.err
    );
    for name in ["", "Mine", "1st", "a/b"] {
        assert_eq!(home.in_shop(&["migration", "new", name]).code, 1, "{name}");
    }
}

#[test]
fn a_change_that_is_not_migrated_is_shown_with_what_is_possible() {
    let home = Home::with_shop();
    let spec = home.read("shop/socio.yaml");
    home.write("shop/socio.yaml", &spec.replace("string(40)", "duration"));
    let said = home.in_shop(&["generate"]);
    assert_eq!(said.code, 1);
    for part in [
        "socio.yaml:7:7",
        "column `name` changes from string(40) to duration",
        "cargo socio migration new",
    ] {
        assert!(
            said.err.contains(part),
            "{part} is missing in:\n{}",
            said.err
        );
    }
    // What it says is possible is.
    home.write("shop/socio.yaml", &format!("{spec}      label: text?\n"));
    assert_eq!(home.in_shop(&["generate"]).code, 0);
    assert_eq!(home.in_shop(&["migration", "new", "copy_names"]).code, 0);
}
