//! Where prices come from: a random walk here, an exchange elsewhere.

use std::time::Duration;

use socio_runtime::aio::WriteContext;
use socio_runtime::types::{Decimal, Timestamp};
use socio_runtime::{Error, Result};
use tokio::time::sleep;

use crate::generated::messages::TickerWatchResponse;

/// Symbols, and where their prices start, in cents.
const LISTED: [(&str, i64); 3] = [("ACME", 12_050), ("GLOBEX", 8_420), ("INITECH", 310)];

const PACE: Duration = Duration::from_millis(20);

/// Writes the prices of a symbol as they come, until a write fails.
pub async fn follow(symbol: &str, cx: &WriteContext<TickerWatchResponse>) -> Result<()> {
    let listed = LISTED.iter().find(|(name, _)| *name == symbol);
    let (_, mut cents) = *listed.ok_or_else(|| Error::not_found("Symbol", symbol))?;
    loop {
        let at = Timestamp::now();
        cx.write(TickerWatchResponse {
            symbol: symbol.to_owned(),
            price: Decimal::new(cents, 2),
            at,
        })
        .await?;
        cents = (cents + at.as_microsecond() % 21 - 10).max(1);
        sleep(PACE).await;
    }
}
