//! The only module that writes.

#![expect(clippy::disallowed_methods, reason = "this is the module that writes")]

mod guard;
pub mod hash;
mod journal;
pub mod lock;
pub mod reconcile;
mod stage;

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;

use crate::interrupt;

pub use guard::Guard;
pub use journal::{Changes, commit, is_interrupted, recover};
pub use stage::Stage;

/// Makes a project: a folder beside the target is filled, then renamed into
/// place, so that there is either a whole project or nothing.
pub fn create(target: &Path, files: &[(String, Vec<u8>)]) -> io::Result<()> {
    let parent = target
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let stage = Stage::new_in(parent.unwrap_or(Path::new(".")), "new")?;
    // Half a project must not stay behind.
    interrupt::watch()?;
    let inner = stage.path().join("project");
    let mut made = HashSet::new();
    for (path, content) in files {
        // Leaving drops the stage, and with it all that was written.
        interrupt::check()?;
        let path = inner.join(path);
        if let Some(folder) = path.parent()
            && made.insert(folder.to_owned())
        {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, content)?;
    }
    // An empty folder may stand there: rename replaces it on Unix, not elsewhere.
    if target.is_dir() {
        fs::remove_dir(target)?;
    }
    fs::rename(&inner, target)
}

/// Writes files that belong to no project.
pub fn files(folder: &Path, files: Vec<(String, Vec<u8>)>) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for (name, content) in files {
        fs::write(folder.join(name), content)?;
    }
    Ok(())
}

/// Whether something stands where a project is to go.
pub fn is_occupied(target: &Path) -> bool {
    match fs::read_dir(target) {
        Ok(mut entries) => entries.next().is_some(),
        Err(_) => target.exists(),
    }
}
