//! `generate` and `add-model`: a project grows, and nobody's work is lost.

use std::fs;

use crate::project::{BLOG, Project, succeeded};

#[test]
fn generating_twice_changes_nothing() {
    let project = Project::new("twice", BLOG, "async");
    let output = project.socio(&["generate", "--check"]);
    succeeded("generate --check right after new", &output);
}

#[test]
fn models_are_added_and_the_users_file_survives() {
    for mode in ["async", "sync"] {
        let project = Project::new(&format!("grows-{mode}"), BLOG, mode);
        let mine = format!("{}\n// Mine.\n", project.read("src/services/post.rs"));
        project.write("src/services/post.rs", &mine);

        let added = project.socio(&["add-model", "Venue", "--field", "name: string(80)"]);
        succeeded("add-model Venue", &added);
        let added = project.socio(&[
            "add-model", "Meeting", "--field", "title: string(120)", "--field", "venue: Venue",
        ]);
        succeeded("add-model Meeting", &added);

        assert_eq!(project.read("src/services/post.rs"), mine);
        assert!(project.read("src/services/mod.rs").contains("meeting"));
        project.cargo(&["test"]);
    }
}

#[test]
fn an_edited_generated_file_is_a_conflict_and_nothing_is_written() {
    let project = Project::new("edited", BLOG, "async");
    let edited = format!("{}\n// By hand.\n", project.read("src/generated/post.rs"));
    project.write("src/generated/post.rs", &edited);
    let spec = project.read("socio.yaml").replace("title: string(200)", "title: string(150)");
    let before = project.read("socio.lock");
    project.write("socio.yaml", &spec);

    let output = project.socio(&["generate"]);

    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("src/generated/post.rs"), "{said}");
    assert_eq!(project.read("src/generated/post.rs"), edited);
    assert_eq!(project.read("socio.lock"), before);
}

#[test]
fn a_dry_run_writes_nothing() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_cargo-socio"))
        .args(["socio", "new", "ghost", "--dry-run", "--spec", BLOG])
        .current_dir(home.path())
        .output()
        .expect("cargo-socio starts");
    succeeded("new --dry-run", &output);
    assert_eq!(fs::read_dir(home.path()).expect("readable").count(), 0);
}
