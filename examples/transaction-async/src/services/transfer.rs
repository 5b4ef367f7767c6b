//! The `TransferController` service. Yours: written once, never touched again.

use socio_runtime::aio::prelude::*;

use crate::App;
use crate::generated::models::account::{Account, BALANCE};
use crate::generated::models::transfer::Transfer;
use crate::generated::services::transfer::TransferService;

#[derive(Clone)]
pub struct Transfers {
    database: Database,
}

impl Transfers {
    pub fn new(app: &App) -> Self {
        Self {
            database: app.database.clone(),
        }
    }
}

impl Service for Transfers {
    fn database(&self) -> &Database {
        &self.database
    }
}

impl RecordService for Transfers {
    type Record = Transfer;

    /// The money moves with the transfer, or neither is stored: an error rolls everything back.
    async fn perform_create(
        &self,
        _cx: &Context,
        tx: &mut Tx,
        changes: Changes<Transfer>,
    ) -> Result<Transfer> {
        let transfer: Transfer = tx.insert(changes).await?;
        add(tx, transfer.target, transfer.amount).await?;
        if add(tx, transfer.source, -transfer.amount).await? < 0 {
            let message = "The source has too little.";
            return Err(Error::invalid().field("amount", message, "invalid"));
        }
        Ok(transfer)
    }
}

impl TransferService for Transfers {}

/// Adds to the balance of an account, and answers the new one.
async fn add(tx: &mut Tx, account: i64, amount: i64) -> Result<i64> {
    let stored: Option<Account> = tx.get(account).await?;
    let account = stored.ok_or_else(|| Error::not_found("Account", account))?;
    let balance = account.balance + amount;
    let mut changes = Changes::default();
    changes.set(BALANCE, balance);
    tx.update(&account, changes).await?;
    Ok(balance)
}
