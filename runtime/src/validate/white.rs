//! What is white space to Python.

/// Without white space at its ends: what is white to Python, which counts four separators.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(is_white)
}

pub(super) fn is_white(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\x1c'..='\x1f')
}
