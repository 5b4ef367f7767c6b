//! In flow style a comma parts entries, also between the parentheses of a type.

use std::ops::Range;

use super::{Key, Node, NodeKind};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::edit::Edit;

/// No type has more arguments.
const PARTS: usize = 16;

/// Puts `{ price: decimal(10,2) }`, in which YAML sees `price: decimal(10` and `2):`, together again.
pub fn join_entries(
    text: &str,
    entries: Vec<(Key, Node)>,
    diagnostics: &mut Diagnostics,
) -> Vec<(Key, Node)> {
    let groups = groups(
        &entries,
        |(_, node)| plain(node),
        |(key, value)| {
            let alone = value.span.is_empty() && value.is_null();
            alone.then_some((key.text.as_str(), &key.span))
        },
    );
    joined(entries, &groups, |(_, node), end| {
        diagnostics.push(quote(text, node, end));
    })
}

/// The same of a list: `[decimal(10,2)]`.
pub fn join_items(text: &str, items: Vec<Node>, diagnostics: &mut Diagnostics) -> Vec<Node> {
    let groups = groups(&items, plain, |item| {
        plain(item).map(|text| (text, &item.span))
    });
    joined(items, &groups, |node, end| {
        diagnostics.push(quote(text, node, end));
    })
}

/// Parts that belong to the one before them.
struct Group {
    /// The position of the first part.
    at: usize,
    /// How many follow.
    more: usize,
    /// Where the last one ends.
    end: usize,
}

/// The groups that a parenthesis opens: in the value of one part, closed by a later part.
fn groups<'a, T>(
    parts: &'a [T],
    opens: impl Fn(&'a T) -> Option<&'a str>,
    goes_on: impl Fn(&'a T) -> Option<(&'a str, &'a Range<usize>)>,
) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        let mut open = opens(&parts[at]).map_or(0, unclosed);
        let mut more = 0;
        for part in parts[at + 1..].iter().take(PARTS) {
            let Some((text, span)) = goes_on(part).filter(|_| open > 0) else {
                break;
            };
            more += 1;
            open += unclosed(text);
            if open <= 0 {
                let end = span.end;
                groups.push(Group { at, more, end });
                at += more;
            }
        }
        at += 1;
    }
    groups
}

/// The parts without those that went into the first of their group.
fn joined<T>(parts: Vec<T>, groups: &[Group], mut join: impl FnMut(&mut T, usize)) -> Vec<T> {
    let mut groups = groups.iter().peekable();
    let mut skipped = 0..0;
    let mut kept = Vec::with_capacity(parts.len());
    for (at, mut part) in parts.into_iter().enumerate() {
        if skipped.contains(&at) {
            continue;
        }
        if let Some(group) = groups.next_if(|group| group.at == at) {
            skipped = at + 1..at + 1 + group.more;
            join(&mut part, group.end);
        }
        kept.push(part);
    }
    kept
}

fn plain(node: &Node) -> Option<&str> {
    match &node.kind {
        NodeKind::Scalar(text, false) => Some(text),
        _ => None,
    }
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
    Diagnostic::new(Code::UnquotedComma, span.clone(), message)
        .help(format!("quote it: `{quoted}`"))
        .fix(Edit::replace(span, quoted))
}
