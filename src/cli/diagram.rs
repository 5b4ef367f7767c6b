//! `cargo socio diagram`: the spec as pictures.

use std::path::PathBuf;
use std::process::ExitCode;

use super::Failure;
use super::update;
use crate::model::{self, Overrides};
use crate::spec::FILE as SPEC;
use crate::{plan, render};

/// Draw the models and the services of a spec, as Mermaid in Markdown
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cargo socio diagram                 # of the project around this folder, as in its SCHEMA.md
  cargo socio diagram shop.yaml > shop.md")]
pub struct Diagram {
    /// The spec; without it, that of the project around this folder
    spec: Option<PathBuf>,
}

impl Diagram {
    pub fn run(self) -> Result<ExitCode, Failure> {
        let path = match self.spec {
            Some(path) => path,
            None => update::root()?.join(SPEC),
        };
        let spec = super::read(&path)?;
        let project = model::build(&spec, &Overrides::default())?;
        let files = render::render(&plan::diagram(&project).collect::<Vec<_>>());
        let files = files.map_err(|error| Failure::new(error.to_string(), "please report it"))?;
        let text = files.into_iter().flat_map(|file| file.content).collect();
        super::print(&String::from_utf8(text).unwrap_or_default())
    }
}
