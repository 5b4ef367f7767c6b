//! The whole suite against release servers of both modes.

use std::process::ExitCode;

use socio_stress::{Result, SERVERS, Scale, build, run};

#[tokio::main]
async fn main() -> ExitCode {
    match attack().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("socio-stress: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn attack() -> Result<()> {
    for (name, server) in SERVERS.iter().zip(build(true)?) {
        run(name, &server, Scale::FULL).await?;
    }
    Ok(())
}
