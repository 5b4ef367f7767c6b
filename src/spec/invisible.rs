//! Characters that look like a space, or like nothing, and that YAML does not take for one.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::edit::Edit;

/// Those that come from word processors, web pages and keyboards most often.
const NAMES: [(char, &str); 8] = [
    ('\u{a0}', "a no-break space"),
    ('\u{ad}', "a soft hyphen"),
    ('\u{200b}', "a zero width space"),
    ('\u{200e}', "a left-to-right mark"),
    ('\u{2060}', "a word joiner"),
    ('\u{202f}', "a narrow no-break space"),
    ('\u{3000}', "an ideographic space"),
    ('\u{feff}', "a byte order mark"),
];

/// One that stands where only a space would part the words: next to `:` or `#`, behind
/// a leading `-`, or at an end of a scalar that is not quoted.
pub fn misplaced(text: &str, span: &Range<usize>) -> Option<Diagnostic> {
    let scalar = &text[span.clone()];
    if scalar.is_ascii() {
        return None;
    }
    let (at, found) = scalar.char_indices().find(|(at, c)| {
        let before = &scalar[..*at];
        let after = &scalar[at + c.len_utf8()..];
        let parts = before.is_empty()
            || after.is_empty()
            || before == "-"
            || before.ends_with(':')
            || after.starts_with([':', '#']);
        is_invisible(*c) && parts
    })?;
    let at = span.start + at;
    let mark = at..at + found.len_utf8();
    let code = u32::from(found);
    let name = NAMES.iter().find(|(known, _)| *known == found);
    let name = name.map_or("an invisible character", |(_, name)| name);
    let spaces = |c: char| match c.is_whitespace() {
        _ if !is_invisible(c) => Some(c),
        true => Some(' '),
        false => None,
    };
    let mended: String = scalar.chars().filter_map(spaces).collect();
    let message = format!("{name} (U+{code:04X}) stands here, which YAML takes for a letter");
    let help = "write a space; where the character is meant, quote the text";
    let diagnostic = Diagnostic::new(Code::InvisibleCharacter, mark, message).help(help);
    Some(diagnostic.fix(Edit::replace(span.clone(), mended)))
}

/// One that is behind an error of the parser: on the line of the error, or on the one above it.
pub fn near(text: &str, at: usize) -> Option<Diagnostic> {
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    let mut lines = text[..end].rmatch_indices('\n').map(|(at, _)| at + 1);
    let last = lines.next().unwrap_or(0);
    let above = lines.next().unwrap_or(0);
    [last..end, above..last].into_iter().find_map(|line| {
        let written = &text[line.clone()];
        let lead = written.len() - written.trim_start_matches(' ').len();
        let end = line.start + written.trim_end_matches(['\r', '\n', ' ']).len();
        let start = (line.start + lead).min(end);
        let comment = text[start..end].starts_with('#');
        misplaced(text, &(start..end)).filter(|_| !comment)
    })
}

fn is_invisible(c: char) -> bool {
    !c.is_ascii() && c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{2069}' | '\u{feff}')
}
