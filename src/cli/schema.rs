//! `cargo socio schema`: what editors complete and check a spec by.

use std::process::ExitCode;

use super::Failure;
use crate::plan::spec_schema;

/// Print the JSON Schema of socio.yaml, for editors
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cargo socio schema > socio.schema.json      # a project has it already

Its place in the spec, as the YAML language server of most editors reads it:
  # yaml-language-server: $schema=socio.schema.json")]
pub struct Schema {}

impl Schema {
    pub fn run(self) -> Result<ExitCode, Failure> {
        super::print(&spec_schema::text())
    }
}
