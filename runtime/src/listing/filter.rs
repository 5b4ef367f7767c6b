//! One filter: from its name and value to a condition.

use std::borrow::Cow;

use serde_json::Value as Json;

use super::key::{Relation, chosen};
use super::path::{End, Path};
use super::value::{Refused, Use, elements, is_unset, text, truth, value, whole, words};
use crate::query::{Chosen, Like, Op, Predicate};
use crate::sqlite::regexp;
use crate::{Comparison, DatePart, FieldMeta, Kind, LinkMeta, Lookup, ModelMeta, Value};

/// What a filter asks for.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// `None` asks for nothing.
    pub condition: Option<Predicate>,
    /// The rows it names.
    pub chosen: Option<Chosen>,
}

impl From<Option<Predicate>> for Asked {
    fn from(condition: Option<Predicate>) -> Self {
        let chosen = None;
        Self { condition, chosen }
    }
}

/// A condition on a field of the model, or on one that its relations lead to.
pub(super) fn asked(
    meta: &'static ModelMeta,
    name: &str,
    lookup: Lookup,
    json: &Json,
) -> Result<Asked, Refused> {
    // The generator has checked every name.
    let Some(path) = Path::of(meta, name).filter(|_| !is_unset(json)) else {
        return Ok(Asked::default());
    };
    let mut asked = match path.end {
        End::Link(position) => of_link(path.meta, position, lookup, json)?,
        End::Field(index) => match (path.meta.fields[index].kind, lookup) {
            (Kind::Reference(target), Lookup::Exact | Lookup::In) => {
                of_reference(target, index, lookup, json)?
            }
            _ => of_field(&path.meta.fields[index], index, lookup, json)?.into(),
        },
    };
    asked.condition = asked.condition.map(|condition| path.carry(condition));
    Ok(asked)
}

/// Names of rows, as JSON has them: an element that is left empty names none.
fn names<'a>(lookup: Lookup, json: &'a Json) -> Vec<Cow<'a, Json>> {
    match lookup {
        Lookup::In => {
            let mut names = elements(json);
            names.retain(|name| !is_unset(name));
            names
        }
        _ => vec![Cow::Borrowed(json)],
    }
}

fn of_reference(
    target: &'static ModelMeta,
    index: usize,
    lookup: Lookup,
    json: &Json,
) -> Result<Asked, Refused> {
    let names = names(lookup, json);
    let chosen = chosen(target, Relation::One, names.iter().map(|name| &**name))?;
    Ok(Asked {
        condition: Some(among(index, &chosen)),
        chosen: Some(chosen),
    })
}

/// One key or a list, any of which is enough; or whether there are any at all.
fn of_link(
    meta: &'static ModelMeta,
    position: usize,
    lookup: Lookup,
    json: &Json,
) -> Result<Asked, Refused> {
    let link: &'static LinkMeta = &meta.links[position];
    if lookup == Lookup::Isnull {
        let linked = Predicate::Linked(position);
        let condition = truth(json)?.map(|null| if null { negated(linked) } else { linked });
        return Ok(condition.into());
    }
    let names: Vec<_> = match json {
        Json::Array(items) => items.iter().map(Cow::Borrowed).collect(),
        json => names(lookup, json),
    };
    let chosen = chosen(
        link.target,
        Relation::Many,
        names.iter().map(|name| &**name),
    )?;
    let own = among(link.target.key_index(), &chosen);
    let through = crate::query::Through::Link(position);
    Ok(Asked {
        condition: Some(Predicate::Related(through, Box::new(own))),
        chosen: Some(chosen),
    })
}

/// The column holds one of these keys.
fn among(index: usize, chosen: &Chosen) -> Predicate {
    let keys: Vec<_> = chosen.keys.iter().map(|(key, _)| key.clone()).collect();
    let op = if keys.len() == 1 { Op::Eq } else { Op::In };
    Predicate::new(index, op, keys)
}

fn negated(predicate: Predicate) -> Predicate {
    Predicate::Not(Box::new(predicate))
}

