//! `plan` says what an edited spec would change, and changes nothing.

use serde_json::Value;

use crate::home::Home;

#[test]
fn nothing_edited_is_nothing_pending() {
    let home = Home::with_shop();
    let before = home.tree();
    let said = home.in_shop(&["plan", "--check"]);
    assert_eq!(
        (said.code, said.out.as_str()),
        (0, "Nothing would change.\n")
    );
    assert!(home.tree() == before, "something was written");
}

#[test]
fn an_edit_is_told_for_clients_rows_and_files() {
    let home = Home::with_shop();
    let spec = home.read("shop/socio.yaml");
    let edited = spec.replace("name: string(40)", "label: string(40)?");
    home.write("shop/socio.yaml", &edited);
    let before = home.tree();
    let said = home.in_shop(&["plan"]);
    assert_eq!(said.code, 0, "{}", said.err);
    for part in [
        "wire\n  breaks the wire  field `name` of ",
        "is removed [FIELD_NO_DELETE] (socio.yaml:",
        "  safe             field `label` of ",
        "data\n  loses data  table `item`: column `name` is removed (its values",
        "files\n",
        "update  proto/shop/v1/item.proto\n",
        "create  migrations/sqlite/0002_item_drop_name_and_more/up.sql\n",
        "update  socio.lock\n",
        "questions\n  rename?  is `label` what `name` was?",
        "if so, write `was: name` at it",
    ] {
        assert!(
            said.out.contains(part),
            "{part} is missing in:\n{}",
            said.out
        );
    }
    assert_eq!(home.in_shop(&["plan", "--check"]).code, 2);
    assert!(home.tree() == before, "something was written");

    // The answer to the question.
    let answer = "label: { type: string(40), null: true, was: name }";
    home.write("shop/socio.yaml", &spec.replace("name: string(40)", answer));
    let said = home.in_shop(&["plan"]);
    assert!(
        said.out.contains("column `name` becomes `label`"),
        "{}",
        said.out
    );
    assert!(!said.out.contains("questions"), "{}", said.out);
    assert_eq!(home.in_shop(&["generate", "--allow-breaking"]).code, 0);
    assert_eq!(home.in_shop(&["plan", "--check"]).code, 0);
}

#[test]
fn a_script_reads_the_same() {
    let home = Home::with_shop();
    let spec = home.read("shop/socio.yaml");
    let edited = spec.replace("Item:", "Thing:");
    home.write("shop/socio.yaml", &edited);
    let said = home.in_shop(&["plan", "--format", "json"]);
    let told: Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!(told["pending"], true);
    assert_eq!(told["wire"][0]["rule"], "PACKAGE_SERVICE_NO_DELETE");
    assert_eq!(told["wire"][0]["effect"], "breaks the wire");
    assert_eq!(told["data"][0]["effect"], "loses data");
    let question = &told["questions"][0];
    assert_eq!(question["what"], "is `thing` what `Item` was?");
    assert!(
        question["place"]
            .as_str()
            .expect("a place")
            .starts_with("socio.yaml:")
    );
    let files = told["files"].as_array().expect("files");
    let removed = files.iter().any(|file| file["effect"] == "remove");
    assert!(removed, "{files:?}");
}

#[test]
fn a_new_field_that_rows_lack_may_be_an_old_one() {
    let home = Home::with_shop();
    let spec = home.read("shop/socio.yaml");
    let edited = spec.replace("name: string(40)", "label: string(40)");
    home.write("shop/socio.yaml", &edited);
    let said = home.in_shop(&["plan"]);
    assert_eq!(said.code, 1);
    let said = said.err.replace('\n', " ");
    assert!(said.contains("say `was: name`"), "{said}");
}
