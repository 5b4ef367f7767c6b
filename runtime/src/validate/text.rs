//! Rules of text.

use std::sync::{LazyLock, PoisonError, RwLock};

use regex_lite::Regex;

use super::Broken;
use super::single::{blank, invalid, not_a_choice};
use crate::{FieldMeta, Kind};

static EMAIL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    // The shape of Django's EmailValidator: dot-atom, then a domain with a dot in it.
    let local = r"[A-Za-z0-9!#$%&'*+/=?^_`{}|~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{}|~-]+)*";
    let domain = r"([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}";
    Regex::new(&format!("^{local}@({domain}|localhost)$")).ok()
});
static URL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?i:https?|ftps?)://[^\s/?#]+([/?#]\S*)?$").ok());
static SLUG: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[-A-Za-z0-9_]+$").ok());

pub(super) fn string(field: &FieldMeta, kind: Kind, text: String) -> Result<String, Broken> {
    let text = if field.trim && text.trim().len() != text.len() {
        text.trim().to_owned()
    } else {
        text
    };
    if text.contains('\0') {
        let message = "Null characters are not allowed.";
        return Err((message.to_owned(), "null_characters_not_allowed"));
    }
    if text.is_empty() {
        return if field.blank { Ok(text) } else { Err(blank()) };
    }
    let length = text.chars().count();
    if let Kind::String { max } = kind
        && length > max as usize
    {
        let message = format!("Ensure this field has no more than {max} characters.");
        return Err((message, "max_length"));
    }
    if let Some(min) = field.min_length
        && length < min as usize
    {
        return Err((
            format!("Ensure this field has at least {min} characters."),
            "min_length",
        ));
    }
    let fits = |regex: &LazyLock<Option<Regex>>| regex.as_ref().is_none_or(|r| r.is_match(&text));
    match kind {
        Kind::Email if !fits(&EMAIL) => return Err(invalid("Enter a valid email address.")),
        Kind::Url if !fits(&URL) => return Err(invalid("Enter a valid URL.")),
        Kind::Slug if !fits(&SLUG) => {
            return Err(invalid(
                "Enter a valid \"slug\" consisting of letters, numbers, underscores or hyphens.",
            ));
        }
        _ => {}
    }
    if let Some(pattern) = field.pattern
        && !matches(pattern, &text)
    {
        return Err(invalid("This value does not match the required pattern."));
    }
    if !field.choices.is_empty() && !field.choices.contains(&text.as_str()) {
        return Err(not_a_choice(&text));
    }
    Ok(text)
}
/// Each pattern of a model is compiled once. The generator has checked that it is one.
fn matches(pattern: &'static str, text: &str) -> bool {
    static COMPILED: RwLock<Vec<(&str, Regex)>> = RwLock::new(Vec::new());
    let known = COMPILED.read().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, regex)) = known.iter().find(|(known, _)| *known == pattern) {
        return regex.is_match(text);
    }
    drop(known);
    let Ok(regex) = Regex::new(pattern) else {
        return false;
    };
    let fits = regex.is_match(text);
    let mut known = COMPILED.write().unwrap_or_else(PoisonError::into_inner);
    known.push((pattern, regex));
    fits
}
