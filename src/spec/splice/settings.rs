//! Settings at the top level: `project`, `mode`, `package`.

use std::ops::Range;

use super::{Refusal, block_lead, indented, line_end, line_start, put_node, reads_as};
use crate::edit::{self, Edit};
use crate::spec::{Node, NodeKind, Spec};

/// Sets scalars at the top level. Those that are there keep their places and what stands around
/// them; the others are added below the comment that introduces the spec.
pub fn set(spec: &Spec, settings: &[(&str, &str)]) -> Result<String, Refusal> {
    let mut edits = Vec::new();
    let mut added = Vec::new();
    let mut intended = spec.root.clone();
    for (key, value) in settings {
        match spec.root.entry(key) {
            Some((_, node)) if node.scalar() == Some(value) => continue,
            Some((name, node)) => edits.push(set_value(&spec.text, &name.span, node, value)),
            None => added.push(format!("{key}: {value}")),
        }
        let kind = NodeKind::Scalar((*value).to_owned(), false);
        intended = put_node(&intended, key, Node { span: 0..0, kind });
    }
    if !added.is_empty() {
        edits.push(add_settings(spec, &added)?);
    }
    let text = edit::apply(&spec.text, &edits);
    match reads_as(&text, &intended) {
        true => Ok(text),
        false => Err(Refusal::Unsafe(String::from(
            "an edit would change more than the settings",
        ))),
    }
}

fn set_value(text: &str, key: &Range<usize>, node: &Node, value: &str) -> Edit {
    if !node.span.is_empty() {
        return Edit::replace(node.span.clone(), value);
    }
    let at = node.span.end;
    match text[key.end..at].ends_with(':') {
        true => Edit::insert(at, format!(" {value}")),
        false => Edit::insert(at, format!(": {value}")),
    }
}

fn add_settings(spec: &Spec, lines: &[String]) -> Result<Edit, Refusal> {
    if spec.text[spec.root.span.start..].starts_with('{') {
        let at = spec.root.span.start + 1;
        let empty = spec.root.entries().is_some_and(<[_]>::is_empty);
        let behind = if empty { "" } else { "," };
        return Ok(Edit::insert(at, format!(" {}{behind}", lines.join(", "))));
    }
    let lead = block_lead(spec, &spec.root, "the spec")?;
    let first = line_start(spec, spec.root.span.start);
    let at = below_introduction(spec, first);
    let block = indented(&(lines.join("\n") + "\n"), lead);
    Ok(Edit::insert(at, block.replace('\n', line_end(&spec.text))))
}

/// Where the first comment of the document ends, or the document begins.
fn below_introduction(spec: &Spec, first: usize) -> usize {
    let mut at = spec.start;
    // The rest of the line of `---` is not below it.
    if spec.text[..at].ends_with("---") {
        at += spec.text[at..].find('\n').map_or(0, |end| end + 1);
    }
    for line in spec.text[at..].split_inclusive('\n') {
        if !line.trim_start().starts_with('#') || at >= first {
            break;
        }
        at += line.len();
    }
    at.min(first)
}

#[cfg(test)]
mod tests {
    use super::set;
    use crate::spec::load;

    #[test]
    fn settings_are_spliced_at_their_spans() {
        for (before, after) in [
            ("models: 1\n", "project: shop\nmode: sync\nmodels: 1\n"),
            (
                "# a\n# b\n\n# c\nmodels: 1",
                "# a\n# b\nproject: shop\nmode: sync\n\n# c\nmodels: 1",
            ),
            (
                "# a\n---\n# b\nmodels: 1\n",
                "# a\n---\n# b\nproject: shop\nmode: sync\nmodels: 1\n",
            ),
            (
                "%YAML 1.2\n---\nmodels: 1\n",
                "%YAML 1.2\n---\nproject: shop\nmode: sync\nmodels: 1\n",
            ),
            (
                "\u{feff}models: 1\n",
                "\u{feff}project: shop\nmode: sync\nmodels: 1\n",
            ),
            (
                "\u{feff}# a\r\nmodels: 1\r\n",
                "\u{feff}# a\r\nproject: shop\r\nmode: sync\r\nmodels: 1\r\n",
            ),
            (
                "\"mode\": async # why\nmodels: 1",
                "project: shop\n\"mode\": sync # why\nmodels: 1",
            ),
            (
                "mode : 'async'\nmodels: 1",
                "project: shop\nmode : sync\nmodels: 1",
            ),
            (
                "mode: # why\nproject:\nmodels: 1",
                "mode: sync # why\nproject: shop\nmodels: 1",
            ),
            (
                "mode: &m async\nproject: shop\n",
                "mode: sync\nproject: shop\n",
            ),
            ("{ models: 1 }", "{ project: shop, mode: sync, models: 1 }"),
            (
                "--- {models: 1, mode: async} # why\n",
                "--- { project: shop,models: 1, mode: sync} # why\n",
            ),
            (
                "{ models: 1, mode }",
                "{ project: shop, models: 1, mode: sync }",
            ),
            (
                "  models: 1\n  mode: sync\n",
                "  project: shop\n  models: 1\n  mode: sync\n",
            ),
            (
                "? mode\n: async\n? models\n: 1\n",
                "project: shop\n? mode\n: sync\n? models\n: 1\n",
            ),
        ] {
            let spec = load("socio.yaml", before).expect(before);
            let text = set(&spec, &[("project", "shop"), ("mode", "sync")]).expect(before);
            assert_eq!(text, after);
        }
    }
}
