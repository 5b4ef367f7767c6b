//! The `LobbyController` service.

use socio_runtime::aio::prelude::*;

use crate::App;
use crate::generated::messages;
use crate::generated::services::lobby::LobbyService;

#[derive(Clone)]
pub struct Lobby {
    database: Database,
}

impl Lobby {
    pub fn new(app: &App) -> Self {
        Self {
            database: app.database.clone(),
        }
    }
}

impl Service for Lobby {
    fn database(&self) -> &Database {
        &self.database
    }
}

impl LobbyService for Lobby {
    async fn chat(&self, cx: DuplexContext<messages::ChatLine, messages::ChatLine>) -> Result<()> {
        loop {
            let (room, text) = match cx.read().await {
                Ok(Some(line)) => (line.room, line.text.to_uppercase()),
                Ok(None) => return Ok(()),
                Err(error) => (String::from("errors"), error.to_string()),
            };
            cx.write(messages::ChatLine { room, text }).await?;
        }
    }

    async fn echo(
        &self,
        _cx: &Context,
        request: messages::Everything,
    ) -> Result<messages::Everything> {
        Ok(request)
    }

    async fn pings(&self, cx: DuplexContext<(), ()>) -> Result<()> {
        let (reader, writer) = cx.split();
        while reader.read().await?.is_some() {
            writer.write(()).await?;
        }
        Ok(())
    }

    async fn hear(&self, cx: ReadContext<()>) -> Result<()> {
        while cx.read().await?.is_some() {}
        Ok(())
    }

    async fn flood(&self, cx: WriteContext<()>) -> Result<()> {
        loop {
            cx.write(()).await?;
        }
    }

    async fn hold(&self, cx: DuplexContext<(), ()>) -> Result<()> {
        while cx.read().await?.is_some() {}
        Ok(())
    }
}
