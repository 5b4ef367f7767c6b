//! Serves stream-async over gRPC.

use socio_runtime::aio::{Database, Server};
use socio_runtime::{Config, StartupError};
use stream_async::{App, generated, services};

#[tokio::main]
async fn main() -> Result<(), StartupError> {
    socio_runtime::init_tracing()?;
    let config = Config::from_env("sqlite:stream_async.db")?;
    let database = Database::open(&config, generated::MIGRATIONS).await?;
    let app = App::new(database);
    let routes = services::register(&app);
    // Around all of them: let routes = routes.layer(tonic::service::InterceptorLayer::new(…));
    Server::new(config).serve(routes).await
}
