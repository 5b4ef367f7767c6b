//! From the tree of a spec to its parts as they are meant, with every mistake on the way.

mod actions;
mod column;
mod defaults;
mod entity;
mod enums;
mod foreign;
mod link;
mod listing;
mod members;
mod messages;
mod names;
mod options;
mod project;
mod rules;
mod service;
mod services;
mod types;
mod unknown;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::grammar::Keys;
use super::{Enum, ListSettings, Mode, Wire};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::spec::{Key, Node, Spec, quote};

/// What the command line says over the spec.
#[derive(Debug, Default, Clone)]
pub struct Overrides {
    pub project: Option<String>,
    pub package: Option<String>,
    pub mode: Option<Mode>,
}

/// Keys that a later version will understand.
const LATER: [&str; 6] = [
    "naming",
    "app_label",
    "managed",
    "separate_read_write",
    "list_field",
    "exclude",
];

/// What a model may refer to.
struct Known<'a> {
    models: &'a [String],
    enums: &'a [Enum],
    messages: &'a [String],
    mode: Mode,
    by_name: HashMap<&'a str, Meaning>,
    /// How lists are asked where a service does not say.
    lists: &'a ListSettings,
    /// How values travel where it does not say.
    wire: Wire,
}

/// What a name of the spec stands for, by its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Enum(usize),
    Model(usize),
}

impl<'a> Known<'a> {
    fn new(
        models: &'a [String],
        enums: &'a [Enum],
        messages: &'a [String],
        mode: Mode,
        lists: &'a ListSettings,
        wire: Wire,
    ) -> Self {
        let names = models.iter().map(String::as_str);
        let models_by_name = names
            .enumerate()
            .map(|(at, name)| (name, Meaning::Model(at)));
        let names = enums.iter().map(|e| e.name.as_typed());
        let enums_by_name = names
            .enumerate()
            .map(|(at, name)| (name, Meaning::Enum(at)));
        Self {
            models,
            enums,
            messages,
            mode,
            by_name: models_by_name.chain(enums_by_name).collect(),
            lists,
            wire,
        }
    }

    fn meaning(&self, name: &str) -> Option<Meaning> {
        self.by_name.get(name).copied()
    }

    fn model(&self, name: &str) -> Option<usize> {
        match self.meaning(name) {
            Some(Meaning::Model(at)) => Some(at),
            _ => None,
        }
    }

    /// The position of a message of no model.
    fn message(&self, name: &str) -> Option<usize> {
        self.messages.iter().position(|known| known == name)
    }

    /// Of enums and models, in the order of the spec.
    fn names(&self) -> impl Iterator<Item = &'a str> {
        let enums = self.enums.iter().map(|e| e.name.as_typed());
        enums.chain(self.models.iter().map(String::as_str))
    }
}

/// The collector, and the small readers that every part uses.
pub(in crate::model) struct Build {
    pub diagnostics: Diagnostics,
    /// Fields that make no sense. Whoever names one is not told that it is unknown.
    refused: HashSet<String>,
}

impl Build {
    pub fn new(spec: &Spec) -> Self {
        Self {
            diagnostics: Diagnostics::new(&spec.path, &spec.text),
            refused: HashSet::new(),
        }
    }

    pub fn error(
        &mut self,
        code: Code,
        span: &Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.diagnostics.error(code, span.clone(), message, help);
    }

    /// A mistake with more than a message and a help: another place, a fix.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Refuses the name of a field that is not there, unless that was refused itself.
    pub fn unknown_field(&mut self, name: &str, found: Diagnostic) {
        if !self.refused.contains(name) {
            self.report(found);
        }
    }

    /// Refuses the keys of a mapping that are not known.
    pub fn keys(&mut self, node: &Node, known: &Keys) {
        let (table, known) = (known, known.names());
        let Some(entries) = node.entries() else {
            self.error(
                Code::WrongShape,
                &node.span,
                "a mapping is wanted here",
                format!("with keys of: {}", known.join(", ")),
            );
            return;
        };
        let absent = absent(node, &known);
        for (key, _) in entries {
            let text = key.text.as_str();
            if known.contains(&text) {
                continue;
            }
            if LATER.contains(&text) {
                let message = format!("`{text}` is not supported yet");
                let found = Diagnostic::new(Code::NotSupportedYet, key.span.clone(), message);
                let found = found.help("remove it for now");
                self.report(found.fix(node.without_part(key.span.start)));
                continue;
            }
            let found = Diagnostic::new(
                Code::UnknownKey,
                key.span.clone(),
                format!("unknown key `{text}`"),
            );
            if let Some(parent) = table.parent_of(text) {
                let help = format!("it belongs below `{parent}`, as `{parent}: {{ {text}: … }}`");
                self.report(found.help(help));
                continue;
            }
            self.report(match nearest(text, absent.iter().copied()) {
                Some(near) => found
                    .help(format!("did you mean `{near}`?"))
                    .replacement(near),
                None => found.help(format!("known keys: {}", known.join(", "))),
            });
        }
    }

