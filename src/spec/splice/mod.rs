//! Edits of a spec's text at spans: everything else is kept, byte by byte. What comes out is read
//! again, and must say what was there before and what was added.

mod entry;
mod modeline;
mod settings;

pub use entry::add_entry;
pub use modeline::point_at;
pub use settings::set;

use super::{Key, Node, NodeKind, Spec, load};

/// Why an edit was not made.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is an entry of that name.
    Exists,
    /// By hand it may well be possible.
    Unsafe(String),
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exists => f.write_str("it exists already"),
            Self::Unsafe(reason) => f.write_str(reason),
        }
    }
}

/// How far the entries of a block are indented.
fn block_lead(spec: &Spec, node: &Node, what: &str) -> Result<usize, Refusal> {
    let flow = || Refusal::Unsafe(format!("{what} is written in flow style"));
    let first = node.entries().and_then(|entries| entries.first());
    let (key, _) = first.ok_or_else(flow)?;
    let lead = &spec.text[line_start(spec, key.span.start)..key.span.start];
    let lead = lead.strip_suffix("? ").unwrap_or(lead);
    let flow_style = spec.text[node.span.start..].starts_with('{');
    if flow_style || !lead.chars().all(|c| c == ' ') {
        return Err(flow());
    }
    Ok(lead.len())
}

fn line_start(spec: &Spec, at: usize) -> usize {
    let line = spec.text[..at].rfind('\n').map_or(0, |line| line + 1);
    line.max(spec.start)
}

/// As the text has them.
fn line_end(text: &str) -> &'static str {
    let first = text.split_inclusive('\n').next().unwrap_or_default();
    match first.ends_with("\r\n") {
        true => "\r\n",
        false => "\n",
    }
}

fn indented(block: &str, by: usize) -> String {
    block
        .lines()
        .map(|line| format!("{:by$}{line}\n", ""))
        .collect()
}

/// The tree with another value of a key, or one more.
fn put_node(root: &Node, key: &str, node: Node) -> Node {
    let (span, text) = (0..0, key.to_owned());
    let kind = match &root.kind {
        NodeKind::Mapping(mapping) => NodeKind::Mapping(mapping.with(Key { span, text }, node)),
        other => other.clone(),
    };
    let span = root.span.clone();
    Node { span, kind }
}

/// Whether a text is a spec that means the same as a tree, whatever the order at the top level.
fn reads_as(text: &str, intended: &Node) -> bool {
    let Ok(read) = load("", text) else {
        return false;
    };
    let (Some(read), Some(intended)) = (read.root.entries(), intended.entries()) else {
        return false;
    };
    read.len() == intended.len()
        && intended.iter().all(|(key, node)| {
            let mut twins = read.iter().filter(|(twin, _)| twin.text == key.text);
            twins.next().is_some_and(|(_, twin)| twin.means(node))
        })
}
