//! Streams: handlers on the contexts of the runtime beside the same handlers written by hand over
//! tonic, async (a task and a channel) and sync (a thread and two channels).

mod dropped;
mod isolation;
mod kinds;
mod load;
mod ours;
mod plain;
mod rates;
mod served;
#[path = "../../table.rs"]
mod table;

use std::net::SocketAddr;
use std::process::ExitCode;

type Result<T, E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;

/// A message of a hundred bytes.
type Message = Vec<u8>;

const SIZE: usize = 100 - 2;

/// The servers, by their name in the tables.
const SERVERS: [&str; 4] = ["async, by hand", "async", "sync, by hand", "sync"];

async fn serve(name: &str) -> Result<SocketAddr> {
    match name {
        "async, by hand" => plain::serve(plain::Colour::Task).await,
        "async" => ours::serve_async().await,
        "sync, by hand" => plain::serve(plain::Colour::Thread).await,
        "sync" => ours::serve_sync().await,
        _ => Err(format!("no server is called {name}").into()),
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match args[..] {
        ["rates"] => rates::run(200_000).await,
        ["isolation"] => isolation::run(5).await,
        ["isolation", "--quick"] => isolation::run(1).await,
        ["dropped"] => dropped::run().await,
        ["serve", name] => served::serve(name).await,
        _ => Err("streams rates | isolation [--quick] | dropped".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
