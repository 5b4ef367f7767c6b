//! One filter: from its key and value to a condition.

use serde_json::Value as Json;

use super::{Comparison, Lookup, plain};
use crate::query::{Like, Op, Predicate, Through};
use crate::validate::{Digits, ip};
use crate::{
    Code, EnumMeta, FieldMeta, Kind, Member, MemberValue, ModelMeta, Timestamp, Value, grammar,
};

/// Text and code, as Django's form fields give them.
pub(super) type Refused = (String, Code);

/// Whether a filter asks for nothing: null, an empty list, or blank text, which
/// a search form sends for the fields left alone.
pub(super) fn is_empty(json: &Json) -> bool {
    match json {
        Json::Null => true,
        Json::String(text) => text.trim().is_empty(),
        Json::Array(items) => items.iter().all(is_empty),
        Json::Object(map) => map.is_empty(),
        Json::Bool(_) | Json::Number(_) => false,
    }
}

/// A condition on a field of the model, or on one that its relations lead to:
/// `title`, `author__name`, `tags__label`.
pub(super) fn along(
    meta: &ModelMeta,
    path: &str,
    lookup: Lookup,
    json: &Json,
) -> Result<Predicate, Refused> {
    if let Some((index, _)) = meta.field(path) {
        return predicate(meta, index, lookup, json);
    }
    let (name, rest) = match path.split_once("__") {
        Some((name, rest)) => (name, Some(rest)),
        None => (path, None),
    };
    let relation = match meta.field(name) {
        Some((index, field)) => match field.kind {
            Kind::Reference(target) => Some((Through::Reference(index), target)),
            _ => None,
        },
        None => {
            let position = meta.links.iter().position(|link| link.name == name);
            position.map(|position| (Through::Link(position), meta.links[position].target))
        }
    };
    let Some((through, target)) = relation else {
        // The generator has checked every path.
        return Err(invalid("Unknown filter."));
    };
    let inner = match (rest, through, lookup) {
        (None, Through::Link(position), Lookup::Isnull) => {
            let linked = Predicate::Linked(position);
            return match parsed(Kind::Bool, plain(json).trim())? {
                Value::Bool(true) => Ok(Predicate::Not(Box::new(linked))),
                _ => Ok(linked),
            };
        }
        (Some(rest), ..) => along(target, rest, lookup, json)?,
        // Django chooses among the rows: a key that cannot be one is no choice.
        (None, ..) => predicate(target, target.key_index(), lookup, json)
            .map_err(|_| not_a_choice(plain(json).trim()))?,
    };
    Ok(Predicate::Related(through, Box::new(inner)))
}

fn predicate(
    meta: &ModelMeta,
    index: usize,
    lookup: Lookup,
    json: &Json,
) -> Result<Predicate, Refused> {
    let field = &meta.fields[index];
    let text = plain(json);
    let text = text.trim();
    let like = |like| {
        let text = Value::Text(text.to_owned());
        Ok(Predicate::new(index, Op::Like(like), vec![text]))
    };
    let value = |text: &str| parsed(field.kind, text);
    let choice = |text: &str| chosen(field, text);
    let compare = |comparison, read: &Reader| {
        let (op, values) = compared(comparison, json, read)?;
        Ok(Predicate::new(index, op, values))
    };
    match lookup {
        Lookup::Exact => compare(Comparison::Exact, &choice),
        Lookup::Gt => compare(Comparison::Gt, &value),
        Lookup::Gte => compare(Comparison::Gte, &value),
        Lookup::Lt => compare(Comparison::Lt, &value),
        Lookup::Lte => compare(Comparison::Lte, &value),
        Lookup::In => compare(Comparison::In, &choice),
        Lookup::Range => compare(Comparison::Range, &choice),
        Lookup::Part(part, comparison) => {
            let (op, values) = compared(comparison, json, &|text| parsed(Kind::Int64, text))?;
            Ok(Predicate::Part {
                field: index,
                part,
                op,
                values,
            })
        }
        Lookup::Iexact => like(Like::Exact),
        Lookup::Contains | Lookup::Icontains => like(Like::Contains),
        Lookup::Startswith | Lookup::Istartswith => like(Like::Starts),
        Lookup::Endswith | Lookup::Iendswith => like(Like::Ends),
        Lookup::Regex | Lookup::Iregex => {
            let pattern = match lookup {
                Lookup::Iregex => format!("(?i){text}"),
                _ => text.to_owned(),
            };
            if regex_lite::Regex::new(&pattern).is_err() {
                return Err(invalid("Enter a valid regular expression."));
            }
            Ok(Predicate::new(index, Op::Regex, vec![Value::Text(pattern)]))
        }
        Lookup::Isnull => {
            let null = Predicate::new(index, Op::IsNull, Vec::new());
            match parsed(Kind::Bool, text)? {
                Value::Bool(true) => Ok(null),
                _ => Ok(Predicate::Not(Box::new(null))),
            }
        }
    }
}

