//! The sync façade: handlers are plain functions on a bounded pool of worker threads.
//!
//! tonic carries the bytes; a stream's iterator is pulled in chunks, so that
//! neither an idle stream nor a slow client holds a thread. A call in which
//! nothing is the user's waits for nothing, and needs no worker. A handler that
//! reads or writes on its context has a thread of its own, of which there may be
//! `STREAM_THREADS`; each reserves 1 MiB of address space for its stack, and takes of memory
//! what it touches of it.

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
mod iterator_stream;
pub mod prelude;
mod raw_sql;
mod read_context;
mod records;
mod repository;
pub(crate) mod rpcs;
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
    pub fn serve(self, routes: Routes) -> Result<(), StartupError> {
        let runtime = tokio::runtime::Runtime::new()
            .map_err(|error| StartupError::new(format!("cannot start the I/O threads: {error}")))?;
        runtime.block_on(crate::server::serve(&self.config, routes))
    }
}
