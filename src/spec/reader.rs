//! From the parser's events to a tree.

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, StrInput, Tag};

use super::place::Places;
use super::{DEPTH, KEY, Key, Mapping, NODES, Node, NodeKind, flow, invisible};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::edit::Edit;

/// The root of the only document, and where that begins; nothing after a mistake that hides the rest.
pub fn read(text: &str, diagnostics: &mut Diagnostics) -> Option<(Node, usize)> {
    let mut reader = Reader {
        parser: Parser::new_from_str(text),
        text,
        places: Places::new(text),
        nodes: 0,
        diagnostics,
    };
    let (event, span, start) = reader.document_start()?;
    let root = reader.node(event, span, 0)?;
    reader.document_end()?;
    Some((root, start))
}

struct Reader<'a, 'd> {
    parser: Parser<'a, StrInput<'a>>,
    text: &'a str,
    places: Places<'a>,
    nodes: usize,
    diagnostics: &'d mut Diagnostics,
}

impl<'a> Reader<'a, '_> {
    fn next(&mut self) -> Option<(Event<'a>, Range<usize>)> {
        match self.parser.next()? {
            Ok((event, span)) => Some((event, self.places.bytes(span))),
            Err(error) => {
                let diagnostic = self.not_yaml(&error);
                self.refuse(diagnostic)
            }
        }
    }

    fn refuse<T>(&mut self, diagnostic: Diagnostic) -> Option<T> {
        self.diagnostics.push(diagnostic);
        None
    }

    fn not_yaml(&self, error: &ScanError) -> Diagnostic {
        let at = self.places.byte(error.marker().index());
        if error.info().contains("tab")
            && let Some(found) = indented_by_tab(self.text, at)
        {
            return found;
        }
        if let Some(found) = invisible::near(self.text, at) {
            return found;
        }
        let message = format!("not YAML: {}", error.info());
        Diagnostic::new(Code::NotYaml, at..at, message).help(rule(error.info()))
    }

    /// The root's first event, and the byte at which the document begins.
    fn document_start(&mut self) -> Option<(Event<'a>, Range<usize>, usize)> {
        let mut start = self.text.len() - self.text.trim_start_matches('\u{feff}').len();
        loop {
            match self.next()? {
                (Event::DocumentStart(true), span) => start = span.end,
                (Event::StreamStart | Event::DocumentStart(_) | Event::Nothing, _) => {}
                (Event::StreamEnd | Event::DocumentEnd, _) => return None,
                (event, span) => return Some((event, span, start)),
            }
        }
    }

    /// Nothing but the end may follow.
    fn document_end(&mut self) -> Option<()> {
        loop {
            match self.next()? {
                (Event::StreamEnd, _) => return Some(()),
                (Event::DocumentStart(_), span) => {
                    let help = "a spec is one document: move what follows into the first one";
                    let second = Diagnostic::new(
                        Code::SecondDocument,
                        span,
                        "a second document begins here",
                    );
                    return self.refuse(second.help(help));
                }
                _ => {}
            }
        }
    }

    fn node(&mut self, event: Event<'a>, span: Range<usize>, depth: usize) -> Option<Node> {
        self.bounded(&event, &span, depth)?;
        match event {
            Event::Scalar(text, style, ..) => Some(self.scalar(text.into_owned(), style, span)),
            Event::SequenceStart(..) => self.sequence(span, depth),
            Event::MappingStart(..) => self.mapping(span, depth),
            Event::Alias(_) => {
                let alias = Diagnostic::new(Code::YamlAlias, span, "aliases are not supported");
                self.refuse(alias.help("write the value out"))
            }
            _ => None,
        }
    }

    /// Refuses what is too deep, too much, or tagged.
    fn bounded(&mut self, event: &Event<'a>, span: &Range<usize>, depth: usize) -> Option<()> {
        self.nodes += 1;
        if depth > DEPTH {
            let deep = Diagnostic::new(Code::TooLarge, span.clone(), "nested too deeply");
            return self.refuse(deep.help(format!("a spec has at most {DEPTH} levels")));
        }
        if self.nodes > NODES {
            let many = Diagnostic::new(Code::TooLarge, span.clone(), "the spec has too many parts");
            return self.refuse(many.help(format!("at most {NODES} keys and values")));
        }
        if tag(event).is_some() {
            let written = &self.text[span.clone()];
            let end = written.find(char::is_whitespace).unwrap_or(written.len());
            let mark = span.start..span.start + end;
            let behind = written[end..].len() - written[end..].trim_start_matches(' ').len();
            let help = "remove it: a text is quoted, all else is told from its place";
            let remove = Edit::replace(mark.start..mark.end + behind, "");
            let tag = Diagnostic::new(Code::YamlTag, mark, "YAML tags are not supported");
            self.diagnostics.push(tag.help(help).fix(remove));
        }
        Some(())
    }

    fn scalar(&mut self, text: String, style: ScalarStyle, span: Range<usize>) -> Node {
        let written = &self.text[span.clone()];
        let length = match style {
            // The parser also counts the blanks behind the quote.
            ScalarStyle::SingleQuoted => written.rfind('\'').map_or(0, |at| at + 1),
            ScalarStyle::DoubleQuoted => written.rfind('"').map_or(0, |at| at + 1),
            // One that is not there has the place of what follows.
            ScalarStyle::Plain if text.is_empty() => 0,
            _ => written.trim_end_matches([' ', '\t', '\n', '\r']).len(),
        };
        let span = span.start..span.start + length;
        let plain = style == ScalarStyle::Plain;
        if plain && let Some(found) = invisible::misplaced(self.text, &span) {
            self.diagnostics.push(found);
        }
        Node {
            span,
            kind: NodeKind::Scalar(text, !plain),
        }
    }

    fn sequence(&mut self, span: Range<usize>, depth: usize) -> Option<Node> {
        let mut items: Vec<Node> = Vec::new();
        loop {
            let (event, at) = self.next()?;
            if event == Event::SequenceEnd {
                let last = items.last().map(|item| item.span.end);
                let (span, flow) = self.collection(span, &at, last);
                if flow {
                    items = flow::join_items(self.text, items, self.diagnostics);
                }
                let kind = NodeKind::Sequence(items);
                return Some(Node { span, kind });
            }
            items.push(self.node(event, at, depth + 1)?);
        }
    }

    fn mapping(&mut self, span: Range<usize>, depth: usize) -> Option<Node> {
        let mut entries: Vec<(Key, Node)> = Vec::new();
        loop {
            let (event, at) = self.next()?;
            if event == Event::MappingEnd {
                let last = entries.last();
                let last = last.map(|(key, value)| key.span.end.max(value.span.end));
                let (span, flow) = self.collection(span, &at, last);
                if flow {
                    entries = flow::join_entries(self.text, entries, self.diagnostics);
                }
                let mapping = Mapping::new(entries);
                self.duplicates(&mapping);
                let kind = NodeKind::Mapping(mapping);
                return Some(Node { span, kind });
            }
            let key = self.node(event, at, depth + 1)?;
            let key = self.key(key)?;
            let (event, at) = self.next()?;
            let mut value = self.node(event, at, depth + 1)?;
            if value.is_null() && value.span.is_empty() {
                let at = behind_colon(self.text, key.span.end);
                value.span = at..at;
            }
            entries.push((key, value));
        }
    }

    fn key(&mut self, node: Node) -> Option<Key> {
        let NodeKind::Scalar(text, _) = node.kind else {
            let found = Diagnostic::new(Code::WrongShape, node.span, "a key must be a word");
            return self.refuse(found.help("write `name: value`"));
        };
        let span = node.span;
        if text.len() > KEY {
            let help = format!("a name or a path has at most {KEY} bytes");
            let found = Diagnostic::new(Code::TooLarge, span.clone(), "this key is too long");
            self.diagnostics.push(found.help(help));
        }
        Some(Key { span, text })
    }

    /// The bytes of a collection, and whether it is in flow style. A block ends with its last part,
    /// where the parser says that it ends with what follows.
    fn collection(
        &self,
        span: Range<usize>,
        end: &Range<usize>,
        last: Option<usize>,
    ) -> (Range<usize>, bool) {
        let flow = !end.is_empty();
        let end = if flow {
            end.start + 1
        } else {
            last.unwrap_or(span.end)
        };
        (span.start..end.max(span.start), flow)
    }

    fn duplicates(&mut self, mapping: &Mapping) {
        for (key, first) in mapping.duplicates() {
            let message = format!("`{}` stands here twice", key.text);
            let found = Diagnostic::new(Code::DuplicateKey, key.span.clone(), message);
            let found = found.related(first.span.clone(), "first here");
            let help = "remove or rename one of them";
            self.diagnostics.push(found.help(help));
        }
    }
}