/// Reads one value of a filter.
type Reader<'a> = dyn Fn(&str) -> Result<Value, Refused> + 'a;

/// The operator of a comparison, and what it compares with.
fn compared(
    comparison: Comparison,
    json: &Json,
    read: &Reader,
) -> Result<(Op, Vec<Value>), Refused> {
    let op = match comparison {
        Comparison::Exact => Op::Eq,
        Comparison::Gt => Op::Gt,
        Comparison::Gte => Op::Gte,
        Comparison::Lt => Op::Lt,
        Comparison::Lte => Op::Lte,
        Comparison::In => return Ok((Op::In, list(json, read)?)),
        Comparison::Range => {
            let values = list(json, read)?;
            return match values.len() {
                2 => Ok((Op::Between, values)),
                _ => Err(invalid("Enter two values.")),
            };
        }
    };
    Ok((op, vec![read(plain(json).trim())?]))
}

/// The values of a list, or of a text with commas; empty ones are left out.
fn list(json: &Json, read: &Reader) -> Result<Vec<Value>, Refused> {
    let texts: Vec<String> = match json {
        Json::Array(items) => items.iter().filter(|i| !i.is_null()).map(plain).collect(),
        other => plain(other).split(',').map(str::to_owned).collect(),
    };
    texts
        .iter()
        .map(|text| text.trim())
        .filter(|text| !text.is_empty())
        .map(read)
        .collect()
}

/// A value to be equal to, which has to be one of the field's choices.
fn chosen(field: &FieldMeta, text: &str) -> Result<Value, Refused> {
    if !field.choices.is_empty() && !field.choices.contains(&text) {
        return Err(not_a_choice(text));
    }
    if !field.numbers.is_empty() {
        let number = Digits::parse(text).and_then(|digits| digits.whole());
        let chosen = number.filter(|number| field.numbers.contains(number));
        return chosen.map(Value::Int).ok_or_else(|| not_a_choice(text));
    }
    parsed(field.kind, text)
}

/// A filter's value.
fn parsed(kind: Kind, text: &str) -> Result<Value, Refused> {
    if let Kind::Reference(target) = kind {
        // Django chooses among the rows: a key that cannot be one is no choice.
        return parsed(target.key().kind, text).map_err(|_| not_a_choice("That choice"));
    }
    match kind {
        Kind::Bool => match text {
            "true" | "True" | "1" => Some(Value::Bool(true)),
            "false" | "False" | "0" => Some(Value::Bool(false)),
            _ => None,
        }
        .ok_or_else(|| invalid("Enter true or false.")),
        Kind::Int32 | Kind::Int64 => Digits::parse(text)
            .and_then(|digits| digits.whole())
            .map(Value::Int)
            .ok_or_else(|| invalid("Enter a number.")),
        Kind::Float | Kind::Double => text
            .parse()
            .ok()
            .filter(|v: &f64| v.is_finite())
            .map(Value::Float)
            .ok_or_else(|| invalid("Enter a number.")),
        Kind::Decimal { scale, .. } => Digits::parse(text)
            .map(|digits| Value::Decimal(digits.comparable(scale)))
            .ok_or_else(|| invalid("Enter a number.")),
        Kind::Uuid => grammar::uuid(text)
            .map(Value::Uuid)
            .ok_or_else(|| invalid("Enter a valid UUID.")),
        Kind::Date => grammar::date(text)
            .map(Value::Date)
            .ok_or_else(|| invalid("Enter a valid date.")),
        Kind::Time => grammar::time(text)
            .map(Value::Time)
            .ok_or_else(|| invalid("Enter a valid time.")),
        Kind::DateTime => Timestamp::parse(text)
            .map(Value::Timestamp)
            .map_err(|_| invalid("Enter a valid date/time.")),
        Kind::Duration => grammar::duration(text)
            .map(Value::Int)
            .map_err(|_| invalid("Enter a valid duration.")),
        Kind::Ip => ip(text)
            .map(|address| Value::Text(address.to_string()))
            .ok_or_else(|| invalid("Enter a valid IPv4 or IPv6 address.")),
        Kind::Enum(meta) => member(meta, text)
            .map(|member| member.stored.into())
            .ok_or_else(|| not_a_choice(text)),
        _ => Ok(Value::Text(text.to_owned())),
    }
}

