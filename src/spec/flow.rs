//! In flow style a comma parts entries, also between the parentheses of a type.

use std::ops::Range;

use super::{Key, Node, NodeKind};
use crate::diagnostic::Diagnostic;
use crate::edit::Edit;

/// Puts `{ price: decimal(10,2) }`, in which YAML sees `price: decimal(10` and `2):`, together again.
pub fn join_entries(text: &str, entries: &mut Vec<(Key, Node)>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < entries.len() {
        let parts = entries[at + 1..].iter().map(|(key, value)| {
            let alone = value.span.is_empty() && value.is_null();
            alone.then_some((key.text.as_str(), &key.span))
        });
        if let Some((count, end)) = closed_by(&entries[at].1, parts) {
            let node = &mut entries[at].1;
            found.push(quote(text, node, end));
            entries.drain(at + 1..=at + count);
        }
        at += 1;
    }
    found
}

/// The same of a list: `[decimal(10,2)]`.
pub fn join_items(text: &str, items: &mut Vec<Node>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < items.len() {
        let parts = items[at + 1..]
            .iter()
            .map(|item| plain(item).map(|text| (text, &item.span)));
        if let Some((count, end)) = closed_by(&items[at], parts) {
            found.push(quote(text, &mut items[at], end));
            items.drain(at + 1..=at + count);
        }
        at += 1;
    }
    found
}

fn plain(node: &Node) -> Option<&str> {
    match &node.kind {
        NodeKind::Scalar(text, false) => Some(text),
        _ => None,
    }
}

/// How many parts follow up to the one that closes the parenthesis which `node` leaves open, and its end.
fn closed_by<'a>(
    node: &Node,
    parts: impl Iterator<Item = Option<(&'a str, &'a Range<usize>)>>,
) -> Option<(usize, usize)> {
    let mut open = unclosed(plain(node)?);
    if open <= 0 {
        return None;
    }
    for (n, part) in parts.enumerate() {
        let (text, span) = part?;
        open += unclosed(text);
        if open <= 0 {
            return Some((n + 1, span.end));
        }
    }
    None
}

fn unclosed(text: &str) -> i32 {
    text.bytes().fold(0, |open, byte| match byte {
        b'(' => open + 1,
        b')' => open - 1,
        _ => open,
    })
}

/// Makes the node what was meant, and asks for quotes.
fn quote(text: &str, node: &mut Node, end: usize) -> Diagnostic {
    let span = node.span.start..end;
    let whole = text[span.clone()].to_owned();
    let quoted = format!("\"{}\"", whole.replace('\\', "\\\\").replace('"', "\\\""));
    let message = "in flow style a comma parts entries, also between parentheses";
    node.span = span.clone();
    node.kind = NodeKind::Scalar(whole, false);
    Diagnostic::new(span.clone(), message)
        .help(format!("quote it: `{quoted}`"))
        .fix(Edit::replace(span, quoted))
}
