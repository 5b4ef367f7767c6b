//! `cargo socio check`: every mistake of a spec, in one run.

use std::path::PathBuf;
use std::process::ExitCode;

use super::Failure;
use crate::model::{self, Overrides};
use crate::shell;

/// Validate a spec
#[derive(clap::Args)]
pub struct Check {
    /// The spec
    #[arg(default_value = "socio.yaml")]
    spec: PathBuf,
}

impl Check {
    pub fn run(self) -> Result<ExitCode, Failure> {
        let spec = super::read(&self.spec)?;
        let project = model::build(&spec, &Overrides::default())?;
        shell::status(
            "Valid",
            format!("{} ({} models)", spec.path, project.models.len()),
        );
        Ok(ExitCode::SUCCESS)
    }
}
