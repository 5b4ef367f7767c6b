//! Mistakes of a spec, each with its place and a fix, all reported at once.

use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub message: String,
    /// Bytes of the source.
    pub span: Range<usize>,
    /// How to mend it.
    pub help: String,
}

/// Every mistake of a spec.
#[derive(Debug)]
pub struct Diagnostics {
    path: String,
    source: String,
    found: Vec<Diagnostic>,
}

impl Diagnostics {
    pub fn new(path: &str, source: &str) -> Self {
        Self {
            path: path.to_owned(),
            source: source.to_owned(),
            found: Vec::new(),
        }
    }

    pub fn error(
        &mut self,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.found.push(Diagnostic {
            message: message.into(),
            span,
            help: help.into(),
        });
    }

    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The first mistake, in one line.
    pub fn first(&self) -> Option<String> {
        let first = self.found.iter().min_by_key(|found| found.span.start)?;
        Some(match first.help.as_str() {
            "" => first.message.clone(),
            help => format!("{}: {help}", first.message),
        })
    }

    pub fn len(&self) -> usize {
        self.found.len()
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut found: Vec<_> = self.found.iter().collect();
        found.sort_by_key(|diagnostic| diagnostic.span.start);
        for (n, diagnostic) in found.into_iter().enumerate() {
            let mark = AnnotationKind::Primary.span(diagnostic.span.clone());
            let place = Snippet::source(&self.source)
                .path(&self.path)
                .annotation(mark);
            let mut group = Level::ERROR
                .primary_title(&diagnostic.message)
                .element(place);
            if !diagnostic.help.is_empty() {
                group = group.element(Level::HELP.message(&diagnostic.help));
            }
            let separator = if n == 0 { "" } else { "\n\n" };
            write!(f, "{separator}{}", Renderer::plain().render(&[group]))?;
        }
        Ok(())
    }
}

/// "did you mean" the nearest of the known words.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|word| {
            (
                strsim::damerau_levenshtein(&typed.to_lowercase(), &word.to_lowercase()),
                word,
            )
        })
        .filter(|(distance, word)| *distance <= 1 + word.len() / 4)
        .min()
        .map(|(_, word)| word)
}
