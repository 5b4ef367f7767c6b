//! The values of filters, read as Django's form fields read them.

use std::borrow::Cow;

use jiff::civil::{Date, Time};
use serde_json::Value as Json;

use crate::grammar::{self, Digits, Malformed};
use crate::validate::out_of_range;
use crate::{EnumMeta, FieldMeta, Kind, Member, MemberValue, Reason, Timestamp, Value};

/// Text and code, as Django's form fields give them.
pub(super) type Refused = (String, Reason);

/// What a value is for: to be equal to it, it has to be one of the field's choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Equal,
    Compare,
    Among,
}

/// Whether a filter asks for nothing.
pub(super) fn is_unset(json: &Json) -> bool {
    match json {
        Json::Null => true,
        Json::String(text) => text.is_empty(),
        Json::Array(items) => items.is_empty(),
        Json::Object(map) => map.is_empty(),
        Json::Bool(_) | Json::Number(_) => false,
    }
}

/// A value as Python's `str` shows it, which is what a form field reads.
pub(super) fn text(json: &Json) -> Cow<'_, str> {
    match json {
        Json::String(text) => text.into(),
        other => shown(other).into(),
    }
}

/// A value as Python's `repr` shows it.
fn shown(json: &Json) -> String {
    match json {
        Json::Null => String::from("None"),
        Json::Bool(true) => String::from("True"),
        Json::Bool(false) => String::from("False"),
        Json::Number(number) => number.to_string(),
        Json::String(text) => {
            let quote = if text.contains('\'') && !text.contains('"') {
                '"'
            } else {
                '\''
            };
            let inner = text.replace('\\', "\\\\");
            format!(
                "{quote}{}{quote}",
                inner.replace(quote, &format!("\\{quote}"))
            )
        }
        Json::Array(items) => {
            let items: Vec<_> = items.iter().map(shown).collect();
            format!("[{}]", items.join(", "))
        }
        Json::Object(map) => {
            let shown = |(key, value): (&String, &Json)| {
                let key = shown(&Json::String(key.clone()));
                format!("{key}: {}", self::shown(value))
            };
            let entries: Vec<_> = map.iter().map(shown).collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

/// The elements of a list, or of a text with commas; null is left empty.
pub(super) fn elements(json: &Json) -> Vec<Cow<'_, Json>> {
    match json {
        Json::Array(items) => items
            .iter()
            .map(|item| match item {
                Json::Null => Cow::Owned(Json::String(String::new())),
                item => Cow::Borrowed(item),
            })
            .collect(),
        other => text(other)
            .split(',')
            .map(|part| Cow::Owned(Json::String(part.to_owned())))
            .collect(),
    }
}

/// One value of a filter on this field; `None` where it is left empty.
pub(super) fn value(field: &FieldMeta, of: Use, json: &Json) -> Result<Option<Value>, Refused> {
    match field.kind {
        Kind::Enum(meta) => member(meta, of, json),
        kind => {
            let text = text(json);
            let chosen = |value: &Option<Value>| match value {
                // As it is written: ` 1` is no choice.
                Some(Value::Int(number)) => {
                    field.numbers.contains(number) && number.to_string() == *text
                }
                _ => field.choices.contains(&&*text),
            };
            let has_choices = !field.choices.is_empty() || !field.numbers.is_empty();
            let value = of_kind(kind, json);
            if of == Use::Equal && has_choices && !value.as_ref().is_ok_and(chosen) {
                return Err(not_a_choice(&text));
            }
            value
        }
    }
}

fn of_kind(kind: Kind, json: &Json) -> Result<Option<Value>, Refused> {
    let text = text(json);
    if text.is_empty() {
        return Ok(None);
    }
    let trimmed = text.trim();
    let value = match kind {
        Kind::Bool => return truth(json).map(|truth| truth.map(Value::Bool)),
        Kind::Int32 | Kind::Int64 => whole(trimmed)?,
        Kind::Float | Kind::Double => {
            number(trimmed)?;
            let float = trimmed.parse().map_err(|_| invalid("Enter a number."))?;
            Value::Float(float)
        }
        Kind::Decimal { scale, .. } => Value::Decimal(number(trimmed)?.comparable(scale)),
        Kind::Date => date(trimmed)
            .map(Value::Date)
            .ok_or_else(|| invalid("Enter a valid date."))?,
        Kind::Time => time(trimmed)
            .map(Value::Time)
            .ok_or_else(|| invalid("Enter a valid time."))?,
        Kind::DateTime => Timestamp::parse(trimmed)
            .map(Value::Timestamp)
            .map_err(|why| malformed(kind, trimmed, why, "Enter a valid date/time."))?,
        // In a body, blanks are no time at all.
        Kind::Duration if trimmed.is_empty() => return Err(invalid("Enter a valid duration.")),
        Kind::Duration => grammar::duration(trimmed)
            .map(Value::Int)
            .map_err(|why| malformed(kind, trimmed, why, "Enter a valid duration."))?,
        // A form strips these, and asks for nothing where nothing is left.
        _ if trimmed.is_empty() => return Ok(None),
        Kind::Uuid => grammar::uuid(trimmed)
            .map(Value::Uuid)
            .ok_or_else(|| invalid("Enter a valid UUID."))?,
        kind => {
            let text = without_nul(trimmed)?;
            Value::Text(match kind {
                Kind::Ip => address(text),
                _ => text.to_owned(),
            })
        }
    };
    Ok(Some(value))
}

/// A form takes what a person in the United States may write, and of ISO 8601 only this.
fn date(text: &str) -> Option<Date> {
    const FORMATS: [&str; 11] = [
        "%Y-%m-%d",
        // Two digits first: four of them would be the first century.
        "%m/%d/%y",
        "%m/%d/%Y",
        "%b %d %Y",
        "%b %d, %Y",
        "%d %b %Y",
        "%d %b, %Y",
        "%B %d %Y",
        "%B %d, %Y",
        "%d %B %Y",
        "%d %B, %Y",
    ];
    let mut formats = FORMATS.iter();
    // Which `%Y` takes in any number of digits.
    let has_year = text
        .split(|c: char| !c.is_ascii_digit())
        .any(|digits| digits.len() == 4);
    let date = formats.find_map(|format| match format.contains("%Y") && !has_year {
        true => None,
        false => Date::strptime(format, text).ok(),
    });
    date.filter(|date| (1..=9999).contains(&date.year()))
}

fn time(text: &str) -> Option<Time> {
    const FORMATS: [&str; 3] = ["%H:%M:%S", "%H:%M:%S%.f", "%H:%M"];
    let digits = text.split_once('.').map_or(0, |(_, digits)| digits.len());
    let mut formats = FORMATS.iter().filter(|_| digits <= 6);
    formats.find_map(|format| Time::strptime(format, text).ok())
}

fn malformed(kind: Kind, text: &str, why: Malformed, format: &str) -> Refused {
    match why {
        Malformed::Range => out_of_range(kind, text),
        Malformed::Format => invalid(format),
    }
}

/// In its shortest form, as it is stored. What is no address is one that no row has.
fn address(text: &str) -> String {
    grammar::ip(text).map_or_else(|| text.to_owned(), |address| address.to_string())
}

/// A text to look for; `None` where it is left empty.
pub(super) fn words(json: &Json) -> Result<Option<String>, Refused> {
    let text = text(json);
    let text = without_nul(text.trim())?;
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// SQLite ends a text at this character.
pub(super) fn without_nul(text: &str) -> Result<&str, Refused> {
    if text.contains('\0') {
        let message = String::from("Null characters are not allowed.");
        return Err((message, "null_characters_not_allowed".into()));
    }
    Ok(text)
}

/// True or false, in any case; `None` where it is left empty.
pub(super) fn truth(json: &Json) -> Result<Option<bool>, Refused> {
    let text = match json {
        Json::Number(number) if number.as_f64() == Some(1.0) => return Ok(Some(true)),
        Json::Number(number) if number.as_f64() == Some(0.0) => return Ok(Some(false)),
        json => text(json),
    };
    match text.trim().to_lowercase().as_str() {
        "" => Ok(None),
        "true" | "1" => Ok(Some(true)),
        "false" | "0" => Ok(Some(false)),
        _ => Err(invalid("Enter true or false.")),
    }
}

/// A number that whole ones are compared with; it need not be one itself.
pub(super) fn whole(text: &str) -> Result<Value, Refused> {
    let digits = number(text)?;
    Ok(match digits.whole() {
        Some(whole) => Value::Int(whole),
        None => Value::Decimal(digits.comparable(0)),
    })
}

fn number(text: &str) -> Result<Digits, Refused> {
    let digits = Digits::parse(text).ok_or_else(|| invalid("Enter a number."))?;
    if digits.is_beyond_filters() {
        let message = String::from("Ensure this value is less than or equal to 1e+50.");
        return Err((message, "max_value".into()));
    }
    Ok(digits)
}

/// What a member is stored as. Compared with, an enum of whole numbers is a number.
fn member(meta: &'static EnumMeta, of: Use, json: &Json) -> Result<Option<Value>, Refused> {
    let text = text(json);
    if text.is_empty() {
        return Ok(None);
    }
    if let Some(member) = named(meta, &text) {
        return Ok(Some(member.stored.into()));
    }
    let numbers = meta
        .members
        .iter()
        .any(|member| matches!(member.stored, MemberValue::Int(_)));
    match of {
        Use::Equal => Err(not_a_choice(&text)),
        Use::Compare | Use::Among if numbers => whole(text.trim()).map(Some),
        Use::Compare | Use::Among => Ok(words(json)?.map(Value::Text)),
    }
}

/// The member that a filter means: by what is stored, as Django does, else by its name or,
/// where the stored values are no numbers themselves, by its number on the wire.
fn named(meta: &'static EnumMeta, text: &str) -> Option<&'static Member> {
    let number = || Digits::parse(text)?.whole();
    let stored = |member: &&Member| match member.stored {
        MemberValue::Text(stored) => stored == text,
        MemberValue::Int(stored) => number() == Some(stored),
    };
    let wire = |member: &&Member| match member.stored {
        MemberValue::Text(_) => number() == Some(member.number.into()),
        MemberValue::Int(_) => false,
    };
    let members = || meta.members.iter();
    members()
        .find(stored)
        .or_else(|| members().find(|member| member.name == text))
        .or_else(|| members().find(wire))
}

pub(super) fn invalid(text: &str) -> Refused {
    (text.to_owned(), "invalid".into())
}

pub(super) fn not_a_choice(text: &str) -> Refused {
    let text = format!("Select a valid choice. {text} is not one of the available choices.");
    (text, "invalid_choice".into())
}
