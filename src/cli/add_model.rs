//! `cargo socio add-model`: one more model in socio.yaml, and all that follows from it.

use std::process::ExitCode;

use super::Failure;
use super::model_args::ModelArgs;
use super::update::{Existing, How, SPEC};
use crate::spec::{self, splice};

/// Add a model to a project
#[derive(clap::Args)]
pub struct AddModel {
    /// The model's name, as `BlogPost`
    name: String,
    #[command(flatten)]
    model: ModelArgs,
    #[command(flatten)]
    how: How,
}

impl AddModel {
    pub fn run(self) -> Result<ExitCode, Failure> {
        let existing = Existing::find()?;
        let before = super::read(&existing.spec_path())?;
        let entry = self.model.yaml(&self.name)?;
        let text = splice::add_entry(&before, "models", &self.name, &entry).map_err(|reason| {
            let help = format!("add it by hand, then run `cargo socio generate`:\n\n{entry}");
            Failure::new(format!("cannot edit {SPEC}: {reason}"), help)
        })?;
        let after = spec::load(&before.path, &text)
            .map_err(|diagnostics| Failure::new(diagnostics.to_string(), ""))?;
        existing.bring(&after, &self.how)
    }
}
