//! `cargo socio migration new`: a step of the user's between those of the generator.

use std::process::ExitCode;

use super::Failure;
use super::update::{Also, Existing, How};

/// Add a migration of your own
#[derive(clap::Args)]
pub struct Migration {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    New(New),
}

/// Make an empty migration, which runs after all that are there
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cargo socio migration new fill_slugs    # then write migrations/sqlite/<n>_fill_slugs/up.sql")]
struct New {
    /// What it does, in a word or a few: `fill_slugs`
    name: String,
    #[command(flatten)]
    how: How,
}

impl Migration {
    pub fn run(self) -> Result<ExitCode, Failure> {
        let Action::New(New { name, how }) = self.action;
        let sound = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !sound || name.len() > 50 {
            let help = "lower case letters, digits and _, at most 50, as fill_slugs";
            return Err(Failure::new(
                format!("`{name}` cannot name a migration"),
                help,
            ));
        }
        let existing = Existing::find(&how)?;
        let spec = super::read(&existing.spec_path())?;
        let also = Also {
            migration: Some(name),
            ..Also::default()
        };
        existing.apply(&spec, &how, &also)
    }
}
