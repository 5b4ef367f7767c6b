//! Options that every command takes.

use std::path::PathBuf;

use anstream::ColorChoice;

use super::Failure;
use crate::shell::{self, Verbosity};

#[derive(clap::Args)]
#[command(next_display_order = 100)]
pub struct Global {
    /// Say nothing but errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Name every file, also what did not change
    #[arg(short, long, global = true)]
    verbose: bool,
    /// Whether to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: ColorArg,
    /// Go to this folder first
    #[arg(short = 'C', global = true, value_name = "DIR")]
    directory: Option<PathBuf>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum ColorArg {
    Auto,
    Always,
    Never,
}

impl Global {
    /// From here on things are said, and paths read, as the options say.
    pub fn apply(&self) -> Result<(), Failure> {
        let verbosity = match (self.quiet, self.verbose) {
            (true, _) => Verbosity::Quiet,
            (_, true) => Verbosity::Verbose,
            _ => Verbosity::Normal,
        };
        let colours = match self.color {
            ColorArg::Auto => ColorChoice::Auto,
            ColorArg::Always => ColorChoice::Always,
            ColorArg::Never => ColorChoice::Never,
        };
        shell::configure(verbosity, colours);
        let Some(directory) = &self.directory else {
            return Ok(());
        };
        std::env::set_current_dir(directory).map_err(|error| {
            let what = format!("-C {}", directory.display());
            Failure::io(what, &error, "name a folder that is there")
        })
    }
}
