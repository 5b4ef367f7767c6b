//! The file of a database, and connections to it.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::{WRITER_WAIT, fault, interrupt, regexp};
use crate::Result;
use crate::config::{SqliteUrl, Synchronous};

/// Statements kept prepared on each connection.
const STATEMENTS: usize = 128;

/// A file that is there: it is made once, and never again behind anybody's back.
#[derive(Debug, Clone)]
pub(super) struct DatabaseFile {
    path: PathBuf,
    synchronous: Synchronous,
    identity: Option<Identity>,
}

/// What tells a file from another one of the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Identity {
    device: u64,
    inode: u64,
}

impl DatabaseFile {
    /// Opens the file for writing, and makes it where there is none.
    pub(super) fn open(url: SqliteUrl) -> rusqlite::Result<(Self, Connection)> {
        let mut file = Self {
            path: url.file,
            synchronous: url.synchronous,
            identity: None,
        };
        let connection = file.connect_with(OpenFlags::SQLITE_OPEN_CREATE, false)?;
        file.identity = identity(&file.path);
        Ok((file, connection))
    }

    /// A database in memory has none.
    #[cfg(test)]
    pub(super) fn none() -> Self {
        Self {
            path: PathBuf::new(),
            synchronous: Synchronous::Full,
            identity: None,
        }
    }

    /// Another connection to the same file.
    pub(super) fn connect(&self, reader: bool) -> Result<Connection> {
        self.check()?;
        let connection = self.connect_with(OpenFlags::empty(), reader);
        connection.map_err(fault::failed)
    }

    /// UNAVAILABLE where the file was deleted or replaced: what is written now would be lost with it.
    pub(super) fn check(&self) -> Result<()> {
        if self.identity.is_none() || self.identity == identity(&self.path) {
            return Ok(());
        }
        let path = self.path.display();
        let cause = format!("{path} was deleted or replaced while the server had it open");
        Err(fault::unreachable().caused_by(cause))
    }

    fn connect_with(&self, more: OpenFlags, reader: bool) -> rusqlite::Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | more;
        let mut connection = Connection::open_with_flags(&self.path, flags)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        regexp::register(&connection)?;
        interrupt::watch(&mut connection)?;
        connection.busy_timeout(WRITER_WAIT)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", self.synchronous.name())?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "mmap_size", 256 << 20)?;
        connection.pragma_update(None, "query_only", reader)?;
        Ok(connection)
    }
}

/// `None` where the system has no such numbers, or there is no file.
fn identity(path: &Path) -> Option<Identity> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let file = std::fs::metadata(path).ok()?;
        Some(Identity {
            device: file.dev(),
            inode: file.ino(),
        })
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}
