//! Serves read-only-sync over gRPC.

use read_only_sync::{App, generated, services};
use socio_runtime::blocking::{Database, Server};
use socio_runtime::{Config, StartupError};

fn main() -> Result<(), StartupError> {
    socio_runtime::init_tracing()?;
    let config = Config::from_env("sqlite:read_only_sync.db")?;
    let database = Database::open(&config, generated::MIGRATIONS)?;
    let app = App::new(database);
    let routes = services::register(&app);
    // Around all of them: let routes = routes.layer(tonic::service::InterceptorLayer::new(…));
    Server::new(config).serve(routes)
}
