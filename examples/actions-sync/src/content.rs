//! The content of a file on its way to the disk.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use socio_runtime::Result;
use socio_runtime::types::Uuid;

/// What has arrived so far. Dropped before [`keep`](Self::keep), it leaves nothing behind.
pub struct Content {
    id: Uuid,
    path: PathBuf,
    file: File,
    size: i64,
    kept: bool,
}

impl Content {
    pub fn create(folder: &Path) -> Result<Self> {
        let id = Uuid::new_v4();
        let path = folder.join(id.to_string());
        fs::create_dir_all(folder)?;
        let file = File::create_new(&path)?;
        Ok(Self {
            id,
            path,
            file,
            size: 0,
            kept: false,
        })
    }

    pub fn append(&mut self, data: &[u8]) -> Result<()> {
        self.file.write_all(data)?;
        self.size += i64::try_from(data.len())?;
        Ok(())
    }

    /// Waits until all of it is on the disk.
    pub fn sync(&mut self) -> Result<()> {
        self.file.flush()?;
        self.file.sync_all()?;
        Ok(())
    }

    pub fn id(&self) -> Uuid {
        self.id
    }

    /// How many bytes it has.
    pub fn size(&self) -> i64 {
        self.size
    }

    pub fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for Content {
    fn drop(&mut self) {
        if !self.kept {
            // An upload that was broken off: nobody waits for an answer any more.
            let _ = fs::remove_file(&self.path);
        }
    }
}
