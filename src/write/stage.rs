//! A folder that goes with the command that made it, also when that was killed.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use tempfile::TempDir;

/// Held locked while the command lives.
const ALIVE: &str = "alive";

#[derive(Debug)]
pub struct Stage {
    folder: TempDir,
    _alive: File,
}

impl Stage {
    /// Makes a folder `.socio-PURPOSE-…`, after removing those of commands that were killed.
    pub fn new_in(parent: &Path, purpose: &str) -> io::Result<Self> {
        let prefix = format!(".socio-{purpose}-");
        sweep(parent, &prefix);
        let folder = tempfile::Builder::new()
            .prefix(&prefix)
            .tempdir_in(parent)?;
        // Under its name only once it is locked, or another command would take it for abandoned.
        let made = folder.path().join("new");
        let alive = File::create(&made)?;
        alive.lock()?;
        fs::rename(made, folder.path().join(ALIVE))?;
        Ok(Self {
            folder,
            _alive: alive,
        })
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Removes what nobody holds any more. What cannot be removed is in nobody's way.
fn sweep(parent: &Path, prefix: &str) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        if !entry.file_name().to_string_lossy().starts_with(prefix) {
            continue;
        }
        // One without the file was made this moment.
        let Ok(alive) = File::open(entry.path().join(ALIVE)) else {
            continue;
        };
        if alive.try_lock().is_ok() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_nobody_holds_is_removed() {
        let home = tempfile::tempdir().expect("a folder");
        let killed = home.path().join(".socio-new-killed");
        fs::create_dir(&killed).expect("made");
        fs::write(killed.join(ALIVE), "").expect("written");
        let foreign = home.path().join(".socio-else");
        fs::create_dir(&foreign).expect("made");
        let first = Stage::new_in(home.path(), "new").expect("a stage");
        let second = Stage::new_in(home.path(), "new").expect("another");
        assert!(!killed.exists() && foreign.exists());
        assert!(first.path().exists() && second.path().exists());
        drop(first);
        drop(second);
        assert_eq!(home.path().read_dir().expect("readable").count(), 1);
    }
}
