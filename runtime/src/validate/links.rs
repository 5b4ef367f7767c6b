//! The keys of many-to-many relations.

use std::collections::HashSet;

use super::single::reference;
use crate::{Error, Input, LinkMeta, ModelMeta, Raw, Value};

/// A repeated field is never unset in a message; one that no code set is left alone.
pub(super) fn values(
    meta: &ModelMeta,
    inputs: &mut impl Iterator<Item = Input<Raw>>,
    errors: &mut Error,
) -> Vec<(usize, Value)> {
    let mut values = Vec::new();
    for ((position, link), input) in meta.links.iter().enumerate().zip(inputs) {
        let raws = match input {
            Input::Value(Raw::List(raws)) => raws,
            // A partial update that names the relation and sends no key.
            Input::Null => Vec::new(),
            _ => continue,
        };
        if raws.is_empty() && link.required {
            errors.add(link.name, "This list may not be empty.", "empty");
            continue;
        }
        match keys(link, raws) {
            Ok(keys) => values.push((meta.fields.len() + position, Value::List(keys))),
            Err((message, code)) => errors.add(link.name, message, code),
        }
    }
    values
}

/// The first key that is none is told, as Django REST Framework does.
fn keys(link: &LinkMeta, raws: Vec<Raw>) -> Result<Vec<Value>, super::Broken> {
    let mut keys: Vec<Value> = Vec::with_capacity(raws.len());
    let mut seen = HashSet::with_capacity(raws.len());
    for raw in raws {
        let key = reference(link.target, raw)?;
        // A row is linked once, however often it is named.
        if seen.insert(key.identity()) {
            keys.push(key);
        }
    }
    Ok(keys)
}
