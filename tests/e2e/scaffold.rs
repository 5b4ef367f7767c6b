//! `new`: what comes out builds, is clean, and passes its own tests.

use crate::project::{BLOG, Project, succeeded};

#[test]
fn an_async_blog_builds_clean_and_passes_its_tests() {
    builds_clean_and_passes(&Project::new("blog-a", BLOG, "async"));
}

#[test]
fn a_sync_blog_builds_clean_and_passes_its_tests() {
    builds_clean_and_passes(&Project::new("blog-s", BLOG, "sync"));
}

#[test]
fn the_vendored_default_builds_with_the_versions_tested_here() {
    for mode in ["async", "sync"] {
        let name = format!("vendored-{mode}");
        let project = Project::with_args(&name, &["--spec", BLOG, "--mode", mode]);
        project.cargo(&["build", "--locked"]);
    }
}

#[test]
fn no_path_of_this_machine_is_in_a_vendored_project() {
    let project = Project::with_args("portable", &["--spec", BLOG]);
    for file in ["Cargo.toml", "src/generated/mod.rs", "README.md"] {
        let text = project.read(file);
        assert!(!text.contains(env!("CARGO_MANIFEST_DIR")), "{file}");
    }
}

pub fn builds_clean_and_passes(project: &Project) {
    project.cargo(&["fmt", "--check"]);
    project.cargo(&["clippy", "--all-targets", "--", "-D", "warnings"]);
    let printed = project.cargo(&["test"]);
    assert!(
        printed.contains("test result: ok"),
        "no test ran:\n{printed}"
    );
    let help = project.cargo(&["run", "--quiet", "--", "--help"]);
    assert!(help.contains("\n  LISTEN\n"), "{help}");
    let settings = project.cargo(&["run", "--quiet", "--", "--print-config"]);
    assert!(settings.contains("LISTEN=127.0.0.1:50051\n"), "{settings}");
}

#[test]
fn a_service_offers_what_its_spec_names() {
    let generics = [
        "CreateService",
        "ListService",
        "StreamService",
        "RetrieveService",
        "DestroyService",
        "UpdateService",
        "ListCreateService",
        "ReadOnlyModelService",
        "ModelService",
    ];
    let mixins = [
        "create",
        "list",
        "stream",
        "retrieve",
        "update",
        "partial_update",
        "destroy",
    ];
    let mut spec = String::from("package: all.v1\nmodels:\n");
    for generic in generics {
        spec += &format!(
            "  With{generic}:\n    fields: {{ name: string(40) }}\n    service: {generic}\n"
        );
    }
    for (n, mixin) in mixins.iter().enumerate() {
        spec += &format!(
            "  Only{n}:\n    fields: {{ name: string(40) }}\n    service: {{ mixins: [{mixin}] }}\n"
        );
    }
    for mode in ["async", "sync"] {
        let project = Project::from_text(&format!("generics-{mode}"), &spec, mode);
        let proto = project.read("proto/all/v1/with_read_only_model_service.proto");
        assert_eq!(proto.matches("rpc ").count(), 2, "{proto}");
        builds_clean_and_passes(&project);
    }
}

#[test]
fn every_type_is_stored_and_answered() {
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/e2e/specs/types.yaml");
    // For the async project; of the sync one, only the colour differs.
    let rules = include_str!("specs/types_rules.rs");
    for mode in ["async", "sync"] {
        let project = Project::new(&format!("types-{mode}"), spec, mode);
        let rules = match mode {
            "sync" => rules
                .replace("types_async", "types_sync")
                .replace("MIGRATIONS).await", "MIGRATIONS)")
                .replace("::aio::", "::blocking::")
                .replace("count(all).await", "count(all)")
                .replace("draft(database, n).await", "draft(database, n)")
                .replace("app(database).await", "app(database)"),
            _ => rules.to_owned(),
        };
        project.write("tests/rules.rs", &rules);
        builds_clean_and_passes(&project);
    }
}

#[test]
fn lists_are_asked_in_every_way() {
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/e2e/specs/lists.yaml");
    let calls = include_str!("specs/lists_calls.rs");
    for mode in ["async", "sync"] {
        let project = Project::new(&format!("lists-{mode}"), spec, mode);
        let calls = match mode {
            "sync" => calls
                .replace("lists_async", "lists_sync")
                .replace("::aio::", "::blocking::")
                .replace("MIGRATIONS).await", "MIGRATIONS)"),
            _ => calls.to_owned(),
        };
        project.write("tests/calls.rs", &calls);
        builds_clean_and_passes(&project);
    }
}

