//! `generate` and `add-model`: a project grows, and nobody's work is lost.

use std::fs;

use crate::project::{BLOG, Project, succeeded};

#[test]
fn generating_twice_changes_nothing() {
    let project = Project::new("twice", BLOG, "async");
    let before = project.snapshot();
    succeeded("generate --check", &project.socio(&["generate", "--check"]));
    succeeded("generate", &project.socio(&["generate"]));
    assert_eq!(project.snapshot(), before);
}

#[test]
fn models_are_added_and_the_users_files_and_rows_survive() {
    for mode in ["async", "sync"] {
        let project = Project::new(&format!("grows-{mode}"), BLOG, mode);
        let tags = project.migrate_and_add_a_tag();
        let mine = format!("{}\n// Mine.\n", project.read("src/services/post.rs"));
        project.write("src/services/post.rs", &mine);
        let spec = project.read("socio.yaml");

        let added = project.socio(&["add-model", "Venue", "--field", "name:string(80)"]);
        succeeded("add-model Venue", &added);
        let added = project.socio(&[
            "-v",
            "add-model",
            "Meeting",
            "--field",
            "title:string(120)",
            "--field",
            "venue:Venue",
            "--generic",
            "ReadOnlyModelService",
            "--mixin",
            "stream",
        ]);
        succeeded("add-model Meeting", &added);

        let said = String::from_utf8_lossy(&added.stderr);
        for line in [
            "update socio.yaml",
            "create src/services/meeting.rs",
            "create migrations/sqlite/0003_add_meeting/up.sql",
            "update src/services/mod.rs",
            "yours src/services/post.rs",
            "identical src/generated/models/post.rs",
        ] {
            assert!(said.contains(line), "{line} is missing in:\n{said}");
        }
        assert_eq!(project.read("src/services/post.rs"), mine);
        assert!(project.read("socio.yaml").starts_with(spec.trim_end()));
        project.cargo(&["fmt", "--check"]);
        project.cargo(&["clippy", "--all-targets", "--", "-D", "warnings"]);
        project.cargo(&["test"]);
        // The database of the first version is migrated, with its rows.
        assert_eq!(project.migrate_and_add_a_tag(), tags + 1);
    }
}

#[test]
fn an_edited_generated_file_is_a_conflict_and_nothing_is_written() {
    let project = Project::new("edited", BLOG, "async");
    let edited = format!(
        "{}\n// By hand.\n",
        project.read("src/generated/models/post.rs")
    );
    project.write("src/generated/models/post.rs", &edited);
    let spec = project.read("socio.yaml");
    let spec = spec.replace("body: text?", "body: text?\n      subtitle: text?");
    project.write("socio.yaml", &spec);
    let before = project.snapshot();

    let output = project.socio(&["generate"]);

    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("conflict src/generated/models/post.rs"),
        "{said}"
    );
    assert_eq!(project.snapshot(), before);

    succeeded("generate --force", &project.socio(&["generate", "--force"]));
    assert!(
        !project
            .read("src/generated/models/post.rs")
            .contains("By hand")
    );
}

#[test]
fn a_reformatted_file_is_no_edit() {
    let project = Project::new("reformatted", BLOG, "sync");
    let crlf = project
        .read("src/generated/models/post.rs")
        .replace('\n', "\r\n");
    project.write("src/generated/models/post.rs", &crlf);
    succeeded("generate --check", &project.socio(&["generate", "--check"]));
}

#[test]
fn pending_changes_are_named_and_not_made() {
    let project = Project::new("pending", BLOG, "async");
    let spec = project.read("socio.yaml");
    project.write(
        "socio.yaml",
        &spec.replace("body: text?", "body: text?\n      subtitle: text?"),
    );
    let before = project.snapshot();

    assert_eq!(
        project.socio(&["generate", "--check"]).status.code(),
        Some(2)
    );
    let output = project.socio(&["generate", "--dry-run"]);
    succeeded("generate --dry-run", &output);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("0002_post_add_subtitle/up.sql"), "{said}");
    assert_eq!(project.snapshot(), before);
}

