//! The committed examples are what the generator makes today.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");

fn socio(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cargo-socio"))
        .arg("socio")
        .args(args)
        .current_dir(folder)
        .output()
        .expect("cargo-socio starts")
}

fn projects() -> Vec<PathBuf> {
    let entries = fs::read_dir(EXAMPLES).expect("the examples");
    let folders = entries.map(|entry| entry.expect("an entry").path());
    folders
        .filter(|path| path.join("socio.yaml").is_file())
        .collect()
}

#[test]
fn nothing_is_pending_in_any_example() {
    let projects = projects();
    assert!(projects.len() >= 10, "{projects:?}");
    for project in projects {
        let output = socio(&project, &["generate", "--check"]);
        let said = String::from_utf8_lossy(&output.stderr);
        let help = "run `cargo socio generate` in it";
        assert_eq!(
            output.status.code(),
            Some(0),
            "{} is behind: {help}\n{said}",
            project.display()
        );
    }
}

/// The blogs are as `new` leaves them, down to the last byte of every file.
#[test]
fn the_blogs_are_what_new_makes() {
    let home = tempfile::tempdir().expect("a folder");
    let spec = Path::new(EXAMPLES).join("blog.yaml");
    fs::create_dir_all(home.path().join("runtime")).expect("made");
    fs::write(home.path().join("runtime/Cargo.toml"), "").expect("written");
    let workspace = "[workspace]\nmembers = [\"examples/*\"]\n";
    fs::write(home.path().join("Cargo.toml"), workspace).expect("written");
    fs::create_dir(home.path().join("examples")).expect("made");
    for mode in ["async", "sync"] {
        let name = format!("blog-{mode}");
        let target = format!("examples/{name}");
        let spec = spec.to_str().expect("an UTF-8 path");
        let output = socio(
            home.path(),
            &[
                "new",
                &target,
                "--spec",
                spec,
                "--mode",
                mode,
                "--runtime",
                "path=runtime",
                "--vcs",
                "none",
            ],
        );
        assert!(output.status.success(), "{output:?}");
        let made = tree(&home.path().join(&target));
        let committed = tree(&Path::new(EXAMPLES).join(&name));
        let names = |tree: &BTreeMap<_, _>| tree.keys().cloned().collect::<Vec<String>>();
        assert_eq!(names(&made), names(&committed));
        for (path, content) in &made {
            assert!(content == &committed[path], "{name}/{path} differs");
        }
    }
}

/// Every file below a folder, without what a run of the example leaves there.
fn tree(root: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(root).expect("below the root");
            let name = name.to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if !name.contains(".db") && name != "Cargo.lock" && !name.starts_with(".socio-")
            {
                files.insert(name, fs::read_to_string(&path).expect("text"));
            }
        }
    }
    files
}
