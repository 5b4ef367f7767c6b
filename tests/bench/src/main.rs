//! The benchmark of cargo-socio: what the generator, the builds and the servers cost. README.md says how to read it.

mod builds;
mod generator;
mod large;
mod load;
mod parts;
mod process;
mod project;
mod servers;
mod stalled;
mod table;

#[allow(dead_code, reason = "messages that nobody names")]
mod proto {
    tonic::include_proto!("bench.v1");
}

use std::path::PathBuf;
use std::process::ExitCode;

/// What can go wrong ends the run.
type Result<T, E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;

const PARTS: [&str; 6] = ["generator", "large", "build", "parts", "servers", "stalled"];

/// Of the servers' databases; without it a write is acknowledged once it is on the disk.
const NORMAL: &str = "--synchronous=normal";

/// How the parts run.
struct Options {
    /// Fewer and shorter rounds.
    quick: bool,
    /// How the names of the servers' calls begin.
    only: String,
    /// Binaries of servers that take part, too.
    beside: Vec<PathBuf>,
    synchronous: Synchronous,
}

/// When a write is on the disk, of all servers alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Synchronous {
    /// Before it is acknowledged.
    Full,
    /// Some time later.
    Normal,
}

impl Synchronous {
    /// Of the address of a database.
    fn parameters(self) -> &'static str {
        match self {
            Self::Full => "",
            Self::Normal => "?synchronous=normal",
        }
    }
}

impl std::fmt::Display for Synchronous {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Full => "synchronous=FULL",
            Self::Normal => "synchronous=NORMAL",
        })
    }
}

fn main() -> ExitCode {
    let (flags, mut parts): (Vec<String>, Vec<String>) = std::env::args()
        .skip(1)
        .partition(|arg| arg.starts_with('-'));
    let values = |name: &str| -> Vec<String> {
        let values = flags.iter().filter_map(|flag| flag.strip_prefix(name));
        values.map(String::from).collect()
    };
    let options = Options {
        quick: flags.iter().any(|flag| flag == "--quick"),
        only: values("--only=").pop().unwrap_or_default(),
        beside: values("--beside=").into_iter().map(PathBuf::from).collect(),
        synchronous: match flags.iter().any(|flag| flag == NORMAL) {
            true => Synchronous::Normal,
            false => Synchronous::Full,
        },
    };
    let known = |flag: &String| {
        let valued = ["--only=", "--beside="];
        flag == "--quick" || flag == NORMAL || valued.iter().any(|name| flag.starts_with(name))
    };
    if !flags.iter().all(known) || !parts.iter().all(|part| PARTS.contains(&part.as_str())) {
        eprintln!(
            "socio-bench [--quick] [--only=CALL] [{NORMAL}] [--beside=SERVER]… [{}]",
            PARTS.join("] [")
        );
        return ExitCode::from(2);
    }
    if parts.is_empty() {
        parts = PARTS.map(String::from).to_vec();
    }
    match run(&parts, &options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("socio-bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(parts: &[String], options: &Options) -> Result<()> {
    let quick = options.quick;
    let bench = project::Bench::prepare()?;
    for part in parts {
        match part.as_str() {
            "generator" => generator::run(&bench, quick)?,
            "large" => large::run(&bench)?,
            "build" => builds::run(&bench, quick)?,
            "parts" => parts::run(&bench, quick)?,
            "servers" => servers::run(&bench, options)?,
            _ => stalled::run(&bench, quick)?,
        }
    }
    Ok(())
}