#[test]
fn three_types_travel_as_messages_and_text() {
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/e2e/specs/typed.yaml");
    let calls = include_str!("specs/typed_calls.rs");
    for mode in ["async", "sync"] {
        let project = Project::new(&format!("typed-{mode}"), spec, mode);
        let calls = match mode {
            "sync" => calls
                .replace("typed_async", "typed_sync")
                .replace("MIGRATIONS).await", "MIGRATIONS)")
                .replace("::aio::", "::blocking::")
                .replace("draft(database, n).await", "draft(database, n)")
                .replace("app(database).await", "app(database)"),
            _ => calls.to_owned(),
        };
        project.write("tests/calls.rs", &calls);
        builds_clean_and_passes(&project);
    }
}

/// A service that asks for credentials and forbids what it offers: the fixtures follow it.
#[test]
fn fixtures_bring_credentials_and_switch_cases_off_aloud() {
    let spec = "models:\n  Note:\n    fields:\n      label: string(40)\n";
    for (mode, colour) in [("async", "async "), ("sync", "")] {
        let project = Project::from_text(&format!("guarded-{mode}"), spec, mode);
        let authorize = format!(
            "    {colour}fn authorize(&self, cx: &socio_runtime::Context) -> socio_runtime::Result<()> {{
        if cx.action() == socio_runtime::Action::Destroy {{
            return Err(socio_runtime::Error::permission_denied());
        }}
        match cx.metadata().get(\"authorization\") {{
            Some(_) => Ok(()),
            None => Err(socio_runtime::Error::unauthenticated()),
        }}
    }}

    fn database(&self)"
        );
        project.edit("src/services/note.rs", "    fn database(&self)", &authorize);
        let refused = project.cargo_command(&["test"]).output();
        let refused = refused.expect("cargo starts");
        assert!(!refused.status.success(), "nobody was refused");

        project.edit(
            "tests/fixtures/note.rs",
            "pub fn credentials(call: tonic::Request<()>)",
            "pub fn credentials(mut call: tonic::Request<()>)",
        );
        project.edit(
            "tests/fixtures/note.rs",
            "    Ok(call)",
            "    let token = tonic::metadata::MetadataValue::from_static(\"Bearer t\");
    call.metadata_mut().insert(\"authorization\", token);
    Ok(call)",
        );
        project.edit(
            "tests/fixtures/note.rs",
            "= &[];",
            "= &[(\"destroy_deletes_the_row_once\", \"notes are kept\")];",
        );
        let output = project.cargo_command(&["test"]).output();
        let output = output.expect("cargo starts");
        succeeded("cargo test", &output);
        let said = String::from_utf8_lossy(&output.stderr);
        let line = "note::destroy_deletes_the_row_once is switched off: notes are kept";
        assert!(said.contains(line), "{said}");
    }
}

/// Short texts, patterns, choices, enums, bounds, pairs, keys and parents of few rows: the drafts of an
/// untouched project differ, as many as there are, and the messages of few numbers are lint-free.
#[test]
fn samples_differ_in_every_unique_field_and_pass() {
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/e2e/specs/samples.yaml");
    for mode in ["async", "sync"] {
        let project = Project::new(&format!("samples-{mode}"), spec, mode);
        builds_clean_and_passes(&project);
        project.edit("socio.yaml", "min: 1, max: 4", "min: 3, max: 9");
        let name = "name: string(70), motto: string(9) = none";
        project.edit("socio.yaml", "name: string(70)", name);
        let country = "  Country:";
        let added =
            "  Tax: { fields: { rate: { type: int32, unique: true, max: 2 } } }\n  Country:";
        project.edit("socio.yaml", country, added);
        let mine = project.read("tests/fixtures/rate.rs");
        succeeded("generate", &project.socio(&["generate"]));
        assert_eq!(project.read("tests/fixtures/rate.rs"), mine);
        project.cargo(&["test"]);
    }
}

/// Words of Rust, SQL, protobuf and of the generated code itself are names like any other.
#[test]
fn names_that_mean_something_elsewhere_work() {
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/e2e/specs/names.yaml");
    for mode in ["async", "sync"] {
        builds_clean_and_passes(&Project::new(&format!("names-{mode}"), spec, mode));
    }
}
