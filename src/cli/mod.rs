//! The commands, one file each.

mod add_model;
mod check;
mod completions;
mod consent;
mod crate_name;
mod diagram;
mod explain;
mod failure;
mod generate;
mod global;
mod here;
mod import;
mod man;
mod migration;
mod migrations;
mod model_args;
mod new;
mod places;
mod plan;
mod report;
mod run;
mod schema;
mod services;
mod surroundings;
mod update;
mod vcs;
mod wizard;

use std::ffi::OsString;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::diagnostic::Diagnostics;
use crate::model::{self, Overrides};
use crate::shell;
use crate::spec::{self, Spec};
pub(crate) use failure::Failure;

const EXIT_CODES: &str = "\
Exit codes:
  0    done
  1    refused or failed; nothing was written
  2    --check found something to do
  130  interrupted; nothing was written";

/// One YAML file in, a complete, running, tested gRPC service out.
#[derive(Parser)]
#[command(name = "cargo-socio", bin_name = "cargo socio", version, about, after_help = EXIT_CODES)]
struct Socio {
    #[command(flatten)]
    global: global::Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    New(new::New),
    AddModel(add_model::AddModel),
    Generate(generate::Generate),
    Plan(plan::Plan),
    Check(check::Check),
    Explain(explain::Explain),
    Import(import::Import),
    Migration(migration::Migration),
    Diagram(diagram::Diagram),
    Schema(schema::Schema),
    Completions(completions::Completions),
    Man(man::Man),
}

/// Runs the command line.
pub fn run() -> ExitCode {
    let socio = match Socio::try_parse_from(arguments(std::env::args_os())) {
        Ok(socio) => socio,
        Err(said) => {
            // Help and version are errors to clap, and no errors here.
            let code = if said.use_stderr() {
                failure::REFUSED
            } else {
                failure::DONE
            };
            let _ = said.print();
            return ExitCode::from(code);
        }
    };
    let outcome = socio.global.apply().and_then(|()| match socio.command {
        Command::New(new) => new.run(),
        Command::AddModel(add_model) => add_model.run(),
        Command::Generate(generate) => generate.run(),
        Command::Plan(plan) => plan.run(),
        Command::Check(check) => check.run(),
        Command::Explain(explain) => explain.run(),
        Command::Import(import) => import.run(),
        Command::Migration(migration) => migration.run(),
        Command::Diagram(diagram) => diagram.run(),
        Command::Schema(schema) => schema.run(),
        Command::Completions(completions) => completions.run(),
        Command::Man(man) => man.run(),
    });
    outcome.unwrap_or_else(Failure::report)
}

/// The command line without cargo's word: `cargo socio X` starts `cargo-socio socio X`.
fn arguments(given: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<_> = given.collect();
    if arguments.get(1).is_some_and(|first| first == "socio") {
        arguments.remove(1);
    }
    arguments
}

/// Everything the command line takes, for pages about it.
fn command() -> clap::Command {
    Socio::command()
}

/// Text that was asked for, on standard output.
fn print(text: &str) -> Result<ExitCode, Failure> {
    match shell::output(text) {
        // Who reads it has read enough.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::io("cannot write to standard output", &error, ""))
        }
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// `1 model`, `2 models`.
fn counted(n: usize, what: &str) -> String {
    match n {
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
    }
}

/// Reads a spec file.
fn read(path: &Path) -> Result<Spec, Failure> {
    let (name, text) = read_text(path)?;
    Ok(spec::load(&name, &text)?)
}

/// A spec file's name, as it is shown, and its text.
fn read_text(path: &Path) -> Result<(String, String), Failure> {
    // As short as it can be said from here.
    let here = std::env::current_dir().unwrap_or_default();
    let name = path.strip_prefix(here).unwrap_or(path);
    let name = name.display().to_string();
    // What is too large is not read to its end.
    let read = File::open(path).and_then(|file| {
        let mut bytes = Vec::new();
        let most = spec::SIZE as u64 + 1;
        file.take(most).read_to_end(&mut bytes).map(|_| bytes)
    });
    let bytes = read.map_err(|error| {
        Failure::new(
            format!("cannot read {name}: {error}"),
            "name a spec file that is there",
        )
    })?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Failure::new(
            format!("{name} is not UTF-8 (byte {at})"),
            "save it as UTF-8",
        )
    })?;
    Ok((name, text))
}

/// The first mistake of a spec, in one line.
fn check_text(text: &str) -> Result<(), String> {
    let first = |found: Diagnostics| found.first().unwrap_or_default();
    let spec = spec::load("socio.yaml", text).map_err(first)?;
    model::build(&spec, &Overrides::default()).map_err(first)?;
    Ok(())
}
