//! Serves override-sync over gRPC.

use override_sync::{App, generated, services};
use socio_runtime::blocking::{Database, Server};
use socio_runtime::{Config, StartupError};

fn main() -> Result<(), StartupError> {
    let config = Config::from_command_line("sqlite:override_sync.db", generated::MIGRATIONS)?;
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