fn tag<'e>(event: &'e Event<'_>) -> Option<&'e Tag> {
    match event {
        Event::Scalar(.., tag) | Event::SequenceStart(_, tag) | Event::MappingStart(_, tag) => {
            tag.as_deref()
        }
        _ => None,
    }
}

/// Where the value of a key would stand.
fn behind_colon(text: &str, key_end: usize) -> usize {
    let rest = text[key_end..].trim_start_matches([' ', '\t']);
    match rest.starts_with(':') {
        true => text.len() - rest.len() + 1,
        false => key_end,
    }
}

/// The first line from `at` on that is indented by a tab.
fn indented_by_tab(text: &str, at: usize) -> Option<Diagnostic> {
    let indentation = |line: &str| {
        let words = line.trim_start_matches([' ', '\t']);
        line.len() - words.len()
    };
    let mut start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    for line in text[start..].split_inclusive('\n') {
        if let Some(tab) = line[..indentation(line)].find('\t') {
            let tab = start + tab;
            let lines = text.split_inclusive('\n').map(|line| {
                let (lead, words) = line.split_at(indentation(line));
                lead.replace('\t', "  ") + words
            });
            let found = Diagnostic::new(
                Code::TabIndent,
                tab..tab + 1,
                "this line is indented by a tab",
            );
            let help = "indent with spaces, two for each level";
            let fix = Edit::replace(0..text.len(), lines.collect::<String>());
            return Some(found.help(help).fix(fix));
        }
        start += line.len();
    }
    None
}

