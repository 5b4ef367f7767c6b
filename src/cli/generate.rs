//! `cargo socio generate`: the project follows socio.yaml.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::Failure;
use super::update::{Also, Existing, How};

/// Bring a project up to date with its socio.yaml
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cargo socio generate                                     # what changed, and a count
  cargo socio generate --check                             # in CI: exits with 2 when anything is pending
  cargo socio generate --restore src/services/post.rs      # as it was scaffolded")]
pub struct Generate {
    #[command(flatten)]
    how: How,
    /// Write a file of yours again that is missing
    #[arg(long, value_name = "FILE")]
    restore: Vec<PathBuf>,
}

impl Generate {
    pub fn run(self) -> Result<ExitCode, Failure> {
        let existing = Existing::find(&self.how)?;
        let spec = super::read(&existing.spec_path())?;
        let restore = self.restore.iter();
        let also = Also {
            restore: restore.map(|file| named(&existing.root, file)).collect(),
            ..Also::default()
        };
        existing.apply(&spec, &self.how, &also)
    }
}

/// A file as the project names it, wherever below it the command runs.
fn named(root: &Path, file: &Path) -> String {
    let full = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let here = full.strip_prefix(root).unwrap_or(file);
    here.to_string_lossy().replace('\\', "/")
}
