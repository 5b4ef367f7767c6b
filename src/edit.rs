//! Changes of a text at spans; all around them stays as it is, byte by byte.

use std::ops::Range;

/// What stands on a span becomes another text. An empty span is an insertion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Bytes of the text.
    pub span: Range<usize>,
    pub text: String,
}

impl Edit {
    pub fn replace(span: Range<usize>, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { span, text }
    }

    pub fn insert(at: usize, text: impl Into<String>) -> Self {
        Self::replace(at..at, text)
    }
}

/// The text after edits whose spans do not overlap; those at one place keep their order.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut edited = String::with_capacity(text.len());
    let mut done = 0;
    for edit in edits {
        edited += &text[done..edit.span.start];
        edited += &edit.text;
        done = edit.span.end;
    }
    edited + &text[done..]
}

#[cfg(test)]
mod tests {
    use super::{Edit, apply};

    #[test]
    fn edits_are_applied_from_any_order() {
        let edits = [
            Edit::replace(4..5, "three"),
            Edit::insert(0, "<"),
            Edit::insert(0, "-"),
            Edit::replace(2..3, ""),
        ];
        assert_eq!(apply("1 2 3", &edits), "<-1  three");
        assert_eq!(apply("", &[]), "");
    }
}
