//! Planned files as text, all of them or none.

mod format;
mod parallel;

use std::fmt;

use include_dir::Dir;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, syntax::SyntaxConfig};

use crate::catalogue::TEMPLATES;
use crate::plan::{Owner, PlannedFile, Source};
pub use format::format_all;
use parallel::on_every_core;

/// A file as its template has it; [`format_all`] gives what is written.
#[derive(Debug)]
pub struct RenderedFile {
    /// Relative to the project, with `/`.
    pub path: String,
    pub owner: Owner,
    pub content: Vec<u8>,
}

/// A template that does not fit what it is told: a bug of cargo-socio.
#[derive(Debug)]
pub struct Error(String);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (this is a bug of cargo-socio)", self.0)
    }
}

impl std::error::Error for Error {}

/// Renders every file, on every core.
pub fn render(plan: &[PlannedFile]) -> Result<Vec<RenderedFile>, Error> {
    let environment = environment()?;
    on_every_core(plan, |_, share| {
        share.iter().map(|file| one(&environment, file)).collect()
    })
}

fn one(environment: &Environment<'_>, file: &PlannedFile) -> Result<RenderedFile, Error> {
    let text = match &file.source {
        Source::Text(text) => text.clone(),
        Source::Template(name, told) => {
            let template = environment.get_template(name);
            let rendered = template.and_then(|template| template.render(told));
            rendered.map_err(|error| Error(format!("{error:#}")))?
        }
    };
    Ok(RenderedFile {
        path: file.path.clone(),
        owner: file.owner,
        content: text.into_bytes(),
    })
}

/// Where a project carries the runtime.
pub const VENDORED: &str = "runtime/";

/// The runtime's own files, for a project that carries it; not its tests.
pub fn vendored_runtime() -> Vec<RenderedFile> {
    let files = socio_runtime::source::FILES.iter();
    let vendored = files.map(|(path, content)| RenderedFile {
        path: format!("{VENDORED}{path}"),
        owner: Owner::Generated,
        content: content.as_bytes().to_vec(),
    });
    vendored.collect()
}

fn environment() -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    let mut syntax = SyntaxConfig::builder();
    syntax
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true);
    let failed = |error: minijinja::Error| Error(format!("{error:#}"));
    environment.set_syntax(syntax.build().map_err(failed)?);
    add_templates(&mut environment, &TEMPLATES).map_err(failed)?;
    Ok(environment)
}

/// Each is compiled once, not for each model.
fn add_templates(
    environment: &mut Environment<'static>,
    folder: &'static Dir<'static>,
) -> Result<(), minijinja::Error> {
    for file in folder.files() {
        if let (Some(name), Some(source)) = (file.path().to_str(), file.contents_utf8()) {
            environment.add_template(name, source)?;
        }
    }
    folder
        .dirs()
        .try_for_each(|below| add_templates(environment, below))
}
