//! The actions, called over the wire.

mod chat;
#[path = "../../src/generated/clients.rs"]
mod clients;
mod files;
mod reports;
mod ticker;

use std::error::Error;

use actions_sync::{App, generated, services};
use socio_runtime::TestServer;
use socio_runtime::blocking::Database;

type Outcome = Result<(), Box<dyn Error>>;

async fn serve() -> Result<(TestServer, App), Box<dyn Error>> {
    serve_in(env!("CARGO_TARGET_TMPDIR")).await
}

/// With the contents of files in this folder.
async fn serve_in(folder: &str) -> Result<(TestServer, App), Box<dyn Error>> {
    let mut app = None;
    let server = TestServer::start(async |config| {
        let database = Database::open(config, generated::MIGRATIONS)?;
        Ok(services::register(app.insert(App::new(database, folder))))
    })
    .await?;
    Ok((server, app.ok_or("the app was not made")?))
}
