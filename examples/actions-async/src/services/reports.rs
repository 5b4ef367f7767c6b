//! The `ReportsController` service: one message in, one out.

use socio_runtime::aio::prelude::*;

use crate::App;
use crate::generated::messages::{ReportsStorageRequest, ReportsStorageResponse};
use crate::generated::models::file::{self, File};
use crate::generated::services::reports::ReportsService;

/// How many of the largest files a report names.
const LARGEST: u64 = 3;

#[derive(Clone)]
pub struct Reports {
    database: Database,
}

impl Reports {
    pub fn new(app: &App) -> Self {
        Self {
            database: app.database.clone(),
        }
    }
}

impl Service for Reports {
    fn database(&self) -> &Database {
        &self.database
    }
}

impl RecordService for Reports {
    type Record = File;
}

impl ReportsService for Reports {
    async fn storage(
        &self,
        _cx: &Context,
        request: ReportsStorageRequest,
    ) -> Result<ReportsStorageResponse> {
        let set = match request.since {
            Some(since) => QuerySet::all().filter(file::UPLOADED_AT.gte(since)),
            None => QuerySet::all(),
        };
        let files = self.database.repository::<File>();
        let largest = set.clone().order_by(file::SIZE.desc()).slice(0, LARGEST);
        Ok(ReportsStorageResponse {
            files: files.count(set.clone()).await?,
            bytes: files.sum(set, file::SIZE).await?.unwrap_or(0),
            largest: files.values(largest, file::NAME).await?,
        })
    }
}
