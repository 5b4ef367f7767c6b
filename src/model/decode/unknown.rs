//! Words that are none of those that are known.

use std::ops::Range;

use super::{Build, listed};
use crate::diagnostic::{Code, Diagnostic, nearest};

/// Refuses a word that is none of those that are known.
pub(super) fn unknown(
    build: &mut Build,
    what: &str,
    text: &str,
    span: &Range<usize>,
    known: &[&str],
) {
    let found = Diagnostic::new(
        Code::UnknownValue,
        span.clone(),
        format!("unknown {what} `{text}`"),
    );
    build.report(instead(found, text, "", known));
}

/// The nearest of the known words, behind what stands before it in any case; else all.
pub(super) fn instead(found: Diagnostic, text: &str, before: &str, known: &[&str]) -> Diagnostic {
    match nearest(text, known.iter().copied()) {
        Some(near) => found
            .help(format!("did you mean `{near}`?"))
            .replacement(format!("{before}{near}")),
        None => found.help(format!("known: {}", listed(known.iter().copied()))),
    }
}
