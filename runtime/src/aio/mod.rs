//! The async façade: handlers are futures.
//!
//! Short indexed reads run where the future runs; all other database work is
//! offloaded to a worker thread. Writes in which nothing is the user's share their
//! commits.

pub mod actions;
mod adapter;
mod attempt;
mod database;
mod items;
mod limited;
mod offload;
mod repository;
mod savepoint;
mod service;
mod transaction;

/// The provided bodies of generated RPCs. Here nobody asks whether they were replaced.
#[doc(hidden)]
pub use actions as rpcs;
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

    pub async fn serve(self, routes: Routes) -> Result<(), StartupError> {
        crate::server::serve(&self.config, routes).await
    }
}
