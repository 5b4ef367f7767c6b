//! `new`: what comes out builds, is clean, and passes its own tests.

use crate::project::{BLOG, Project};

#[test]
fn an_async_blog_builds_clean_and_passes_its_tests() {
    builds_clean_and_passes(&Project::new("blog-a", BLOG, "async"));
}

#[test]
fn a_sync_blog_builds_clean_and_passes_its_tests() {
    builds_clean_and_passes(&Project::new("blog-s", BLOG, "sync"));
}

#[test]
fn the_vendored_default_builds_from_its_own_lock() {
    let project = Project::with_args("vendored", &["--spec", BLOG]);
    project.cargo(&["build", "--locked"]);
}

#[test]
fn no_path_of_this_machine_is_in_a_vendored_project() {
    let project = Project::with_args("portable", &["--spec", BLOG]);
    for file in ["Cargo.toml", "socio.lock", "src/generated/mod.rs", "README.md"] {
        let text = project.read(file);
        assert!(!text.contains(env!("CARGO_MANIFEST_DIR")), "{file}");
    }
}

fn builds_clean_and_passes(project: &Project) {
    project.cargo(&["fmt", "--check"]);
    project.cargo(&["clippy", "--locked", "--all-targets", "--", "-D", "warnings"]);
    let printed = project.cargo(&["test"]);
    assert!(printed.contains("test result: ok"), "no test ran:\n{printed}");
}