    /// Whether a key is there, or was meant to be: who mistyped one is not told that it is missing.
    pub fn is_meant(node: &Node, key: &str, known: &Keys) -> bool {
        let known = known.names();
        let Some(entries) = node.entries() else {
            return true;
        };
        let absent = absent(node, &known);
        let meant = |text: &str| {
            !known.contains(&text) && nearest(text, absent.iter().copied()) == Some(key)
        };
        node.get(key).is_some() || entries.iter().any(|(written, _)| meant(&written.text))
    }

    /// The entries of a mapping below a key; none where there is no such key.
    pub fn entries<'n>(&mut self, node: &'n Node, key: &str) -> &'n [(Key, Node)] {
        let Some(below) = node.get(key) else {
            return &[];
        };
        below.entries().unwrap_or_else(|| {
            let example = match key {
                "models" => "`models: { Post: { fields: { title: text } } }`",
                "fields" => "`fields: { title: text, views: int32 }`",
                "enums" => "`enums: { Status: [draft, published] }`",
                "actions" => "`actions: { Publish: { request: { id: int64 } } }`",
                "messages" => "`messages: { ChatLine: { fields: { text: string(500) } } }`",
                "services" => "`services: { Lobby: { actions: { Ping: {} } } }`",
                _ => "`filters: { title: [exact, icontains] }`",
            };
            let help = format!("names and what they have, in lines of their own or as {example}");
            self.error(
                Code::WrongShape,
                &below.span,
                format!("`{key}` must be a mapping"),
                help,
            );
            &[]
        })
    }

    pub fn word(&mut self, node: &Node, key: &str) -> Option<String> {
        let below = node.get(key)?;
        if below.scalar().is_none() {
            self.error(
                Code::WrongShape,
                &below.span,
                format!("`{key}` must be text"),
                format!("write `{key}: text`"),
            );
        }
        below.scalar().map(str::to_owned)
    }

    /// A comment, on one line: that is how it is carried into protos and code.
    pub fn comment(&mut self, node: &Node) -> Option<String> {
        let text = self.word(node, "comment")?;
        Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    pub fn flag(&mut self, node: &Node, key: &str) -> Option<bool> {
        const TRUE: [&str; 4] = ["yes", "on", "y", "1"];
        const FALSE: [&str; 4] = ["no", "off", "n", "0"];
        let below = node.get(key)?;
        let text = below.scalar().unwrap_or_default().to_lowercase();
        match below.scalar() {
            Some("true") => return Some(true),
            Some("false") => return Some(false),
            _ => {}
        }
        let found = Diagnostic::new(
            Code::WrongShape,
            below.span.clone(),
            format!("`{key}` is `true` or `false`"),
        );
        self.report(match text.as_str() {
            "true" => found.replacement("true"),
            "false" => found.replacement("false"),
            text if TRUE.contains(&text) => found.replacement("true"),
            text if FALSE.contains(&text) => found.replacement("false"),
            _ => found.help(format!("write `{key}: true`, or leave it out")),
        });
        None
    }

    pub fn number<T: std::str::FromStr>(&mut self, node: &Node, key: &str) -> Option<T> {
        let below = node.get(key)?;
        let number = below.scalar().and_then(|text| text.parse().ok());
        if number.is_none() {
            self.error(
                Code::WrongShape,
                &below.span,
                format!("`{key}` must be a whole number in range"),
                format!("digits alone, at most {}: `{key}: 20`", u32::MAX),
            );
        }
        number
    }

    /// The words of a sequence.
    pub fn words(&mut self, node: &Node, key: &str) -> Vec<(String, Range<usize>)> {
        let Some(below) = node.get(key) else {
            return Vec::new();
        };
        let Some(items) = below.items() else {
            let message = format!("`{key}` must be a list");
            let found = Diagnostic::new(Code::WrongShape, below.span.clone(), message);
            let word = below.scalar().filter(|word| !word.is_empty());
            self.report(match word {
                Some(word) => found.replacement(format!("[{}]", quote::scalar(word))),
                None => found.help(format!("in brackets, as `{key}: [a, b]`")),
            });
            return Vec::new();
        };
        let mut words = Vec::new();
        for item in items {
            match item.scalar() {
                Some(word) => words.push((word.to_owned(), item.span.clone())),
                None => {
                    let help = format!("words alone stand here: `{key}: [a, b]`");
                    self.error(Code::WrongShape, &item.span, "this is no word", help);
                }
            }
        }
        words
    }
}

/// The known keys that are not there: what an unknown one may have been meant to be.
fn absent<'k>(node: &Node, known: &[&'k str]) -> Vec<&'k str> {
    let keys = known.iter().copied();
    keys.filter(|key| node.get(key).is_none()).collect()
}

/// The words of a help, which are not read when there are too many.
fn listed<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    const MOST: usize = 20;
    let mut words: Vec<&str> = words.into_iter().take(MOST + 1).collect();
    if words.len() > MOST {
        words[MOST] = "…";
    }
    words.join(", ")
}