#[test]
fn a_removed_field_of_the_wire_leaves_its_number_reserved() {
    let project = Project::new("removed", BLOG, "async");
    let spec = project.read("socio.yaml");
    // Read-only in the next version: gone from the requests, and from them only.
    let spec = spec.replace(
        "body: text?",
        "body: { type: text, null: true, read_only: true }",
    );
    project.write("socio.yaml", &spec);
    let said = project.socio(&["generate"]);
    assert!(String::from_utf8_lossy(&said.stderr).contains("FIELD_NO_DELETE"));
    let agreed = project.socio(&["generate", "--allow-breaking"]);
    succeeded("generate --allow-breaking", &agreed);
    let proto = project.read("proto/blog/v1/post.proto");
    assert!(proto.contains("reserved \"body\";"), "{proto}");
    assert!(proto.contains("optional string body = 3;"), "{proto}");
}

/// Names, types, members and rules change, and what was built over the first version goes on.
#[test]
fn a_project_builds_and_passes_after_many_edits_and_its_rows_are_migrated() {
    for mode in ["async", "sync"] {
        let project = Project::new(&format!("edited-{mode}"), BLOG, mode);
        let tags = project.migrate_and_add_a_tag();
        for (from, to) in [
            (
                "title: string(200)",
                "headline: { type: string(90), was: title }",
            ),
            ("      body: text?\n", ""),
            ("title: [exact", "headline: [exact"),
            ("search: [title, body]", "search: [headline]"),
            ("ordering: [title, ", "ordering: [headline, "),
            (
                "published_at: datetime?",
                "published_at: { type: date, null: true, index: true }",
            ),
            (
                "[draft, published, archived]",
                "{ draft: draft, live: { value: live, was: published } }",
            ),
            (
                "author: Author\n",
                "author: { type: Author, on_delete: cascade }\n",
            ),
            ("author_name: string(80)", "author_name: string(80)?"),
            ("label: { type: string(40)", "label: { type: text"),
        ] {
            project.edit("socio.yaml", from, to);
        }
        assert_eq!(project.socio(&["plan", "--check"]).status.code(), Some(2));
        assert_eq!(project.socio(&["generate"]).status.code(), Some(1));
        let agreed = project.socio(&["generate", "--allow-breaking", "--allow-lossy"]);
        succeeded("generate", &agreed);
        project.cargo(&["clippy", "--all-targets", "--", "-D", "warnings"]);
        project.cargo(&["test"]);
        assert_eq!(project.migrate_and_add_a_tag(), tags + 1);
        assert_eq!(project.socio(&["plan", "--check"]).status.code(), Some(0));
    }
}

#[test]
fn what_is_not_migrated_is_refused_by_name() {
    let project = Project::new("refused", BLOG, "async");
    let spec = project.read("socio.yaml");
    project.write(
        "socio.yaml",
        &spec.replace("author_name: string(80)", "author_name: duration"),
    );
    let before = project.snapshot();
    let output = project.socio(&["generate"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    let what = "table `comment`: column `author_name`";
    assert!(said.contains(what), "{said}");
    assert_eq!(project.snapshot(), before);

    project.write("socio.yaml", &spec.replace("mode: async", "mode: sync"));
    let output = project.socio(&["generate"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("fixed once scaffolded"), "{said}");
}

#[test]
fn a_deleted_scaffold_stays_deleted_and_a_lost_generated_file_comes_back() {
    let project = Project::new("deleted", BLOG, "async");
    fs::remove_file(project.root.join("README.md")).expect("removed");
    fs::remove_file(project.root.join("src/generated/models/tag.rs")).expect("removed");
    let output = project.socio(&["generate"]);
    succeeded("generate", &output);
    assert!(!project.root.join("README.md").exists());
    assert!(project.root.join("src/generated/models/tag.rs").exists());
}
