//! A file of a project, before it is rendered.

use serde::Serialize;

use super::Owner;

/// A file to render.
#[derive(Debug)]
pub struct PlannedFile {
    pub path: String,
    pub owner: Owner,
    pub source: Source,
}

#[derive(Debug)]
pub enum Source {
    /// A template and what it is told.
    Template(String, minijinja::Value),
    /// Finished text.
    Text(String),
}

/// One whose text is finished.
pub(super) fn text(path: &str, owner: Owner, text: String) -> PlannedFile {
    PlannedFile {
        path: path.to_owned(),
        owner,
        source: Source::Text(text),
    }
}

/// What a template is told, made once for all files that share it.
pub(super) fn value(view: &impl Serialize) -> minijinja::Value {
    minijinja::Value::from(minijinja::value::Serde(view))
}
