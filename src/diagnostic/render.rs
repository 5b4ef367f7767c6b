//! How mistakes are shown: the lines they stand on, with a mark, and the help below.

use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::{Diagnostic, Diagnostics};

/// More than these are not read.
const SHOWN: usize = 100;

/// Nor are more bytes of the spec shown, however long its lines are.
const SHOWN_BYTES: usize = 1 << 20;

impl Diagnostics {
    /// As a terminal with colours shows them.
    pub fn styled(&self) -> String {
        self.rendered(&Renderer::styled())
    }

    fn rendered(&self, renderer: &Renderer) -> String {
        let lines = Lines::new(&self.source);
        let mut parts: Vec<String> = Vec::new();
        let mut bytes = 0;
        for diagnostic in self.sorted().into_iter().take(SHOWN) {
            if bytes > SHOWN_BYTES {
                break;
            }
            let (window, first) = lines.window(diagnostic);
            bytes += window.len();
            parts.push(self.one(diagnostic, &lines, (window, first), renderer));
        }
        if let more @ 1.. = self.len() - parts.len() {
            parts.push(format!("… and {more} more"));
        }
        parts.join("\n\n")
    }

    fn one(
        &self,
        diagnostic: &Diagnostic,
        lines: &Lines<'_>,
        (window, first): (Range<usize>, usize),
        renderer: &Renderer,
    ) -> String {
        let primary = lines.mark(&diagnostic.span);
        let related: Vec<_> = diagnostic
            .related
            .iter()
            .map(|place| (lines.mark(&place.span), place.label.as_str()))
            .collect();
        let within = |mark: &Range<usize>| mark.start - window.start..mark.end - window.start;
        let mut place = Snippet::source(&self.source[window.clone()])
            .line_start(first)
            .path(&self.path)
            .annotation(AnnotationKind::Primary.span(within(&primary)));
        for (mark, label) in &related {
            let mark = AnnotationKind::Context.span(within(mark));
            place = place.annotation(mark.label(*label));
        }
        let title = Level::ERROR
            .primary_title(&diagnostic.message)
            .id(diagnostic.code.as_str());
        let mut group = title.element(place);
        if !diagnostic.help.is_empty() {
            group = group.element(Level::HELP.message(visible(&diagnostic.help)));
        }
        renderer.render(&[group])
    }
}

impl fmt::Display for Diagnostics {
    /// Without colours.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rendered(&Renderer::plain()))
    }
}

/// Text of the spec may hold what a terminal would obey.
fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() && c != '\n' {
            visible.extend(c.escape_default());
        } else {
            visible.push(c);
        }
    }
    visible
}

/// Where the lines of a text begin, so that a mistake costs no more than its own lines.
struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        let starts = std::iter::once(0).chain(ends).collect();
        Self { text, starts }
    }

    /// The line that a byte is on, counted from 0.
    fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at) - 1
    }

    fn end(&self, line: usize) -> usize {
        let next = self.starts.get(line + 1);
        next.map_or(self.text.len(), |next| next - 1)
    }

    /// What is marked of a span: a block is marked by its first line.
    fn mark(&self, span: &Range<usize>) -> Range<usize> {
        let start = span.start.min(self.text.len());
        let end = span.end.min(self.end(self.line(start))).max(start);
        let text = self.text[start..end].trim_end();
        start..start + text.len()
    }

    /// The lines that hold the places, and the number of the first.
    fn window(&self, diagnostic: &Diagnostic) -> (Range<usize>, usize) {
        let related = diagnostic.related.iter().map(|place| &place.span);
        let marks = related.chain([&diagnostic.span]);
        let marks = marks.map(|span| self.mark(span));
        let mut first = usize::MAX;
        let mut last = 0;
        for mark in marks {
            first = first.min(self.line(mark.start));
            last = last.max(self.line(mark.end));
        }
        let first = first.min(last);
        (self.starts[first]..self.end(last), first + 1)
    }
}
