//! All writes of a command, or none, even when it is interrupted.
//!
//! New contents are staged in a folder of the project; naming them in the
//! journal is the point of no return. What a run could not finish, the next one
//! completes; what was staged without a journal is thrown away.

use std::path::{Component, Path, PathBuf};
use std::{fs, io};

use serde::{Deserialize, Serialize};

use crate::interrupt;

const FOLDER: &str = ".socio-journal";
const JOURNAL: &str = "journal.json";

/// What a command does to a project.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Changes {
    /// Path → new content; staged under its position.
    #[serde(skip)]
    pub writes: Vec<(String, Vec<u8>)>,
    writes_to: Vec<String>,
    pub removes: Vec<String>,
}

impl Changes {
    /// Files to write, and none to remove.
    pub fn writes(writes: Vec<(String, Vec<u8>)>) -> Self {
        Self {
            writes,
            ..Self::default()
        }
    }

    pub fn is_empty(&self) -> bool {
        self.writes.is_empty() && self.removes.is_empty()
    }
}

/// Does all of it, or nothing.
pub fn commit(root: &Path, mut changes: Changes) -> io::Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let folder = root.join(FOLDER);
    fs::create_dir(&folder)?;
    // From here on Ctrl-C is told by the flag: half a stage must not stay behind.
    interrupt::watch()?;
    let staged = stage(&folder, &mut changes);
    if staged.is_err() {
        // Without a journal the next run does this, too.
        let _ = fs::remove_dir_all(&folder);
        return staged;
    }
    recover(root)
}

fn stage(folder: &Path, changes: &mut Changes) -> io::Result<()> {
    for (n, (path, content)) in changes.writes.drain(..).enumerate() {
        interrupt::check()?;
        fs::write(folder.join(n.to_string()), content)?;
        changes.writes_to.push(path);
    }
    let draft = folder.join("draft");
    fs::write(&draft, serde_json::to_string_pretty(changes)?)?;
    fs::rename(draft, folder.join(JOURNAL))
}

/// Whether an earlier run left something to complete or to undo.
pub fn is_interrupted(root: &Path) -> bool {
    root.join(FOLDER).is_dir()
}

/// Completes or undoes what an earlier run left.
pub fn recover(root: &Path) -> io::Result<()> {
    let folder = root.join(FOLDER);
    if !folder.is_dir() {
        return Ok(());
    }
    let journal = match fs::read_to_string(folder.join(JOURNAL)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return fs::remove_dir_all(folder);
        }
        other => other?,
    };
    let changes: Changes = serde_json::from_str(&journal)?;
    for (n, path) in changes.writes_to.iter().enumerate() {
        let staged = folder.join(n.to_string());
        let target = inside(root, path)?;
        // An earlier run may have come this far.
        if staged.exists() {
            if let Some(parent) = target.parent() {
                fs::create_dir_all(parent)?;
            }
            place(&staged, &target)?;
        }
    }
    for path in &changes.removes {
        match fs::remove_file(inside(root, path)?) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    fs::remove_dir_all(folder)
}

/// Puts a staged file in its place. A link stays one: what it points to is replaced.
fn place(staged: &Path, target: &Path) -> io::Result<()> {
    let target: PathBuf = match fs::symlink_metadata(target) {
        Ok(found) if found.is_symlink() => fs::canonicalize(target)?,
        _ => target.to_owned(),
    };
    match fs::rename(staged, &target) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            fs::copy(staged, &target).map(|_| ())
        }
        renamed => renamed,
    }
}

/// A path of the journal; it may have been tampered with.
fn inside(root: &Path, path: &str) -> io::Result<std::path::PathBuf> {
    let sound = Path::new(path)
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    if sound {
        Ok(root.join(path))
    } else {
        let message = format!("the journal names {path}, which is outside of the project");
        Err(io::Error::new(io::ErrorKind::InvalidData, message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes() -> Changes {
        Changes {
            writes: vec![
                ("a/new.txt".into(), b"new".to_vec()),
                ("old.txt".into(), b"changed".to_vec()),
            ],
            removes: vec!["gone.txt".into()],
            ..Changes::default()
        }
    }

    fn project() -> tempfile::TempDir {
        let home = tempfile::tempdir().expect("a folder");
        fs::write(home.path().join("old.txt"), "old").expect("written");
        fs::write(home.path().join("gone.txt"), "gone").expect("written");
        home
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let home = project();
        let elsewhere = tempfile::tempdir().expect("a folder");
        let shared = elsewhere.path().join("shared.txt");
        fs::write(&shared, "old").expect("written");
        fs::remove_file(home.path().join("old.txt")).expect("removed");
        std::os::unix::fs::symlink(&shared, home.path().join("old.txt")).expect("linked");
        commit(home.path(), changes()).expect("committed");
        assert!(home.path().join("old.txt").is_symlink());
        assert_eq!(fs::read_to_string(shared).expect("readable"), "changed");
        assert!(is_changed(home.path()));
    }

    fn is_changed(root: &Path) -> bool {
        let read = |path: &str| fs::read_to_string(root.join(path)).ok();
        read("a/new.txt").as_deref() == Some("new")
            && read("old.txt").as_deref() == Some("changed")
            && read("gone.txt").is_none()
            && !root.join(FOLDER).exists()
    }

    #[test]
    fn all_changes_are_made() {
        let home = project();
        commit(home.path(), changes()).expect("committed");
        assert!(is_changed(home.path()));
    }

    #[test]
    fn a_journal_is_completed_and_a_stage_without_one_is_undone() {
        let home = project();
        let folder = home.path().join(FOLDER);
        fs::create_dir(&folder).expect("made");
        stage(&folder, &mut changes()).expect("staged");
        // The run was killed after its first rename.
        fs::create_dir(home.path().join("a")).expect("made");
        fs::rename(folder.join("0"), home.path().join("a/new.txt")).expect("renamed");
        recover(home.path()).expect("completed");
        assert!(is_changed(home.path()));

        fs::create_dir(&folder).expect("made");
        fs::write(folder.join("0"), "half").expect("written");
        recover(home.path()).expect("undone");
        assert!(is_changed(home.path()));
    }

    #[test]
    fn a_journal_cannot_reach_out() {
        let home = project();
        let folder = home.path().join(FOLDER);
        fs::create_dir(&folder).expect("made");
        let journal = "{\"writes_to\": [], \"removes\": [\"../x\"]}";
        fs::write(folder.join(JOURNAL), journal).expect("written");
        assert!(recover(home.path()).is_err());
    }
}
