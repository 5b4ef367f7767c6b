//! The `TickerController` service: a server stream.

use socio_runtime::blocking::prelude::*;

use crate::App;
use crate::generated::messages::{TickerWatchRequest, TickerWatchResponse};
use crate::generated::services::ticker::TickerService;
use crate::market;

#[derive(Clone)]
pub struct Ticker {
    database: Database,
}

impl Ticker {
    pub fn new(app: &App) -> Self {
        Self {
            database: app.database.clone(),
        }
    }
}

impl Service for Ticker {
    fn database(&self) -> &Database {
        &self.database
    }
}

impl TickerService for Ticker {
    /// The context goes to where the prices come from: that is where they are written.
    fn watch(
        &self,
        cx: WriteContext<TickerWatchResponse>,
        request: TickerWatchRequest,
    ) -> Result<()> {
        market::follow(&request.symbol, &cx)
    }
}
