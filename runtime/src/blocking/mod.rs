//! The sync façade: handlers are plain functions on a bounded pool of worker threads.
//!
//! tonic carries the bytes; a stream's iterator is pulled in chunks, so that
//! neither an idle stream nor a slow client holds a thread. A call in which
//! nothing is the user's waits for nothing, and needs no worker.

pub mod actions;
mod adapter;
mod attempt;
mod database;
mod iterator_stream;
mod repository;
#[doc(hidden)]
pub mod rpcs;
mod savepoint;
mod service;
mod transaction;

pub use adapter::{Inbound, Rpc, adapter, encode_all};
pub use database::Database;
pub use repository::Repository;
pub use savepoint::Savepoint;
pub use service::{ItemStream, Rec, Res, Service};
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

    pub fn serve(self, routes: Routes) -> Result<(), StartupError> {
        let runtime = tokio::runtime::Runtime::new()
            .map_err(|error| StartupError::new(format!("cannot start the I/O threads: {error}")))?;
        runtime.block_on(crate::server::serve(&self.config, routes))
    }
}