fn of_field(
    field: &FieldMeta,
    index: usize,
    lookup: Lookup,
    json: &Json,
) -> Result<Option<Predicate>, Refused> {
    let compare = |comparison| {
        let read = |of: Use, json: &Json| value(field, of, json);
        let compared = compared(comparison, json, field.kind.is_text(), &read)?;
        Ok(compared.map(|(op, values)| Predicate::new(index, op, values)))
    };
    let like = |like| {
        let words = words(json)?;
        Ok(words.map(|words| Predicate::new(index, Op::Like(like), vec![Value::Text(words)])))
    };
    match lookup {
        Lookup::Exact => compare(Comparison::Exact),
        Lookup::Gt => compare(Comparison::Gt),
        Lookup::Gte => compare(Comparison::Gte),
        Lookup::Lt => compare(Comparison::Lt),
        Lookup::Lte => compare(Comparison::Lte),
        Lookup::In => compare(Comparison::In),
        Lookup::Range => compare(Comparison::Range),
        Lookup::Part(part, comparison) => of_part(index, part, comparison, json),
        Lookup::Iexact => like(Like::Exact),
        Lookup::Contains | Lookup::Icontains => like(Like::Contains),
        Lookup::Startswith | Lookup::Istartswith => like(Like::Starts),
        Lookup::Endswith | Lookup::Iendswith => like(Like::Ends),
        Lookup::Regex | Lookup::Iregex => matching(index, lookup == Lookup::Iregex, json),
        Lookup::Isnull => {
            let null = Predicate::new(index, Op::IsNull, Vec::new());
            Ok(truth(json)?.map(|is| if is { null } else { negated(null) }))
        }
    }
}

fn of_part(
    index: usize,
    part: DatePart,
    comparison: Comparison,
    json: &Json,
) -> Result<Option<Predicate>, Refused> {
    let read = |_, json: &Json| match &*text(json) {
        "" => Ok(None),
        text => whole(text.trim()).map(Some),
    };
    let compared = compared(comparison, json, false, &read)?;
    Ok(compared.map(|(op, values)| Predicate::Part {
        field: index,
        part,
        op,
        values,
    }))
}

fn matching(index: usize, any_case: bool, json: &Json) -> Result<Option<Predicate>, Refused> {
    let Some(mut pattern) = words(json)? else {
        return Ok(None);
    };
    if any_case {
        pattern.insert_str(0, "(?i)");
    }
    regexp::compile(&pattern).map_err(|reason| (reason, "invalid".into()))?;
    let values = vec![Value::Text(pattern)];
    Ok(Some(Predicate::new(index, Op::Regex, values)))
}

/// Reads one value of a filter.
type Reader<'a> = dyn Fn(Use, &Json) -> Result<Option<Value>, Refused> + 'a;

/// The operator of a comparison, and what it compares with; `None` where that is nothing.
fn compared(
    comparison: Comparison,
    json: &Json,
    is_text: bool,
    read: &Reader<'_>,
) -> Result<Option<(Op, Vec<Value>)>, Refused> {
    let op = match comparison {
        Comparison::Exact => {
            let value = read(Use::Equal, json)?;
            return Ok(value.map(|value| (Op::Eq, vec![value])));
        }
        Comparison::Gt => Op::Gt,
        Comparison::Gte => Op::Gte,
        Comparison::Lt => Op::Lt,
        Comparison::Lte => Op::Lte,
        Comparison::In => {
            // Only text has a value that is empty.
            let empty = || is_text.then(|| Value::Text(String::new()));
            let values = elements(json);
            let values = values.iter().map(|json| read(Use::Among, json));
            let values: Result<Vec<_>, _> = values.collect();
            let values = values?.into_iter().filter_map(|value| value.or_else(empty));
            return Ok(Some((Op::In, values.collect())));
        }
        Comparison::Range => return range(json, read),
    };
    let value = read(Use::Compare, json)?;
    Ok(value.map(|value| (op, vec![value])))
}

/// Two values, of which one may be left open.
fn range(json: &Json, read: &Reader<'_>) -> Result<Option<(Op, Vec<Value>)>, Refused> {
    let values = elements(json);
    let values = values.iter().map(|json| read(Use::Compare, json));
    let values: Result<Vec<_>, _> = values.collect();
    match values?.as_mut_slice() {
        [low, high] => Ok(match (low.take(), high.take()) {
            (Some(low), Some(high)) => Some((Op::Between, vec![low, high])),
            (Some(low), None) => Some((Op::Gte, vec![low])),
            (None, Some(high)) => Some((Op::Lte, vec![high])),
            (None, None) => None,
        }),
        _ => Err((
            String::from("Range query expects two values."),
            "invalid_values".into(),
        )),
    }
}
