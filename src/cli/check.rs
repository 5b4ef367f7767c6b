//! `cargo socio check`: every mistake of a spec, in one run.

use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::{Value, json};

use super::failure::REFUSED;
use super::update;
use super::{Failure, services};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{self, Overrides, Project};
use crate::spec::FILE as SPEC;
use crate::{shell, spec};

/// Validate a spec
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cargo socio check                          # the spec of the project around this folder
  cargo socio check shop.yaml --format json  # for an editor: places in bytes, and replacements")]
pub struct Check {
    /// The spec; without it, that of the project around this folder
    spec: Option<PathBuf>,
    /// How to say it: to a person on standard error, or as JSON on standard output
    #[arg(long, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Check {
    pub fn run(self) -> Result<ExitCode, Failure> {
        let path = match self.spec {
            Some(path) => path,
            None => update::root().map(|root| root.join(SPEC)).map_err(|_| {
                let help = "name the spec: cargo socio check FILE";
                Failure::new(format!("no {SPEC} here or above"), help)
            })?,
        };
        let (name, text) = super::read_text(&path)?;
        let built =
            spec::load(&name, &text).and_then(|spec| model::build(&spec, &Overrides::default()));
        match self.format {
            Format::Text => said(&name, &built?),
            Format::Json => answered(&name, built.err().as_ref()),
        }
    }
}

fn said(name: &str, project: &Project) -> Result<ExitCode, Failure> {
    let models = super::counted(project.models.len(), "model");
    shell::status("Valid", format!("{name} ({models})"));
    services::print(project);
    Ok(ExitCode::SUCCESS)
}

/// An object with all mistakes; the exit code is the same as without.
fn answered(name: &str, found: Option<&Diagnostics>) -> Result<ExitCode, Failure> {
    let all = found.into_iter().flat_map(Diagnostics::sorted);
    let all: Vec<Value> = all.map(|one| object(name, one)).collect();
    let code = if all.is_empty() { 0 } else { REFUSED };
    super::print(&format!("{:#}\n", json!({ "diagnostics": all })))?;
    Ok(ExitCode::from(code))
}

fn object(name: &str, one: &Diagnostic) -> Value {
    let range = |span: &std::ops::Range<usize>| json!({ "start": span.start, "end": span.end });
    let replacement = one
        .fix
        .as_ref()
        .map(|edit| json!({ "start": edit.span.start, "end": edit.span.end, "text": edit.text }));
    let related = one.related.iter();
    let related = related.map(|place| json!({ "bytes": range(&place.span), "label": place.label }));
    json!({
        "code": one.code.as_str(),
        "message": one.message,
        "help": one.help,
        "file": name,
        "bytes": range(&one.span),
        "related": related.collect::<Vec<_>>(),
        "replacement": replacement,
    })
}
