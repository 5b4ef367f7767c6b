//! A transfer moves money, or nothing happens at all.

#[path = "../src/generated/clients.rs"]
mod clients;

use std::error::Error;

use clients::account_controller_client::AccountControllerClient;
use clients::transfer_controller_client::TransferControllerClient;
use socio_runtime::TestServer;
use socio_runtime::blocking::Database;
use tonic::transport::Channel;
use transaction_sync::generated::proto::{
    AccountRequest, AccountRetrieveRequest, TransferListRequest, TransferRequest,
};
use transaction_sync::{App, generated, services};

#[tokio::test]
async fn money_moves_or_everything_is_rolled_back() -> Result<(), Box<dyn Error>> {
    let server = TestServer::start(async |config| {
        let database = Database::open(config, generated::MIGRATIONS)?;
        Ok(services::register(&App::new(database)))
    })
    .await?;
    let mut accounts = AccountControllerClient::new(server.channel().await?);
    let mut transfers = TransferControllerClient::new(server.channel().await?);
    let source = open(&mut accounts, 100).await?;
    let target = open(&mut accounts, 0).await?;
    let transfer = |amount| TransferRequest {
        amount,
        source,
        target,
        ..TransferRequest::default()
    };

    transfers.create(transfer(60)).await?;
    assert_eq!(balance(&mut accounts, source).await?, 40);
    assert_eq!(balance(&mut accounts, target).await?, 60);

    let refused = transfers.create(transfer(60)).await;
    let status = refused.err().ok_or("the transfer went through")?;
    assert!(status.message().contains("too little"), "{status}");
    assert_eq!(balance(&mut accounts, source).await?, 40);
    assert_eq!(balance(&mut accounts, target).await?, 60);
    let stored = transfers.list(TransferListRequest {}).await?.into_inner();
    assert_eq!(stored.results.len(), 1);
    Ok(())
}

type Accounts = AccountControllerClient<Channel>;

async fn open(accounts: &mut Accounts, balance: i64) -> Result<i64, Box<dyn Error>> {
    let request = AccountRequest {
        owner: String::from("Ada"),
        balance,
        ..AccountRequest::default()
    };
    let account = accounts.create(request).await?.into_inner();
    Ok(account.id.ok_or("no id")?)
}

async fn balance(accounts: &mut Accounts, id: i64) -> Result<i64, Box<dyn Error>> {
    let request = AccountRetrieveRequest { id };
    Ok(accounts.retrieve(request).await?.into_inner().balance)
}
