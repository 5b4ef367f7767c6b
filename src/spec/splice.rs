//! Edits of a spec's text: an insertion at a place, everything else kept byte by byte.

use super::{Node, Spec};

/// Adds an entry (a block without indentation, ending in a line end) to a mapping
/// at the top level, after its last entry.
pub fn add_entry(spec: &Spec, section: &str, name: &str, entry: &str) -> Result<String, String> {
    let Some(node) = spec.root.get(section) else {
        let block: String = indented(entry, 2);
        return Ok(format!("{}\n{section}:\n{block}", spec.text.trim_end()));
    };
    let Some(entries) = node.entries() else {
        return Err(format!("`{section}` is not a mapping"));
    };
    if entries.iter().any(|(key, _)| key.text == name) {
        return Err(format!("`{name}` is there already"));
    }
    let Some((first, _)) = entries.first() else {
        return Err(format!("`{section}` is empty"));
    };
    let line = line_start(&spec.text, first.span.start);
    let lead = &spec.text[line..first.span.start];
    if lead.is_empty() || !lead.chars().all(|c| c == ' ') {
        return Err(format!("`{section}` is written in flow style"));
    }
    let end = entries
        .iter()
        .map(|(key, value)| key.span.end.max(last_end(&spec.text, value)))
        .max()
        .unwrap_or(node.span.end);
    // A comment at the end of the last line belongs to it.
    let at = spec.text[end..]
        .find('\n')
        .map_or(spec.text.len(), |line| end + line + 1);
    let (before, after) = spec.text.split_at(at);
    let mut text = String::from(before);
    if !text.ends_with('\n') {
        text.push('\n');
    }
    // A blank line between models, where the author has them.
    if blank_line_between(&spec.text, entries.iter().map(|(key, _)| key.span.start)) {
        text.push('\n');
    }
    text += &indented(entry, lead.len());
    Ok(text + after)
}

/// Where the last scalar below a node ends: the span of a block ends at what follows it.
fn last_end(text: &str, node: &Node) -> usize {
    let flow = text[node.span.start..].starts_with(['{', '[']);
    let ends = match (node.entries(), node.items()) {
        (Some(entries), _) if !flow => entries
            .iter()
            .map(|(key, value)| key.span.end.max(last_end(text, value)))
            .max(),
        (_, Some(items)) if !flow => items.iter().map(|item| last_end(text, item)).max(),
        _ => None,
    };
    ends.unwrap_or(node.span.end)
}

fn blank_line_between(text: &str, starts: impl Iterator<Item = usize>) -> bool {
    let mut starts = starts.skip(1).peekable();
    starts.peek().is_none()
        || starts.any(|start| {
            let above = text[..line_start(text, start)].trim_end_matches([' ', '\n', '\r']);
            text[above.len()..start].matches('\n').count() > 1
        })
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |line| line + 1)
}

fn indented(block: &str, by: usize) -> String {
    block
        .lines()
        .map(|line| format!("{:by$}{line}\n", ""))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::add_entry;
    use crate::spec::load;

    fn added(text: &str) -> Result<String, String> {
        let spec = load("socio.yaml", text).expect("valid");
        add_entry(&spec, "models", "Tag", "Tag:\n  fields:\n    label: text\n")
    }

    #[test]
    fn comments_and_order_are_kept() {
        let text = "# top\nmodels:\n    A: # first\n        fields: { x: text } # flow\n# end\nmode: sync\n";
        let expected = "# top\nmodels:\n    A: # first\n        fields: { x: text } # flow\n\n    Tag:\n      fields:\n        label: text\n# end\nmode: sync\n";
        assert_eq!(added(text).expect("added"), expected);
    }

    #[test]
    fn a_last_line_without_an_end_gets_one() {
        let text = "models:\n  A:\n    fields:\n      x: [\n        B]";
        assert!(
            added(text)
                .expect("added")
                .contains("B]\n\n  Tag:\n    fields:\n")
        );
    }

    #[test]
    fn what_cannot_be_edited_safely_is_refused() {
        for (text, reason) in [
            ("models: { A: { fields: { x: text } } }\n", "flow style"),
            ("models:\n  Tag: { fields: { x: text } }\n", "already"),
            ("models: nothing\n", "not a mapping"),
        ] {
            let refused = added(text).expect_err(text);
            assert!(refused.contains(reason), "{refused}");
        }
    }
}
