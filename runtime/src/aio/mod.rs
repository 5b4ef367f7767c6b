//! The async façade: handlers are futures.
//!
//! Short indexed reads run where the future runs; all other database work is
//! offloaded to a worker thread. Writes in which nothing is the user's share their
//! commits.
//!
//! A handler that reads or writes on its context is a task. When its call is over, it
//! hears so at its next read or write, and has five seconds to clean up; then it is
//! dropped where it waits.

pub mod actions;
pub(crate) mod adapter;
mod attempt;
mod crud;
mod cursor;
mod database;
mod duplex_context;
mod handler;
mod hooks;
mod item_stream;
mod items;
mod offload;
pub mod prelude;
mod raw_sql;
mod read_context;
mod records;
mod repository;
mod savepoint;
pub(crate) mod service;
mod sets;
mod source;
mod transaction;
mod write_context;

pub use cursor::Cursor;
pub use database::Database;
pub use duplex_context::DuplexContext;
pub use item_stream::ItemStream;
pub use raw_sql::Sql;
pub use read_context::ReadContext;
pub use records::Records;
pub use repository::Repository;
pub use savepoint::Savepoint;
pub use service::{RecordService, Service};
pub use source::Source;
pub use transaction::Tx;
pub use write_context::WriteContext;

use crate::{Config, Routes, StartupError};

/// Serves until SIGTERM or SIGINT, then drains.
pub struct Server {
    config: Config,
}

impl Server {
    /// A server of this configuration, which does not listen yet.
    pub fn new(config: Config) -> Self {
        Self { config }
    }

    /// Listens, and returns when the drain has ended.
    ///
    /// # Errors
    ///
    /// The address is taken, or the network fails.
    pub async fn serve(self, routes: Routes) -> Result<(), StartupError> {
        crate::server::serve(&self.config, routes).await
    }
}
