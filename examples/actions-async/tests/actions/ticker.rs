//! A ticker goes on as long as its client listens.

use crate::clients::ticker_controller_client::TickerControllerClient;
use actions_async::generated::proto::TickerWatchRequest;
use socio_runtime::types::Timestamp;
use tonic::Code;

use crate::{Outcome, serve};

fn watch(symbol: &str) -> TickerWatchRequest {
    TickerWatchRequest {
        symbol: symbol.to_owned(),
    }
}

#[tokio::test]
async fn prices_come_until_the_client_leaves() -> Outcome {
    let (server, _app) = serve().await?;
    let mut client = TickerControllerClient::new(server.channel().await?);
    let mut prices = client.watch(watch("ACME")).await?.into_inner();
    let mut before: Option<Timestamp> = None;
    for _ in 0..10 {
        let price = prices.message().await?.ok_or("the ticker has ended")?;
        assert_eq!(price.symbol, "ACME");
        assert!(price.price > 100.0, "{price:?}");
        let at = Some(price.at.parse()?);
        assert!(at > before, "{price:?} after {before:?}");
        before = at;
    }
    drop(prices);
    // Its handler ends with its next price; meanwhile others are served.
    let mut next = client.watch(watch("GLOBEX")).await?.into_inner();
    assert!(next.message().await?.is_some());
    Ok(())
}

#[tokio::test]
async fn a_symbol_that_is_not_listed_has_no_prices() -> Outcome {
    let (server, _app) = serve().await?;
    let mut client = TickerControllerClient::new(server.channel().await?);
    let refused = client.watch(watch("ACMF")).await;
    let refused = refused.err().ok_or("it has prices")?;
    assert_eq!(refused.code(), Code::NotFound);
    Ok(())
}
