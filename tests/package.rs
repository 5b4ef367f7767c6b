//! What would be published is whole: the binary carries templates and runtime, however it is installed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The files that cargo would publish of a package, with `/`.
fn packaged(name: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args([
            "package",
            "--list",
            "--allow-dirty",
            "--offline",
            "--package",
            name,
        ])
        .current_dir(ROOT)
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "{output:?}");
    let list = String::from_utf8_lossy(&output.stdout).replace('\\', "/");
    list.lines().map(str::to_owned).collect()
}

/// Every file below `folder`, as seen from `root`.
fn below(root: &Path, folder: &str) -> BTreeSet<String> {
    let mut files = BTreeSet::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path: PathBuf = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let path = path.strip_prefix(root).expect("below the root");
                files.insert(path.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    files
}

#[test]
fn the_generator_is_packaged_with_every_template() {
    let packaged = packaged("cargo-socio");
    for file in below(Path::new(ROOT), "templates").union(&below(Path::new(ROOT), "src")) {
        assert!(packaged.contains(file), "{file} is not packaged");
    }
}

#[test]
fn the_runtime_is_packaged_whole_and_carried_as_it_is_packaged() {
    let packaged = packaged("socio-runtime");
    let root = Path::new(ROOT).join("runtime");
    for file in below(&root, "src") {
        assert!(packaged.contains(&file), "{file} is not packaged");
    }
    let made_by_cargo = ["Cargo.lock", "Cargo.toml.orig", ".cargo_vcs_info.json"];
    let written = packaged
        .iter()
        .filter(|file| !made_by_cargo.contains(&file.as_str()));
    let written: Vec<&str> = written.map(String::as_str).collect();
    let files = socio_runtime::source::FILES;
    let carried: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
    assert_eq!(carried, written);
    for (path, content) in files {
        let on_disk = fs::read_to_string(root.join(path)).expect("readable");
        assert!(*content == on_disk, "{path} differs");
    }
}
