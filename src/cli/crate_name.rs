//! The name of a new project's crate, which is that of its folder.

use std::path::Path;

use super::{Failure, here};
use crate::model::ident;
use crate::{plan, write};

/// Words that cargo keeps for itself.
const CARGOS: [&str; 8] = [
    "test",
    "core",
    "std",
    "alloc",
    "proc-macro",
    "build",
    "deps",
    "examples",
];

/// The crate's name: the folder's, where that is a sound one.
pub fn crate_name(path: &Path) -> Result<String, Failure> {
    let folder = here::resolved(path)?;
    let name = folder.file_name().and_then(|name| name.to_str());
    let name = name.unwrap_or_default();
    let sound = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_');
    if !sound {
        return Err(Failure::new(
            format!("`{name}` cannot name a crate"),
            "lower case letters, digits, - and _",
        ));
    }
    if CARGOS.contains(&name) || ident::is_keyword(name) || plan::cargo_lock::is_dependency(name) {
        let message = format!("`{name}` has a meaning for cargo, or names a dependency");
        return Err(Failure::new(message, "choose another name"));
    }
    Ok(name.to_owned())
}

/// Whether a project may be made there; else why not, in a sentence.
pub fn is_free(path: &Path) -> Result<(), String> {
    crate_name(path).map_err(|failure| failure.to_string())?;
    match !here::is_meant(path) && write::is_occupied(path) {
        true => Err(format!("{} is there already", path.display())),
        false => Ok(()),
    }
}