/// The member that a filter means: by what is stored, as Django does, else by its name or,
/// where the stored values are no numbers themselves, by its number on the wire.
fn member(meta: &'static EnumMeta, text: &str) -> Option<&'static Member> {
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

fn invalid(text: &str) -> Refused {
    (text.to_owned(), "invalid")
}

fn not_a_choice(text: &str) -> Refused {
    let text = format!("Select a valid choice. {text} is not one of the available choices.");
    (text, "invalid_choice")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    static COLOR: EnumMeta = EnumMeta {
        name: "Color",
        members: &[Member {
            name: "RED",
            stored: MemberValue::Text("red"),
            number: 1,
        }],
    };

    static LEVEL: EnumMeta = EnumMeta {
        name: "Level",
        members: &[
            Member {
                name: "LOW",
                stored: MemberValue::Int(10),
                number: 1,
            },
            Member {
                name: "HIGH",
                stored: MemberValue::Int(-1),
                number: 2,
            },
        ],
    };

    static OWNER: ModelMeta = ModelMeta::new(
        "Owner",
        "owner",
        &[FieldMeta::new("id", Kind::Int64).key()],
        &[],
    );

    static META: ModelMeta = ModelMeta::new(
        "Item",
        "item",
        &[
            FieldMeta::new("qty", Kind::Int32),
            FieldMeta::new("color", Kind::Enum(&COLOR)),
            FieldMeta::new("size", Kind::Text).choices(&["S", "M"]),
            FieldMeta::new("owner", Kind::Reference(&OWNER)),
            FieldMeta::new("level", Kind::Enum(&LEVEL)),
        ],
        &[],
    );

    fn refused(index: usize, lookup: Lookup, json: Json) -> Refused {
        predicate(&META, index, lookup, &json).expect_err("refused")
    }

    fn values(index: usize, lookup: Lookup, json: Json) -> Vec<Value> {
        match predicate(&META, index, lookup, &json).expect("a condition") {
            Predicate::Compare { values, .. } => values,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_refused_value_carries_the_code_of_its_field() {
        assert_eq!(
            refused(0, Lookup::Exact, json!("many")),
            invalid("Enter a number.")
        );
        for (index, value) in [(1, json!("blue")), (1, json!(9)), (2, json!("XL"))] {
            assert_eq!(refused(index, Lookup::Exact, value).1, "invalid_choice");
        }
        assert_eq!(refused(3, Lookup::Exact, json!("x")).1, "invalid_choice");
        assert_eq!(
            refused(2, Lookup::In, json!(["S", "XL"])).1,
            "invalid_choice"
        );
    }

    #[test]
    fn numbers_are_read_as_json_and_people_write_them() {
        assert_eq!(
            values(0, Lookup::Exact, json!(2.0)),
            values(0, Lookup::Exact, json!(" 2 "))
        );
        assert_eq!(values(1, Lookup::Exact, json!(1.0)).len(), 1);
        assert_eq!(
            values(0, Lookup::In, json!("1,,2")),
            [Value::Int(1), Value::Int(2)]
        );
    }

    #[test]
    fn a_member_is_asked_for_by_what_is_stored_or_by_name() {
        for asked in [json!(10), json!("10"), json!(10.0), json!("LOW")] {
            assert_eq!(values(4, Lookup::Exact, asked), [Value::Int(10)]);
        }
        assert_eq!(values(4, Lookup::Gte, json!(-1)), [Value::Int(-1)]);
        assert_eq!(
            values(4, Lookup::In, json!("-1,10")),
            [Value::Int(-1), Value::Int(10)]
        );
        // The number on the wire is another one.
        assert_eq!(refused(4, Lookup::Exact, json!(2)).1, "invalid_choice");
        let red = [Value::Text("red".into())];
        for asked in ["red", "RED", "1"] {
            assert_eq!(values(1, Lookup::Exact, json!(asked)), red);
        }
    }

    #[test]
    fn what_is_left_empty_asks_for_nothing() {
        for empty in [json!(null), json!(""), json!("  "), json!([]), json!([""])] {
            assert!(is_empty(&empty), "{empty}");
        }
        for asked in [json!(0), json!(false), json!("0"), json!([0])] {
            assert!(!is_empty(&asked), "{asked}");
        }
    }
}
