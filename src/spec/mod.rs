//! The spec *as written*: a tree of nodes, each with its place in the text.
//!
//! Nothing is interpreted here. Scalars keep their source text (`no`, `1.10`),
//! maps keep their order, and a duplicate key is an error. Aliases and tags are
//! refused, and what a spec may hold is bounded, so that no input makes the
//! reader slow or large.

mod flow;
mod invisible;
mod mapping;
mod place;
pub mod quote;
mod reader;
pub mod splice;

use std::ops::Range;

pub use mapping::Mapping;

use crate::diagnostic::{Code, Diagnostics};
use crate::edit::Edit;

/// The spec's name in a project.
pub const FILE: &str = "socio.yaml";

/// The bytes that a spec may have: 4 MiB.
pub const SIZE: usize = 4 << 20;

/// The levels that a spec may have. No sensible one is nested deeper.
pub const DEPTH: usize = 32;

/// The keys and values that a spec may have.
pub const NODES: usize = 500_000;

/// The bytes that a key may have, be it a name or the path of a filter.
pub const KEY: usize = 250;

/// A node and the bytes it stands on.
#[derive(Debug, Clone)]
pub struct Node {
    /// Ends with the node's last character. A value that is not there is an empty span behind its key's `:`.
    pub span: Range<usize>,
    pub kind: NodeKind,
}

#[derive(Debug, Clone)]
pub enum NodeKind {
    /// The text, and whether it was quoted.
    Scalar(String, bool),
    Sequence(Vec<Node>),
    Mapping(Mapping),
}

#[derive(Debug, Clone)]
pub struct Key {
    pub span: Range<usize>,
    pub text: String,
}

impl Node {
    /// The text of a scalar; `null` and `~` are scalars like any other.
    pub fn scalar(&self) -> Option<&str> {
        match &self.kind {
            NodeKind::Scalar(text, _) => Some(text),
            _ => None,
        }
    }

    /// Whether it is null, as YAML's core schema has it.
    pub fn is_null(&self) -> bool {
        matches!(&self.kind, NodeKind::Scalar(text, false)
            if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }

    pub fn entries(&self) -> Option<&[(Key, Node)]> {
        match &self.kind {
            NodeKind::Mapping(mapping) => Some(mapping.entries()),
            _ => None,
        }
    }

    pub fn items(&self) -> Option<&[Node]> {
        match &self.kind {
            NodeKind::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// The value of a key of a mapping.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|(_, node)| node)
    }

    pub fn entry(&self, key: &str) -> Option<&(Key, Node)> {
        match &self.kind {
            NodeKind::Mapping(mapping) => mapping.get(key),
            _ => None,
        }
    }

    /// The edit that removes an entry. There is none for the only one: what is empty is another mistake.
    pub fn without(&self, key: &str) -> Option<Edit> {
        let (key, _) = self.entry(key)?;
        self.without_part(key.span.start)
    }

    /// The same of the entry or the item that begins at a byte.
    pub fn without_part(&self, start: usize) -> Option<Edit> {
        let entries = self.entries().unwrap_or_default().iter();
        let entries = entries.map(|(key, node)| key.span.start..key.span.end.max(node.span.end));
        let items = self.items().unwrap_or_default().iter();
        let parts: Vec<_> = entries.chain(items.map(|item| item.span.clone())).collect();
        let at = parts.iter().position(|part| part.start == start)?;
        let span = match (at.checked_sub(1), parts.get(at + 1)) {
            (Some(before), _) => parts[before].end..parts[at].end,
            (None, Some(next)) => start..next.start,
            (None, None) => return None,
        };
        Some(Edit::replace(span, ""))
    }

    /// Whether it says the same as another, wherever both stand.
    pub fn means(&self, other: &Self) -> bool {
        match (&self.kind, &other.kind) {
            (NodeKind::Scalar(one, quoted), NodeKind::Scalar(two, twin)) => {
                one == two && quoted == twin
            }
            (NodeKind::Sequence(one), NodeKind::Sequence(two)) => {
                one.len() == two.len() && one.iter().zip(two).all(|(a, b)| a.means(b))
            }
            (NodeKind::Mapping(one), NodeKind::Mapping(two)) => {
                let (one, two) = (one.entries(), two.entries());
                let same =
                    |((a, x), (b, y)): (&(Key, Node), &(Key, Node))| a.text == b.text && x.means(y);
                one.len() == two.len() && one.iter().zip(two).all(same)
            }
            _ => false,
        }
    }
}

/// A spec file that was read: its text and its tree.
#[derive(Debug)]
pub struct Spec {
    pub path: String,
    pub text: String,
    pub root: Node,
    /// Where the document begins: behind a byte order mark, directives and `---`.
    pub start: usize,
}

/// Reads the text of a spec.
pub fn load(path: &str, text: &str) -> Result<Spec, Diagnostics> {
    if text.len() > SIZE {
        let mut diagnostics = Diagnostics::new(path, "");
        let message = format!("the spec is larger than {} MiB", SIZE >> 20);
        let help = "a spec has models and services; keep data and generated text elsewhere";
        diagnostics.error(Code::TooLarge, 0..0, message, help);
        return Err(diagnostics);
    }
    let mut diagnostics = Diagnostics::new(path, text);
    match reader::read(text, &mut diagnostics) {
        Some((root, start)) if diagnostics.is_empty() => Ok(Spec {
            path: path.to_owned(),
            text: text.to_owned(),
            root,
            start,
        }),
        _ => {
            if diagnostics.is_empty() {
                let help = "begin with `models:`";
                diagnostics.error(Code::NoModels, 0..0, "the spec is empty", help);
            }
            Err(diagnostics)
        }
    }
}
