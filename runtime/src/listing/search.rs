//! The terms of a search, parted as Django REST Framework parts them.

use serde_json::Value as Json;

use super::path::{End, Path};
use super::value::{Refused, invalid, text, without_nul};
use crate::query::{Like, Op, Predicate};
use crate::{ModelMeta, Value};

/// Each term is looked for in every field, so a search has no more than these: it is one
/// condition, and SQLite has a limit to how deep one may be.
const MOST_TERMS: usize = 100;

/// Every term is in one of the fields.
pub(super) fn asked(
    meta: &'static ModelMeta,
    names: &[&str],
    json: &Json,
) -> Result<Vec<Predicate>, Refused> {
    let json = match json {
        Json::Null => return Err((String::from("This field may not be null."), "null".into())),
        Json::String(_) | Json::Number(_) => text(json),
        _ => return Err(invalid("Not a valid string.")),
    };
    let terms = terms(without_nul(&json)?);
    if terms.len() > MOST_TERMS {
        return Err(invalid(&format!("Search for {MOST_TERMS} terms at most.")));
    }
    let paths: Vec<_> = names
        .iter()
        .filter_map(|name| Path::of(meta, name))
        .collect();
    let found = |term: &String| {
        let any = paths.iter().filter_map(|path| match path.end {
            End::Field(index) => {
                let like = Op::Like(Like::Contains);
                let condition = Predicate::new(index, like, vec![Value::Text(term.clone())]);
                Some(path.carry(condition))
            }
            End::Link(_) => None,
        });
        Predicate::Any(any.collect())
    };
    Ok(terms.iter().map(found).collect())
}

/// Terms are parted by white space and commas; what is quoted stays together.
fn terms(search: &str) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    let mut rest = search.trim_start();
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(piece(rest));
        rest = after.trim_start();
        let piece = piece.trim_matches(',');
        match quoted(piece) {
            Some(phrase) => terms.push(phrase),
            None => {
                let parts = piece.split(',').filter(|part| !part.is_empty());
                terms.extend(parts.map(|part| part.trim().to_owned()));
            }
        }
    }
    let mut known = std::collections::HashSet::new();
    terms.retain(|term| known.insert(term.clone()));
    terms
}

/// The length of the first piece: up to white space that is not in quotes. A quote that is
/// not closed is a character like any other.
fn piece(text: &str) -> usize {
    let plain = |from: usize| {
        let stop = |c: char| c.is_whitespace() || c == '"' || c == '\'';
        text[from..].find(stop).map_or(text.len(), |at| from + at)
    };
    let mut end = plain(0);
    let mut has_quotes = false;
    while let Some(length) = quotes(&text[end..]) {
        has_quotes = true;
        end = plain(end + length);
    }
    if has_quotes {
        return end;
    }
    text.find(char::is_whitespace).unwrap_or(text.len())
}

/// The length of a quoted phrase, quotes included, that a text starts with.
fn quotes(text: &str) -> Option<usize> {
    let mut chars = text.char_indices();
    let (_, quote) = chars.next().filter(|(_, c)| *c == '"' || *c == '\'')?;
    while let Some((at, c)) = chars.next() {
        if c == quote {
            return Some(at + c.len_utf8());
        }
        if c == '\\' {
            chars.next()?;
        }
    }
    None
}

/// What stands in quotes, which a backslash hides.
fn quoted(piece: &str) -> Option<String> {
    let quote = piece.chars().next().filter(|c| *c == '"' || *c == '\'')?;
    let inner = piece.get(1..)?;
    let inner = match inner {
        // A quote alone.
        "" => "",
        inner => inner.strip_suffix(quote)?,
    };
    let inner = inner.replace(&format!("\\{quote}"), &quote.to_string());
    Some(inner.replace("\\\\", "\\"))
}

#[cfg(test)]
mod tests {
    use super::terms;

    #[test]
    fn a_search_is_parted_as_django_rest_framework_parts_it() {
        for (search, wanted) in [
            ("alpha,first", &["alpha", "first"][..]),
            (" alpha\tfirst\n", &["alpha", "first"]),
            ("alpha\u{a0}first", &["alpha", "first"]),
            ("gamma,,first,", &["gamma", "first"]),
            ("\"a,b c\"", &["a,b c"]),
            ("'a,b c' d", &["a,b c", "d"]),
            (",\"a,b c\",", &["a,b c"]),
            ("\"gamma", &["\"gamma"]),
            ("\"gamma ray", &["\"gamma", "ray"]),
            ("fi\"rst", &["fi\"rst"]),
            ("it's o'clock", &["it's o'clock"]),
            ("\"a\\\"b\"", &["a\"b"]),
            ("'a\\\\b'", &["a\\b"]),
            ("x\"a b\"y z", &["x\"a b\"y", "z"]),
            ("a\"b, c\"d\"e f", &["a\"b", "c\"d", "\"e", "f"]),
            ("\"\"", &[""]),
            ("\"", &[""]),
            (",", &[]),
            ("  ", &[]),
            ("a a b a", &["a", "b"]),
        ] {
            assert_eq!(terms(search), wanted, "{search}");
        }
    }
}
