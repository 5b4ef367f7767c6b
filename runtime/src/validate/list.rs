//! The elements of a list, each by the rules of its own.

use super::{Faults, Wrong, single};
use crate::{FieldMeta, Raw, Value, array};

/// The list as its column holds it, or every element that is wrong.
pub(super) fn check(element: &FieldMeta, raws: Vec<Raw>) -> Result<Value, Wrong> {
    let mut items = Vec::with_capacity(raws.len());
    let mut wrong: Vec<(usize, Faults)> = Vec::new();
    for (position, raw) in raws.into_iter().enumerate() {
        match single::check(element, raw) {
            Ok(value) => items.push(array::json(&value)),
            Err(faults) => wrong.push((position, faults)),
        }
    }
    if wrong.is_empty() {
        Ok(Value::Text(serde_json::Value::Array(items).to_string()))
    } else {
        Err(Wrong::Elements(wrong))
    }
}
