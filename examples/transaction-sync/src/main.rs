//! Serves transaction-sync over gRPC.

use socio_runtime::blocking::{Database, Server};
use socio_runtime::{Config, StartupError};
use transaction_sync::{App, generated, services};

fn main() -> Result<(), StartupError> {
    let config = Config::from_command_line("sqlite:transaction_sync.db", generated::MIGRATIONS)?;
    let Some(config) = config else {
        return Ok(()); // --help, --print-config or migrate, which is done
    };
    socio_runtime::init_tracing()?;
    let database = Database::open(&config, generated::MIGRATIONS)?;
    let app = App::new(database);
    let routes = services::register(&app);
    // Around all of them: let routes = routes.layer(tonic::service::InterceptorLayer::new(…));
    Server::new(config).serve(routes)
}
