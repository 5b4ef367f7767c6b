//! The async façade: handlers are futures.
//!
//! Short indexed reads run where the future runs; all other database work is
//! offloaded to a worker thread. Writes in which nothing is the user's share their
//! commits.

pub mod actions;
pub(crate) mod adapter;
mod cursor;
mod database;
mod item_stream;
mod items;
mod limited;
mod offload;
pub mod prelude;
mod raw_sql;
mod records;
mod repository;
pub(crate) mod service;
mod sets;
mod transaction;

pub use cursor::Cursor;
pub use database::Database;
pub use item_stream::ItemStream;
pub use raw_sql::Sql;
pub use records::Records;
pub use repository::Repository;
pub use service::{RecordService, Service};
pub use transaction::Tx;

use crate::{Config, Routes, StartupError};

/// Serves until SIGTERM or SIGINT, then drains.
pub struct Server {
    config: Config,
}

impl Server {
    pub fn new(config: Config) -> Self {
        Self { config }
    }

    pub async fn serve(self, routes: Routes) -> Result<(), StartupError> {
        crate::server::serve(&self.config, routes).await
    }
}
