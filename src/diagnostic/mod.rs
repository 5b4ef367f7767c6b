//! Mistakes of a spec, each with its place and a fix, all reported at once.

mod code;
mod nearest;
mod render;

use std::ops::Range;

pub use code::Code;
pub use nearest::nearest;

use crate::edit::Edit;

/// No more than these are kept: who has a thousand mistakes mends the first ones first.
const KEPT: usize = 1000;

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub code: Code,
    pub message: String,
    /// Bytes of the source.
    pub span: Range<usize>,
    /// How to mend it.
    pub help: String,
    /// Other places that have to do with it.
    pub related: Vec<Related>,
    /// What mends it, where that can be derived. The help says the same in words.
    pub fix: Option<Edit>,
}

/// Another place, and what stands there: "first here".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    pub span: Range<usize>,
    pub label: String,
}

impl Diagnostic {
    pub fn new(code: Code, span: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            span,
            help: String::new(),
            related: Vec::new(),
            fix: None,
        }
    }

    /// Says how to mend it.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// Shows another place as well.
    pub fn related(mut self, span: Range<usize>, label: impl Into<String>) -> Self {
        let label = label.into();
        self.related.push(Related { span, label });
        self
    }

    /// Offers a text for what is marked. Where the help was not said before, it follows from that.
    pub fn replacement(self, text: impl Into<String>) -> Self {
        let span = self.span.clone();
        self.fix(Edit::replace(span, text))
    }

    /// Offers an edit of any place, if there is one. Where the help was not said before, it follows from that.
    pub fn fix(mut self, edit: impl Into<Option<Edit>>) -> Self {
        let Some(edit) = edit.into() else {
            return self;
        };
        if self.help.is_empty() {
            let text = edit.text.trim();
            self.help = match (text, edit.span.is_empty()) {
                ("", _) => String::from("remove it"),
                (text, true) => format!("add `{text}`"),
                (text, false) => format!("write `{text}`"),
            };
        }
        self.fix = Some(edit);
        self
    }
}

/// Every mistake of a spec.
#[derive(Debug)]
pub struct Diagnostics {
    path: String,
    source: String,
    found: Vec<Diagnostic>,
    /// How many there were beyond those that are kept.
    beyond: usize,
}

impl Diagnostics {
    pub fn new(path: &str, source: &str) -> Self {
        Self {
            path: path.to_owned(),
            source: source.to_owned(),
            found: Vec::new(),
            beyond: 0,
        }
    }

    /// Keeps a mistake, unless two parts of the reader found the same one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let same = |known: &Diagnostic| {
            known.span == diagnostic.span && known.message == diagnostic.message
        };
        if self.found.len() == KEPT {
            self.beyond += 1;
        } else if !self.found.iter().any(same) {
            self.found.push(Diagnostic {
                message: shortened(diagnostic.message),
                help: shortened(diagnostic.help),
                ..diagnostic
            });
        }
    }

    pub fn error(
        &mut self,
        code: Code,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.push(Diagnostic::new(code, span, message).help(help));
    }

    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub fn len(&self) -> usize {
        self.found.len() + self.beyond
    }

    /// Those that are kept, by their places.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut found: Vec<_> = self.found.iter().collect();
        found.sort_by_key(|diagnostic| diagnostic.span.start);
        found
    }

    pub fn source(&self) -> &str {
        &self.source
    }

    /// The first mistake, in one line.
    pub fn first(&self) -> Option<String> {
        let first = *self.sorted().first()?;
        Some(match first.help.as_str() {
            "" => first.message.clone(),
            help => format!("{}: {help}", first.message),
        })
    }
}

/// A message may quote the spec, which may be long.
fn shortened(mut text: String) -> String {
    const LONGEST: usize = 1000;
    if text.len() > LONGEST {
        let mut ends = (0..=LONGEST).rev();
        let end = ends.find(|at| text.is_char_boundary(*at));
        text.truncate(end.unwrap_or_default());
        text.push('…');
    }
    text
}
