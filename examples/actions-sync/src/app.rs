//! What the services share. Yours: add mailers, clients, caches beside the database.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use socio_runtime::Topic;
use socio_runtime::blocking::Database;

use crate::generated::messages::ChatJoinResponse;

/// The state of the application. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub database: Database,
    /// Where the contents of files are.
    pub folder: Arc<Path>,
    /// What happens in the rooms of the chat.
    pub rooms: Topic<ChatJoinResponse>,
}

impl App {
    pub fn new(database: Database, folder: impl Into<PathBuf>) -> Self {
        Self {
            database,
            folder: folder.into().into(),
            rooms: Topic::default(),
        }
    }
}
