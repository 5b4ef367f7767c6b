//! The `FileController` service: a client stream, and what it stores.

use std::path::Path;
use std::sync::Arc;

use socio_runtime::blocking::prelude::*;

use crate::App;
use crate::content::Content;
use crate::generated::messages::{FileUploadRequest, FileUploadRequestPart};
use crate::generated::models::file::{self, File};
use crate::generated::proto::FileResponse;
use crate::generated::services::file::FileService;

#[derive(Clone)]
pub struct Files {
    database: Database,
    folder: Arc<Path>,
}

impl Files {
    pub fn new(app: &App) -> Self {
        Self {
            database: app.database.clone(),
            folder: app.folder.clone(),
        }
    }
}

impl Service for Files {
    fn database(&self) -> &Database {
        &self.database
    }
}

impl RecordService for Files {
    type Record = File;
}

impl FileService for Files {
    /// A piece is in the file before the next one is read, so memory does not grow with the file.
    fn upload(&self, cx: ReadContext<FileUploadRequest>) -> Result<FileResponse> {
        let first = cx.read()?.map(|message| message.part);
        let Some(FileUploadRequestPart::Name(name)) = first else {
            return Err(misplaced("The name comes first."));
        };
        let mut content = Content::create(&self.folder)?;
        while let Some(message) = cx.read()? {
            match message.part {
                FileUploadRequestPart::Data(data) => content.append(&data)?,
                FileUploadRequestPart::Name(_) => return Err(misplaced("A file has one name.")),
            }
        }
        content.sync()?;
        // Only now that the client has sent everything: no connection waits for a client.
        let mut changes = Changes::default();
        changes.set(file::ID, content.id());
        changes.set(file::NAME, name);
        changes.set(file::SIZE, content.size());
        changes.set(file::UPLOADED_AT, types::Timestamp::now());
        let file = self.database.repository::<File>().insert(changes)?;
        content.keep();
        let shown = self.present(cx.context(), vec![file])?.pop();
        shown.ok_or_else(|| Error::internal("no answer was made"))
    }
}

fn misplaced(text: &str) -> Error {
    Error::invalid().field("part", text, "misplaced")
}
