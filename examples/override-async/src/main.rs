//! Serves override-async over gRPC.

use override_async::{App, generated, services};
use socio_runtime::aio::{Database, Server};
use socio_runtime::{Config, StartupError};

#[tokio::main]
async fn main() -> Result<(), StartupError> {
    let config = Config::from_command_line("sqlite:override_async.db", generated::MIGRATIONS)?;
    let Some(config) = config else {
        return Ok(()); // --help, --print-config or migrate, which is done
    };
    socio_runtime::init_tracing()?;
    let database = Database::open(&config, generated::MIGRATIONS).await?;
    let app = App::new(database);
    let routes = services::register(&app);
    // Around all of them: let routes = routes.layer(tonic::service::InterceptorLayer::new(…));
    Server::new(config).serve(routes).await
}
