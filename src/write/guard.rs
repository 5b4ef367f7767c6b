//! One command at a time writes in a project.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

const FILE: &str = ".socio-lock";

/// While it lives, no other command writes in the project. The system lets go of it
/// however the process ends.
#[derive(Debug)]
pub struct Guard {
    _file: Option<File>,
}

impl Guard {
    /// For a command that writes; waits while another one does, and says so by `waits`.
    pub fn exclusive(root: &Path, waits: impl FnOnce()) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        let file = options.write(true).create(true).truncate(false);
        let file = file.open(root.join(FILE))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                waits();
                file.lock()?;
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
        Ok(Self { _file: Some(file) })
    }

    /// For a command that only reads: it waits for who writes, and leaves nothing behind.
    pub fn shared(root: &Path, waits: impl FnOnce()) -> io::Result<Self> {
        let file = match File::open(root.join(FILE)) {
            // Where nobody ever wrote, nobody writes now, or is about to with the whole of it.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Self { _file: None });
            }
            other => other?,
        };
        match file.try_lock_shared() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                waits();
                file.lock_shared()?;
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
        Ok(Self { _file: Some(file) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_waits_for_the_first() {
        let home = tempfile::tempdir().expect("a folder");
        let first = Guard::exclusive(home.path(), || panic!("nobody else")).expect("locked");
        let (said, waits) = std::sync::mpsc::channel();
        let root = home.path().to_owned();
        let second = std::thread::spawn(move || {
            Guard::exclusive(&root, || said.send(()).expect("told")).expect("locked");
        });
        waits.recv().expect("it waits");
        assert!(!second.is_finished());
        drop(first);
        second.join().expect("it went on");
    }

    #[test]
    fn who_only_reads_leaves_nothing_behind() {
        let home = tempfile::tempdir().expect("a folder");
        Guard::shared(home.path(), || panic!("nobody else")).expect("free");
        assert_eq!(home.path().read_dir().expect("readable").count(), 0);
    }
}
