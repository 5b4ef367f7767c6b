//! The spec *as written*: a tree of nodes, each with its place in the text.
//!
//! Nothing is interpreted here. Scalars keep their source text (`no`, `1.10`),
//! maps keep their order, and a duplicate key is an error. Aliases are refused,
//! and nesting is limited, so that no input makes the reader slow or large.

pub mod splice;

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle};

use crate::diagnostic::Diagnostics;

/// No sensible spec is nested deeper.
const DEPTH: usize = 32;

/// A node and the bytes it stands on.
#[derive(Debug, Clone)]
pub struct Node {
    pub span: Range<usize>,
    pub kind: NodeKind,
}

#[derive(Debug, Clone)]
pub enum NodeKind {
    /// The text, and whether it was quoted.
    Scalar(String, bool),
    Sequence(Vec<Node>),
    Mapping(Vec<(Key, Node)>),
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
            NodeKind::Mapping(entries) => Some(entries),
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
        self.entries()?
            .iter()
            .find(|(known, _)| known.text == key)
            .map(|(_, node)| node)
    }
}

/// A spec file that was read: its text and its tree.
#[derive(Debug)]
pub struct Spec {
    pub path: String,
    pub text: String,
    pub root: Node,
}

/// Reads the text of a spec.
pub fn load(path: &str, text: &str) -> Result<Spec, Diagnostics> {
    let mut diagnostics = Diagnostics::new(path, text);
    let mut reader = Reader {
        parser: Parser::new_from_str(text),
        bytes: text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect(),
        diagnostics: &mut diagnostics,
    };
    let root = reader.document();
    match root {
        Some(root) if diagnostics.is_empty() => Ok(Spec {
            path: path.to_owned(),
            text: text.to_owned(),
            root,
        }),
        _ => {
            if diagnostics.is_empty() {
                diagnostics.error(0..0, "the spec is empty", "begin with `models:`");
            }
            Err(diagnostics)
        }
    }
}

struct Reader<'a> {
    parser: Parser<'a, saphyr_parser::StrInput<'a>>,
    /// Where each character begins: the parser counts characters.
    bytes: Vec<usize>,
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<(Event<'a>, Range<usize>)> {
        match self.parser.next()? {
            Ok((event, span)) => {
                let at = |index: usize| self.bytes.get(index).copied().unwrap_or_default();
                let start = at(span.start.index());
                Some((event, start..at(span.end.index()).max(start)))
            }
            Err(error) => {
                let at = self.bytes.get(error.marker().index()).copied();
                let at = at.unwrap_or_default();
                let help = "a value with `: `, ` #`, a leading `[`, `{`, `*` or `&` must be quoted";
                self.diagnostics
                    .error(at..at, format!("not YAML: {}", error.info()), help);
                None
            }
        }
    }

    fn document(&mut self) -> Option<Node> {
        loop {
            match self.next()? {
                (Event::StreamStart | Event::DocumentStart(_) | Event::Nothing, _) => {}
                (Event::StreamEnd | Event::DocumentEnd, _) => return None,
                (event, span) => return self.node(event, span, 0),
            }
        }
    }

    fn node(&mut self, event: Event<'a>, span: Range<usize>, depth: usize) -> Option<Node> {
        if depth > DEPTH {
            self.diagnostics
                .error(span, "nested too deeply", "a spec has at most 32 levels");
            return None;
        }
        match event {
            Event::Scalar(text, style, ..) => {
                let quoted = style != ScalarStyle::Plain;
                Some(Node {
                    span,
                    kind: NodeKind::Scalar(text.into_owned(), quoted),
                })
            }
            Event::SequenceStart(..) => {
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, end) => {
                            let span = span.start..end.end;
                            return Some(Node {
                                span,
                                kind: NodeKind::Sequence(items),
                            });
                        }
                        (event, span) => items.push(self.node(event, span, depth + 1)?),
                    }
                }
            }
            Event::MappingStart(..) => self.mapping(span, depth),
            Event::Alias(_) => {
                self.diagnostics
                    .error(span, "aliases are not supported", "write the value out");
                None
            }
            _ => None,
        }
    }

    fn mapping(&mut self, span: Range<usize>, depth: usize) -> Option<Node> {
        let mut entries: Vec<(Key, Node)> = Vec::new();
        loop {
            let (event, at) = self.next()?;
            if event == Event::MappingEnd {
                let span = span.start..at.end;
                return Some(Node {
                    span,
                    kind: NodeKind::Mapping(entries),
                });
            }
            let key = self.node(event, at, depth + 1)?;
            let Some(text) = key.scalar() else {
                self.diagnostics
                    .error(key.span, "a key must be a word", "write `name: value`");
                return None;
            };
            let key = Key {
                span: key.span.clone(),
                text: text.to_owned(),
            };
            if entries.iter().any(|(known, _)| known.text == key.text) {
                let message = format!("`{}` stands here twice", key.text);
                self.diagnostics
                    .error(key.span.clone(), message, "remove or rename one of them");
            }
            let (event, at) = self.next()?;
            let value = self.node(event, at, depth + 1)?;
            entries.push((key, value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::load;

    #[test]
    fn scalars_keep_their_text() {
        let spec = load("s", "a: no\nb: 1.10\n").expect("valid");
        assert_eq!(spec.root.get("a").and_then(|n| n.scalar()), Some("no"));
        assert_eq!(spec.root.get("b").and_then(|n| n.scalar()), Some("1.10"));
    }

    #[test]
    fn bombs_and_depths_are_refused() {
        for text in [
            "a: &x [1]\nb: *x\n".to_owned(),
            "[".repeat(20_000),
            String::new(),
            "a: 1\na: 2\n".into(),
        ] {
            assert!(load("s", &text).is_err(), "{}", &text[..text.len().min(20)]);
        }
    }
}
