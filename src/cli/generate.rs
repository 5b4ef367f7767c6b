//! `cargo socio generate`: the project follows socio.yaml.

use std::process::ExitCode;

use super::Failure;
use super::update::{Existing, How};

/// Bring a project up to date with its socio.yaml
#[derive(clap::Args)]
pub struct Generate {
    #[command(flatten)]
    how: How,
}

impl Generate {
    pub fn run(self) -> Result<ExitCode, Failure> {
        let existing = Existing::find()?;
        let spec = super::read(&existing.spec_path())?;
        existing.bring(&spec, &self.how)
    }
}
