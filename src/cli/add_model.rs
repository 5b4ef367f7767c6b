//! `cargo socio add-model`: one more model in socio.yaml, and all that follows from it.

use std::process::ExitCode;

use super::Failure;
use super::model_args::ModelArgs;
use super::services;
use super::update::{Also, Existing, How};
use super::wizard::{self, Terminal};
use crate::model::{self, Overrides};
use crate::shell;
use crate::spec::FILE as SPEC;
use crate::spec::splice::{self, Refusal};
use crate::spec::{self, Spec};

/// Add a model to a project
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cargo socio add-model Comment --field 'text:string(500)' --field 'post:Post' --mixin stream
  cargo socio add-model Comment        # asks, on a terminal")]
pub struct AddModel {
    /// The model's name, as `BlogPost`
    name: String,
    #[command(flatten)]
    model: ModelArgs,
    #[command(flatten)]
    how: How,
}

impl AddModel {
    /// The model as the options say it, or as the wizard learns it.
    fn args(&self, before: &Spec) -> Result<ModelArgs, Failure> {
        let given = self.model.clone();
        if !given.fields.is_empty() {
            return Ok(given);
        }
        let Some(mut terminal) = Terminal::find() else {
            return Ok(given);
        };
        let check = |name: &str, args: &ModelArgs| {
            let entry = args.yaml(name).map_err(|failure| failure.to_string())?;
            let text = splice::add_entry(before, "models", name, &entry)
                .map_err(|reason| reason.to_string())?;
            super::check_text(&text)
        };
        let name = &self.name;
        let args = wizard::model(&mut terminal, name, &check)?;
        let options = wizard::options(&args);
        let command = format!("cargo socio add-model {name} {options}");
        shell::plain(format!("\nThe same without questions:\n\n  {command}\n"));
        Ok(args)
    }

    pub fn run(self) -> Result<ExitCode, Failure> {
        let existing = Existing::find(&self.how)?;
        let before = super::read(&existing.spec_path())?;
        let args = self.args(&before)?;
        let entry = args.yaml(&self.name)?;
        let text = splice::add_entry(&before, "models", &self.name, &entry).map_err(|reason| {
            let help = format!("add it by hand, then run `cargo socio generate`:\n\n{entry}");
            match reason {
                Refusal::Exists => {
                    let message = format!("`{}` exists already", self.name);
                    Failure::new(
                        message,
                        format!("edit it in {SPEC}, or choose another name"),
                    )
                }
                Refusal::Unsafe(reason) => {
                    Failure::new(format!("cannot edit {SPEC}: {reason}"), help)
                }
            }
        })?;
        let after = spec::load(&before.path, &text)?;
        if let Ok(project) = model::build(&after, &Overrides::default()) {
            services::print_of(&project, &self.name);
        }
        existing.apply(&after, &self.how, &Also::default())
    }
}
