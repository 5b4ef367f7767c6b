//! One more entry in a mapping at the top level.

use super::{Refusal, block_lead, indented, line_end, line_start, put_node, reads_as};
use crate::edit::{self, Edit};
use crate::spec::{Mapping, Node, NodeKind, Spec, load};

/// Adds an entry (a block without indentation, ending in a line end) to a mapping
/// at the top level, after its last entry.
pub fn add_entry(spec: &Spec, section: &str, name: &str, entry: &str) -> Result<String, Refusal> {
    let (at, block) = match spec.root.get(section) {
        Some(node) => below(spec, node, section, name, entry)?,
        None => {
            let lead = block_lead(spec, &spec.root, "the spec")?;
            let block = format!("{section}:\n{}", indented(entry, 2));
            (below_last(spec, &spec.root), indented(&block, lead))
        }
    };
    let ends_line = spec.text[..at].ends_with('\n') || at == spec.start;
    let block = format!("{}{block}", if ends_line { "" } else { "\n" });
    let edit = Edit::insert(at, block.replace('\n', line_end(&spec.text)));
    let text = edit::apply(&spec.text, &[edit]);
    let intended = with_entry(&spec.root, section, entry);
    match intended.is_some_and(|intended| reads_as(&text, &intended)) {
        true => Ok(text),
        false => Err(unsafe_for(section)),
    }
}

/// Where an entry of a section goes, and its lines.
fn below(
    spec: &Spec,
    node: &Node,
    section: &str,
    name: &str,
    entry: &str,
) -> Result<(usize, String), Refusal> {
    let Some(entries) = node.entries() else {
        let reason = format!("`{section}` is not a mapping");
        return Err(Refusal::Unsafe(reason));
    };
    if entries.iter().any(|(key, _)| key.text == name) {
        return Err(Refusal::Exists);
    }
    if entries.is_empty() {
        return Err(Refusal::Unsafe(format!("`{section}` is empty")));
    }
    let lead = block_lead(spec, node, &format!("`{section}`"))?;
    let at = below_last(spec, node);
    // A blank line between models, where the author has them.
    let starts = entries.iter().map(|(key, _)| key.span.start);
    let blank = if blank_line_between(spec, starts) {
        "\n"
    } else {
        ""
    };
    Ok((at, format!("{blank}{}", indented(entry, lead))))
}

/// The end of the line on which a block ends, or of the comments below it that belong to its parts.
fn below_last(spec: &Spec, node: &Node) -> usize {
    let text = &spec.text;
    let end_of_line = |at: usize| text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
    let mut at = end_of_line(node.span.end);
    let first = node.entries().and_then(|entries| entries.first());
    let lead = first.map_or(0, |(key, _)| {
        key.span.start - line_start(spec, key.span.start)
    });
    while let Some(line) = text[at..].split_inclusive('\n').next() {
        let comment = line.trim_start_matches(' ');
        if !comment.starts_with('#') || line.len() - comment.len() <= lead {
            break;
        }
        at += line.len();
    }
    at
}

fn blank_line_between(spec: &Spec, starts: impl Iterator<Item = usize>) -> bool {
    let mut starts = starts.skip(1).peekable();
    starts.peek().is_none()
        || starts.any(|start| {
            let above = &spec.text[..line_start(spec, start)];
            let above = above.trim_end_matches([' ', '\n', '\r']);
            spec.text[above.len()..start].matches('\n').count() > 1
        })
}

/// The tree with one more entry in a section.
fn with_entry(root: &Node, section: &str, entry: &str) -> Option<Node> {
    let mut added = load("", entry).ok()?.root;
    if let Some(below) = root.get(section) {
        let (key, node) = added.entries()?.first()?.clone();
        let mut entries = below.entries()?.to_vec();
        entries.push((key, node));
        added.kind = NodeKind::Mapping(Mapping::new(entries));
    }
    Some(put_node(root, section, added))
}

fn unsafe_for(section: &str) -> Refusal {
    Refusal::Unsafe(format!("an edit would change more than `{section}`"))
}

#[cfg(test)]
mod tests {
    use super::{Refusal, add_entry};
    use crate::spec::load;

    fn added(text: &str) -> Result<String, Refusal> {
        let spec = load("socio.yaml", text).expect("valid");
        add_entry(&spec, "models", "Tag", "Tag:\n  fields:\n    label: text\n")
    }

    #[test]
    fn comments_and_order_are_kept() {
        let text = "# top\nmodels:\n    A: # first\n        fields: { x: text } # flow\n        # of A\n# end\nmode: sync\n";
        let expected = "# top\nmodels:\n    A: # first\n        fields: { x: text } # flow\n        # of A\n\n    Tag:\n      fields:\n        label: text\n# end\nmode: sync\n";
        assert_eq!(added(text).expect("added"), expected);
    }

    #[test]
    fn an_entry_goes_below_the_last_whatever_that_is() {
        let tag = "  Tag:\n    fields:\n      label: text\n";
        for (before, after) in [
            ("models:\n  A:\n    fields:\n      x: [\n        B]", ""),
            (
                "models:\n  A:\n    fields: { x: text }\n    comment: |\n      one\n      two\n",
                "\nmode: sync\n",
            ),
            ("---\nmodels:\n  A: { fields: { x: text } }\n", "...\n"),
            (
                "\u{feff}\"models\" :\n  A:\n    fields:\n      x: text\n      y:\n",
                "",
            ),
        ] {
            let text = added(&format!("{before}{after}")).expect(before);
            let before = before.trim_end();
            assert_eq!(text, format!("{before}\n\n{tag}{after}"));
        }
        let windows = added("models:\r\n  A: { fields: { x: text } }\r\n").expect("added");
        assert!(windows.ends_with("}\r\n\r\n  Tag:\r\n    fields:\r\n      label: text\r\n"));
        let first = added("--- # spec\nmode: sync\n").expect("added");
        assert_eq!(first, format!("--- # spec\nmode: sync\nmodels:\n{tag}"));
    }

    #[test]
    fn what_cannot_be_edited_safely_is_refused() {
        for (text, reason) in [
            ("models: { A: { fields: { x: text } } }\n", "flow style"),
            ("{ models: { A: { fields: { x: text } } } }\n", "flow style"),
            ("{ mode: sync }\n", "flow style"),
            (
                "models:\n  Tag: { fields: { x: text } }\n",
                "exists already",
            ),
            ("models: nothing\n", "not a mapping"),
            ("models: {}\n", "empty"),
            // The blank lines at the end belong to the text.
            (
                "models:\n  A:\n    fields: { x: text }\n    comment: |+\n      one\n\n\n",
                "would change more",
            ),
        ] {
            let refused = added(text).expect_err(text).to_string();
            assert!(refused.contains(reason), "{refused}");
        }
    }
}
