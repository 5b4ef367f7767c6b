//! The commands, one file each.

mod add_model;
mod check;
mod generate;
mod model_args;
mod new;
mod surroundings;
mod update;
mod wizard;

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::diagnostic::Diagnostics;
use crate::model::{self, Overrides};
use crate::shell;
use crate::spec::{self, Spec};

/// One YAML file in, a complete, running, tested gRPC service out.
#[derive(Parser)]
#[command(name = "cargo", bin_name = "cargo")]
enum Cargo {
    #[command(subcommand, version, about)]
    Socio(Command),
}

#[derive(Subcommand)]
enum Command {
    New(new::New),
    AddModel(add_model::AddModel),
    Generate(generate::Generate),
    Check(check::Check),
}

/// A refusal for the person at the terminal.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    help: String,
    /// Whether the message is rendered already, with a heading and colours of its own.
    rendered: bool,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: help.into(),
            rendered: false,
        }
    }
}

/// The mistakes of a spec come with their places and fixes.
impl From<Diagnostics> for Failure {
    fn from(found: Diagnostics) -> Self {
        Self {
            message: found.styled(),
            help: String::new(),
            rendered: true,
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.help.as_str() {
            "" => f.write_str(&self.message),
            help => write!(f, "{}: {help}", self.message),
        }
    }
}

/// Runs the command line.
pub fn run() -> ExitCode {
    let Cargo::Socio(command) = Cargo::parse();
    let outcome = match command {
        Command::New(new) => new.run(),
        Command::AddModel(add_model) => add_model.run(),
        Command::Generate(generate) => generate.run(),
        Command::Check(check) => check.run(),
    };
    match outcome {
        Ok(code) => code,
        Err(failure) => {
            if failure.rendered {
                shell::plain(failure.message);
            } else {
                shell::error(failure.message, &failure.help);
            }
            ExitCode::FAILURE
        }
    }
}

/// Reads a spec file.
fn read(path: &Path) -> Result<Spec, Failure> {
    let name = path.display().to_string();
    // What is too large is not read to its end.
    let read = File::open(path).and_then(|file| {
        let mut bytes = Vec::new();
        let most = spec::SIZE as u64 + 1;
        file.take(most).read_to_end(&mut bytes).map(|_| bytes)
    });
    let bytes = read.map_err(|error| {
        Failure::new(
            format!("cannot read {name}: {error}"),
            "name a spec file with --spec FILE",
        )
    })?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Failure::new(
            format!("{name} is not UTF-8 (byte {at})"),
            "save it as UTF-8",
        )
    })?;
    Ok(spec::load(&name, &text)?)
}

/// The first mistake of a spec, in one line.
fn check_text(text: &str) -> Result<(), String> {
    let first = |found: Diagnostics| found.first().unwrap_or_default();
    let spec = spec::load("socio.yaml", text).map_err(first)?;
    model::build(&spec, &Overrides::default()).map_err(first)?;
    Ok(())
}
