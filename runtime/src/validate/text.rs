//! Rules of text. All that are broken are told, in the order of Django REST Framework:
//! the pattern of the field, lengths, characters, then the form that the type demands.

use std::sync::{PoisonError, RwLock};

use regex::Regex;

use super::faults::{Faults, blank, invalid, not_a_choice};
use super::white::trim;
use super::{email, url};
use crate::{FieldMeta, Kind, grammar};

pub(super) fn string(field: &FieldMeta, text: String) -> Result<String, Faults> {
    if !field.choices.is_empty() {
        return choice(field, text);
    }
    let trimmed = trim(&text);
    if text.is_empty() || field.trim && trimmed.is_empty() {
        let empty = field.blank.then(String::new);
        return empty.ok_or_else(|| blank().into());
    }
    let text = if field.trim && trimmed.len() != text.len() {
        trimmed.to_owned()
    } else {
        text
    };
    let mut faults = Faults::default();
    matching(field, &text, &mut faults);
    lengths(field, &text, &mut faults);
    no_nul(&text, &mut faults);
    if let Some(message) = malformed(field.kind, &text) {
        faults.add(invalid(message));
    }
    faults.or(text)
}

/// One of the field's choices, letter by letter; nothing else that may be wrong matters.
fn choice(field: &FieldMeta, text: String) -> Result<String, Faults> {
    if text.is_empty() && field.blank || field.choices.contains(&text.as_str()) {
        Ok(text)
    } else {
        Err(not_a_choice(&text).into())
    }
}

fn matching(field: &FieldMeta, text: &str, faults: &mut Faults) {
    if let Some(pattern) = field.pattern
        && !matches(pattern, text)
    {
        faults.add(invalid("Enter a valid value."));
    }
}

fn lengths(field: &FieldMeta, text: &str, faults: &mut Faults) {
    let most = field.max_length.map_or(usize::MAX, |most| most as usize);
    let least = field.min_length.map_or(0, |least| least as usize);
    // No text has more characters than bytes.
    if text.len() <= most && least == 0 {
        return;
    }
    let length = text.chars().count();
    if length > most {
        let message = format!("Ensure this field has no more than {most} characters.");
        faults.add((message, "max_length".into()));
    }
    if length < least {
        let message = match field.kind {
            // Django tells a text without a longest length so.
            Kind::Text => {
                let s = if least == 1 { "" } else { "s" };
                format!("Ensure this value has at least {least} character{s} (it has {length}).")
            }
            _ => format!("Ensure this field has at least {least} characters."),
        };
        faults.add((message, "min_length".into()));
    }
}

fn no_nul(text: &str, faults: &mut Faults) {
    if text.contains('\0') {
        let message = String::from("Null characters are not allowed.");
        faults.add((message, "null_characters_not_allowed".into()));
    }
}

/// What is wrong with the form that a type demands.
fn malformed(kind: Kind, text: &str) -> Option<&'static str> {
    let (fits, message) = match kind {
        Kind::Email => (email::is_email(text), "Enter a valid email address."),
        Kind::Url => (url::is_url(text), "Enter a valid URL."),
        Kind::Slug => (
            text.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'),
            "Enter a valid \"slug\" consisting of letters, numbers, underscores or hyphens.",
        ),
        _ => return None,
    };
    (!fits).then_some(message)
}

/// An IP address in its shortest form.
pub(super) fn address(text: &str) -> Result<String, Faults> {
    let trimmed = trim(text);
    if trimmed.is_empty() {
        return Err(blank().into());
    }
    let wrong = || invalid("Enter a valid IPv4 or IPv6 address.");
    if text.contains(':') {
        return match grammar::ip(text) {
            Some(address) => Ok(address.to_string()),
            None => Err(wrong().into()),
        };
    }
    let mut faults = Faults::default();
    no_nul(trimmed, &mut faults);
    match grammar::ip(trimmed) {
        Some(address) => Ok(address.to_string()),
        None => {
            faults.add(wrong());
            Err(faults)
        }
    }
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
