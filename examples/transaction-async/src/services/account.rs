//! The `AccountController` service. Yours: written once, never touched again.

use socio_runtime::aio::{Database, Service};

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

/// The steps of every call: `authorize`, `queryset`, `validate`, `perform_create`, … Write one here to replace it.
impl Service for Accounts {
    type Resource = Account;

    fn database(&self) -> &Database {
        &self.database
    }
}

/// The RPCs. Write one here to replace it.
impl AccountService for Accounts {}
