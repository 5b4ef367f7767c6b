//! A tree of YAML, and the many ways to write it down.

use fastrand::Rng;

/// What a spec says, whatever it looks like.
#[derive(Debug, Clone, PartialEq)]
pub enum Yaml {
    /// Text, quoted where YAML or the spec would take it for something else.
    Text(String),
    /// A number, which quotes would make a text.
    Number(i64),
    List(Vec<Yaml>),
    Map(Vec<(String, Yaml)>),
}

pub fn text(text: impl Into<String>) -> Yaml {
    Yaml::Text(text.into())
}

pub fn list<T: Into<String>>(words: impl IntoIterator<Item = T>) -> Yaml {
    Yaml::List(words.into_iter().map(text).collect())
}

pub fn map<'a>(entries: impl IntoIterator<Item = (&'a str, Yaml)>) -> Yaml {
    let entries = entries.into_iter();
    Yaml::Map(
        entries
            .map(|(key, value)| (key.to_owned(), value))
            .collect(),
    )
}

impl Yaml {
    /// Whether it holds others.
    fn is_nested(&self) -> bool {
        matches!(self, Self::List(_) | Self::Map(_))
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::List(items) => items.is_empty(),
            Self::Map(entries) => entries.is_empty(),
            _ => false,
        }
    }

    /// As one would write it: blocks, and quotes only where they are needed.
    pub fn plain(&self) -> String {
        Writer {
            style: None,
            out: String::new(),
        }
        .document(self)
    }

    /// In a mixture of styles that the seed decides.
    pub fn styled(&self, seed: u64) -> String {
        let style = Some(Rng::with_seed(seed));
        Writer {
            style,
            out: String::new(),
        }
        .document(self)
    }
}

struct Writer {
    style: Option<Rng>,
    out: String,
}

impl Writer {
    /// True about once in `times`; never in the plain style.
    fn now_and_then(&mut self, times: u32) -> bool {
        self.style
            .as_mut()
            .is_some_and(|rng| rng.u32(0..times) == 0)
    }

    fn document(mut self, root: &Yaml) -> String {
        if self.now_and_then(4) {
            self.out.push_str("# A spec.\n");
        }
        self.block(root, 0);
        self.out
    }

    /// A mapping or a list, each entry on a line of its own.
    fn block(&mut self, node: &Yaml, indent: usize) {
        match node {
            Yaml::Map(entries) => {
                for (key, value) in entries {
                    self.margin(indent);
                    let key = self.scalar(key, false);
                    self.out.push_str(&key);
                    self.out.push(':');
                    self.value(value, indent);
                }
            }
            Yaml::List(items) => {
                for item in items {
                    self.margin(indent);
                    self.out.push_str("- ");
                    self.flow(item, indent + 2);
                    self.line_end();
                }
            }
            leaf => {
                self.flow(leaf, indent);
                self.line_end();
            }
        }
    }

    fn margin(&mut self, indent: usize) {
        if self.now_and_then(30) {
            self.out.push_str("\n# A remark: not a key.\n");
        }
        self.out.extend(std::iter::repeat_n(' ', indent));
    }

    fn line_end(&mut self) {
        if self.now_and_then(12) {
            self.out.push_str("  # 'why'");
        }
        self.out.push('\n');
    }

    /// What follows a key and its colon.
    fn value(&mut self, value: &Yaml, indent: usize) {
        if value.is_nested() && !value.is_empty() && !self.now_and_then(3) {
            self.line_end();
            let step = if self.now_and_then(3) { 4 } else { 2 };
            self.block(value, indent + step);
        } else {
            self.out.push(' ');
            self.flow(value, indent + 2);
            self.line_end();
        }
    }

    /// All in brackets.
    fn flow(&mut self, node: &Yaml, indent: usize) {
        match node {
            Yaml::Number(number) => self.out.push_str(&number.to_string()),
            Yaml::Text(text) => {
                let written = self.scalar(text, true);
                self.out.push_str(&written);
            }
            Yaml::List(items) => {
                self.out.push('[');
                for (n, item) in items.iter().enumerate() {
                    self.comma(n, indent);
                    self.flow(item, indent);
                }
                self.out.push(']');
            }
            Yaml::Map(entries) => {
                self.out.push_str("{ ");
                for (n, (key, value)) in entries.iter().enumerate() {
                    self.comma(n, indent);
                    let key = self.scalar(key, true);
                    self.out.push_str(&key);
                    self.out.push_str(": ");
                    self.flow(value, indent);
                }
                self.out.push_str(" }");
            }
        }
    }

    /// What stands before the n-th entry in brackets.
    fn comma(&mut self, n: usize, indent: usize) {
        if n == 0 {
            return;
        }
        self.out.push(',');
        if self.now_and_then(8) {
            self.out.push('\n');
            self.out.extend(std::iter::repeat_n(' ', indent + 2));
        } else {
            self.out.push(' ');
        }
    }

    fn scalar(&mut self, text: &str, flow: bool) -> String {
        let plain = is_plain(text, flow);
        if plain && !self.now_and_then(6) {
            return text.to_owned();
        }
        let printable = !text.chars().any(char::is_control);
        if printable && !self.now_and_then(2) {
            return format!("'{}'", text.replace('\'', "''"));
        }
        let mut quoted = String::from("\"");
        for c in text.chars() {
            match c {
                '"' | '\\' => quoted.extend(['\\', c]),
                '\n' => quoted.push_str("\\n"),
                '\t' => quoted.push_str("\\t"),
                c => quoted.push(c),
            }
        }
        quoted + "\""
    }
}

/// Whether the text may stand without quotes and stays a text.
fn is_plain(text: &str, flow: bool) -> bool {
    let word =
        |c: char| c.is_ascii_alphanumeric() || "_-.()^$ ?=:/".contains(c) || (c == ',' && !flow);
    let is_number = text
        .trim_start_matches('-')
        .bytes()
        .all(|b| b.is_ascii_digit());
    let is_null = matches!(text, "null" | "Null" | "NULL");
    text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(word)
        && !text.contains(": ")
        && !text.ends_with([' ', ':'])
        && !is_number
        && !is_null
}

#[cfg(test)]
mod tests {
    use super::{Yaml, list, map, text};
    use cargo_socio::spec::{self, Node};

    /// The tree that the reader finds, with numbers as texts.
    fn read(node: &Node) -> Yaml {
        if let Some(entries) = node.entries() {
            let entries = entries.iter();
            return Yaml::Map(
                entries
                    .map(|(key, below)| (key.text.clone(), read(below)))
                    .collect(),
            );
        }
        match node.items() {
            Some(items) => Yaml::List(items.iter().map(read).collect()),
            None => text(node.scalar().expect("a scalar")),
        }
    }

    #[test]
    fn every_style_says_the_same() {
        let hard = [
            "it's \"so\"",
            "a: b",
            " x #y",
            "",
            "null",
            "7",
            "ä\\n",
            "[a, b]",
            "text? = 1",
        ];
        let tree = map([
            (
                "models",
                map([("A", map([("fields", map([("a b'", list(hard))]))]))]),
            ),
            ("empty", Yaml::Map(Vec::new())),
            (
                "deep",
                Yaml::List(vec![list(["x"]), map([("k", list(["decimal(1,2)"]))])]),
            ),
        ]);
        for seed in 0..200 {
            let written = if seed == 0 {
                tree.plain()
            } else {
                tree.styled(seed)
            };
            let spec = spec::load("s", &written).unwrap_or_else(|e| panic!("{e}\n{written}"));
            assert_eq!(read(&spec.root), tree, "{written}");
        }
    }
}
