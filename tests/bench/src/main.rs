//! The benchmark of cargo-socio: what the generator, the builds and the servers cost. README.md says how to read it.

mod builds;
mod generator;
mod large;
mod load;
mod process;
mod project;
mod servers;
mod stalled;
mod table;

#[allow(dead_code, reason = "messages that nobody names")]
mod proto {
    tonic::include_proto!("bench.v1");
}

use std::process::ExitCode;

/// What can go wrong ends the run.
type Result<T, E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;

const PARTS: [&str; 5] = ["generator", "large", "build", "servers", "stalled"];

fn main() -> ExitCode {
    let (flags, mut parts): (Vec<String>, Vec<String>) = std::env::args()
        .skip(1)
        .partition(|arg| arg.starts_with('-'));
    let only = flags.iter().find_map(|flag| flag.strip_prefix("--only="));
    let known = flags
        .iter()
        .all(|flag| flag == "--quick" || flag.starts_with("--only="))
        && parts.iter().all(|part| PARTS.contains(&part.as_str()));
    if !known {
        eprintln!(
            "socio-bench [--quick] [--only=CALL] [{}]",
            PARTS.join("] [")
        );
        return ExitCode::from(2);
    }
    if parts.is_empty() {
        parts = PARTS.map(String::from).to_vec();
    }
    let quick = flags.iter().any(|flag| flag == "--quick");
    match run(&parts, quick, only.unwrap_or_default()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("socio-bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(parts: &[String], quick: bool, only: &str) -> Result<()> {
    let bench = project::Bench::prepare()?;
    for part in parts {
        match part.as_str() {
            "generator" => generator::run(&bench, quick)?,
            "large" => large::run(&bench)?,
            "build" => builds::run(&bench, quick)?,
            "servers" => servers::run(&bench, quick, only)?,
            _ => stalled::run(&bench, quick)?,
        }
    }
    Ok(())
}
