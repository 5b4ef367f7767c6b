//! With the feature `source`, lists the files of this crate for `src/source.rs`.

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What a project that carries the runtime has no use for.
const LEFT_OUT: [&str; 4] = ["Cargo.lock", "benches", "target", "tests"];

/// The manifest as it was written; in a package, `Cargo.toml` is what cargo made of it.
const WRITTEN: &str = "Cargo.toml.orig";
const MANIFEST: &str = "Cargo.toml";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    if env::var_os("CARGO_FEATURE_SOURCE").is_none() {
        println!("cargo::rerun-if-changed=build.rs");
        return Ok(());
    }
    // Without such a line, cargo runs this again when any file of the crate has changed.
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let mut files = BTreeMap::new();
    collect(&root, "", &mut files)?;
    let mut list = String::from("&[\n");
    for (name, file) in &files {
        writeln!(list, "({name:?}, include_str!({file:?})),")?;
    }
    list += "]\n";
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("files.rs"), list)?;
    Ok(())
}

/// Name below the crate's folder, with `/`, to place on disk.
fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, PathBuf>) -> io::Result<()> {
    let is_packaged = folder.join(WRITTEN).is_file();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with('.') || LEFT_OUT.contains(&&*name) || is_packaged && name == MANIFEST {
            continue;
        }
        let name = if name == WRITTEN { MANIFEST } else { &name };
        let below = format!("{prefix}{name}");
        if path.is_dir() {
            collect(&path, &format!("{below}/"), files)?;
        } else {
            files.insert(below, path);
        }
    }
    Ok(())
}
