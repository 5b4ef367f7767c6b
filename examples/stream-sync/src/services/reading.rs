//! The `ReadingController` service. Yours: written once, never touched again.

use socio_runtime::blocking::prelude::*;

use crate::App;
use crate::generated::models::reading::Reading;
use crate::generated::proto::ReadingResponse;
use crate::generated::services::reading::ReadingService;

#[derive(Clone)]
pub struct Readings {
    database: Database,
}

impl Readings {
    pub fn new(app: &App) -> Self {
        Self {
            database: app.database.clone(),
        }
    }
}

impl Service for Readings {
    fn database(&self) -> &Database {
        &self.database
    }
}

impl RecordService for Readings {
    type Record = Reading;
}

impl ReadingService for Readings {
    /// Rows become messages a chunk at a time, whatever the length of the stream.
    fn present(&self, cx: &Context, records: Vec<Reading>) -> Result<Vec<ReadingResponse>> {
        let mut messages: Vec<ReadingResponse> = actions::present(self, cx, records)?;
        for message in &mut messages {
            message.celsius = (message.celsius * 10.0).round() / 10.0;
        }
        Ok(messages)
    }
}
