//! The keys of many-to-many relations.

use std::collections::HashSet;

use super::single::check;
use crate::{Error, Input, ModelMeta, Raw, Value};

/// A repeated field is never unset in a message; one that no code set is left alone.
pub(super) fn values(
    meta: &ModelMeta,
    inputs: &mut impl Iterator<Item = Input<Raw>>,
    errors: &mut Error,
) -> Vec<(usize, Value)> {
    let mut values = Vec::new();
    for ((position, link), input) in meta.links.iter().enumerate().zip(inputs) {
        let Input::Value(Raw::List(raws)) = input else {
            continue;
        };
        let mut keys: Vec<Value> = Vec::with_capacity(raws.len());
        let mut seen = HashSet::with_capacity(raws.len());
        let mut broken = None;
        for raw in raws {
            match check(link.target.key(), raw) {
                // A row is linked once, however often it is named.
                Ok(key) if seen.insert(key.identity()) => keys.push(key),
                Ok(_) => {}
                Err(error) => broken = broken.or(Some(error)),
            }
        }
        match broken {
            Some((message, code)) => errors.add(link.name, message, code),
            None => values.push((meta.fields.len() + position, Value::List(keys))),
        }
    }
    values
}