/// What is most often behind an error of the parser, by a word of its message.
fn rule(info: &str) -> &'static str {
    const RULES: [(&str, &str); 7] = [
        ("recursion", "a spec has at most 32 levels"),
        (
            "mapping values",
            "quote a value with `: ` in it: `comment: \"from: here\"`",
        ),
        ("trailing content", "quote the whole value, or part of none"),
        ("quoted", "close the quote: `\"text\"`"),
        (
            "document start",
            "something follows the end of the spec: remove it, or indent it as its neighbours",
        ),
        (
            "flow",
            "close the bracket, and part entries by commas: `{ a: text, b: [int32] }`",
        ),
        (
            "unprintable",
            "remove the character, or write it as an escape between double quotes: `\"\\u0001\"`",
        ),
    ];
    let found = RULES.iter().find(|(word, _)| info.contains(word));
    found.map_or(
        "entries of one mapping have one indentation; a value with `: ` or ` #`, or that begins with one of `[{*&!|>'\"%@`, is quoted",
        |(_, help)| help,
    )
}

#[cfg(test)]
mod tests {
    use crate::spec::{Node, load};

    #[test]
    fn scalars_keep_their_text() {
        let spec = load("s", "a: no\nb: 1.10\n").expect("valid");
        assert_eq!(spec.root.get("a").and_then(Node::scalar), Some("no"));
        assert_eq!(spec.root.get("b").and_then(Node::scalar), Some("1.10"));
    }

    #[test]
    fn bombs_and_depths_are_refused() {
        for text in [
            "a: &x [1]\nb: *x\n".to_owned(),
            "[".repeat(20_000),
            String::new(),
            "a: 1\na: 2\n".into(),
            "\n".repeat(4 << 20) + "a: 1",
            format!("[{}]", "a,".repeat(500_001)),
            format!("{}: 1", "a".repeat(251)),
        ] {
            assert!(load("s", &text).is_err(), "{}", &text[..text.len().min(20)]);
        }
    }

    #[test]
    fn spans_end_with_what_they_span() {
        for (text, key, value) in [
            ("\"a\" : \"x\"  # c\n", "\"a\"", "\"x\""),
            ("é: 'ü' # c\n", "é", "'ü'"),
            ("{ a: [ 1, 2 ]  , b: 2 }", "a", "[ 1, 2 ]"),
            ("a: { b: 2 } # c\n", "a", "{ b: 2 }"),
            ("a:\r\n  b: 1\r\n\r\n# c\r\nd: 2\r\n", "a", "b: 1"),
            ("a: |\n  text\n\nb: 2\n", "a", "text"),
            ("a:\n  - x\n  - y\n\n", "a", "- x\n  - y"),
            ("{ a, b: 1 }", "a", ""),
            ("a : # c\nb: 1\n", "a", ""),
            ("a: text # c", "a", "text"),
        ] {
            let spec = load("s", text).expect(text);
            let (name, node) = &spec.root.entries().expect("a mapping")[0];
            assert_eq!(&text[name.span.clone()], key, "{text}");
            assert_eq!(&text[node.span.clone()], value, "{text}");
        }
        let spec = load("s", "a : # c\n").expect("valid");
        assert_eq!(spec.root.get("a").map(|node| node.span.clone()), Some(3..3));
    }
}
