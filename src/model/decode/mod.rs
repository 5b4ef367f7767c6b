//! From the tree of a spec to a valid [`Project`], with every mistake on the way.

mod column;
mod defaults;
mod entity;
mod enums;
mod link;
mod lookup;
mod options;
mod project;
mod rules;
mod service;
mod types;

use std::collections::HashSet;
use std::ops::Range;

use super::{Enum, Mode, Project};
use crate::diagnostic::{Diagnostic, Diagnostics, nearest};
use crate::spec::{Key, Node, Spec};

pub(in crate::model) use lookup::named as lookup;
pub(in crate::model) use service::is_text;
pub use service::{GENERICS, MIXINS};

/// What the command line says over the spec.
#[derive(Debug, Default, Clone)]
pub struct Overrides {
    pub project: Option<String>,
    pub package: Option<String>,
    pub mode: Option<Mode>,
}

/// Keys that a later version will understand.
const LATER: [&str; 8] = [
    "messages",
    "services",
    "wire",
    "filter_transport",
    "naming",
    "app_label",
    "managed",
    "actions",
];

/// Checks a spec and gives it its meaning.
pub fn build(spec: &Spec, overrides: &Overrides) -> Result<Project, Diagnostics> {
    let mut build = Build {
        diagnostics: Diagnostics::new(&spec.path, &spec.text),
        refused: HashSet::new(),
    };
    let project = build.project(&spec.root, overrides);
    if build.diagnostics.is_empty() {
        Ok(project)
    } else {
        Err(build.diagnostics)
    }
}

/// What a model may refer to.
struct Known<'a> {
    models: &'a [String],
    enums: &'a [Enum],
    mode: Mode,
}

/// The collector, and the small readers that every part uses.
pub(in crate::model) struct Build {
    pub diagnostics: Diagnostics,
    /// Fields that make no sense. Whoever names one is not told that it is unknown.
    refused: HashSet<String>,
}

impl Build {
    pub fn error(
        &mut self,
        span: &Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.diagnostics.error(span.clone(), message, help);
    }

    /// A mistake with more than a message and a help: another place, a fix.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Refuses the name of a field that is not there.
    pub fn unknown_field(&mut self, name: &str, span: &Range<usize>, help: impl Into<String>) {
        if !self.refused.contains(name) {
            self.error(span, format!("unknown field `{name}`"), help);
        }
    }

    /// Refuses the keys of a mapping that are not known.
    pub fn keys(&mut self, node: &Node, known: &[&str]) {
        let Some(entries) = node.entries() else {
            self.error(
                &node.span,
                "a mapping is wanted here",
                format!("with keys of: {}", known.join(", ")),
            );
            return;
        };
        for (key, _) in entries {
            let text = key.text.as_str();
            if known.contains(&text) {
                continue;
            }
            if LATER.contains(&text) {
                self.error(
                    &key.span,
                    format!("`{text}` is not supported yet"),
                    "remove it for now",
                );
                continue;
            }
            let help = match nearest(text, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known keys: {}", known.join(", ")),
            };
            self.error(&key.span, format!("unknown key `{text}`"), help);
        }
    }

    /// The entries of a mapping below a key; none where there is no such key.
    pub fn entries(&mut self, node: &Node, key: &str) -> Vec<(Key, Node)> {
        let Some(below) = node.get(key) else {
            return Vec::new();
        };
        match below.entries() {
            Some(entries) => entries.to_vec(),
            None => {
                self.error(
                    &below.span,
                    format!("`{key}` must be a mapping"),
                    "write `Name:` and, indented, what it has",
                );
                Vec::new()
            }
        }
    }

    pub fn word(&mut self, node: &Node, key: &str) -> Option<String> {
        let below = node.get(key)?;
        if below.scalar().is_none() {
            self.error(
                &below.span,
                format!("`{key}` must be text"),
                format!("write `{key}: text`"),
            );
        }
        below.scalar().map(str::to_owned)
    }

    /// A comment, on one line: that is how it is carried into protos and code.
    pub fn comment(&mut self, node: &Node) -> Option<String> {
        let text = self.word(node, "comment")?;
        Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    pub fn flag(&mut self, node: &Node, key: &str) -> Option<bool> {
        let below = node.get(key)?;
        match below.scalar() {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => {
                self.error(&below.span, format!("`{key}` is `true` or `false`"), "");
                None
            }
        }
    }

    pub fn number<T: std::str::FromStr>(&mut self, node: &Node, key: &str) -> Option<T> {
        let below = node.get(key)?;
        let number = below.scalar().and_then(|text| text.parse().ok());
        if number.is_none() {
            self.error(
                &below.span,
                format!("`{key}` must be a number in range"),
                "",
            );
        }
        number
    }

    /// The words of a sequence.
    pub fn words(&mut self, node: &Node, key: &str) -> Vec<(String, Range<usize>)> {
        let Some(below) = node.get(key) else {
            return Vec::new();
        };
        let Some(items) = below.items() else {
            self.error(
                &below.span,
                format!("`{key}` must be a list"),
                format!("write `{key}: [a, b]`"),
            );
            return Vec::new();
        };
        let words = items
            .iter()
            .filter_map(|item| Some((item.scalar()?.to_owned(), item.span.clone())));
        words.collect()
    }
}
