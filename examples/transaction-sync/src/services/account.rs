//! The `AccountController` service. Yours: written once, never touched again.

use socio_runtime::blocking::prelude::*;

use crate::App;
use crate::generated::models::account::Account;
use crate::generated::services::account::AccountService;

#[derive(Clone)]
pub struct Accounts {
    database: Database,
}

impl Accounts {
    pub fn new(app: &App) -> Self {
        Self {
            database: app.database.clone(),
        }
    }
}

impl Service for Accounts {
    fn database(&self) -> &Database {
        &self.database
    }
}

/// The steps of every call: `queryset`, `validate`, `perform_create`, … Write one here to replace it.
impl RecordService for Accounts {
    type Record = Account;
}

/// The RPCs. Write one here to replace it.
impl AccountService for Accounts {}
