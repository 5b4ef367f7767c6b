//! From a draft to validated changes: presence, then type, then rules.
//!
//! Texts and codes are Django REST Framework's, because clients match on them.

#[cfg(test)]
mod as_django;
mod email;
mod faults;
mod host;
mod links;
mod list;
mod number;
mod single;
mod text;
mod url;
mod white;

use crate::made::{self, shape_default};
use crate::{Error, FieldMeta, Input, Kind, ModelMeta, Raw, Result, Value};

use faults::{Broken, Faults, Wrong, not_a_choice, null};
pub(crate) use single::out_of_range;

/// What "unset" means depends on the RPC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Write {
    Create,
    Update,
    Partial,
}

/// What is wrong with a draft, and the rest of it, which the database may still refuse.
#[derive(Debug)]
pub(crate) struct Invalid {
    pub error: Error,
    pub values: Vec<(usize, Value)>,
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        invalid.error
    }
}

/// Validates every field, and reports all that is wrong together.
pub(crate) fn validate(
    meta: &ModelMeta,
    write: Write,
    inputs: Vec<Input<Raw>>,
) -> Result<Vec<(usize, Value)>, Invalid> {
    let mut values = Vec::with_capacity(meta.fields.len() + meta.links.len());
    let mut errors = Error::invalid();
    let mut inputs = inputs.into_iter();
    for ((index, field), input) in meta.fields.iter().enumerate().zip(&mut inputs) {
        let settled = match by_server(meta, index, write) {
            Some(made) => Ok(made),
            None if skipped(field, write) => Ok(None),
            None => settle(meta, index, write, input),
        };
        match settled {
            Ok(Some(value)) => values.push((index, value)),
            Ok(None) => {}
            Err(wrong) => wrong.tell(field.name, &mut errors),
        }
    }
    let beyond = links::values(meta, &mut inputs, &mut errors);
    values.extend(beyond);
    // A partial update that names nothing changes nothing, the time of the last change included.
    if write == Write::Partial
        && values
            .iter()
            .all(|(index, _)| meta.fields.get(*index).is_some_and(|f| f.auto.is_some()))
    {
        values.clear();
    }
    if errors.is_empty() {
        Ok(values)
    } else {
        Err(Invalid {
            error: errors,
            values,
        })
    }
}

/// A value that the server makes; `Some(None)` leaves the column alone.
fn by_server(meta: &ModelMeta, index: usize, write: Write) -> Option<Option<Value>> {
    let field = &meta.fields[index];
    field.auto?;
    Some(match write {
        Write::Create => made::at_insert(meta, index),
        Write::Update | Write::Partial => made::at_update(field),
    })
}

fn skipped(field: &FieldMeta, write: Write) -> bool {
    write != Write::Create && (field.primary_key || field.immutable)
}

fn settle(
    meta: &ModelMeta,
    index: usize,
    write: Write,
    input: Input<Raw>,
) -> Result<Option<Value>, Wrong> {
    let field = &meta.fields[index];
    let input = if field.read_only { Input::Unset } else { input };
    match input {
        // Only of a new row is an enum's zero the default.
        Input::Value(Raw::Int(0)) if is_enum(field) && write == Write::Create => {
            match (field.default, shape_default(meta, index)) {
                (Some(default), None) => Ok(Some(default())),
                _ => check(field, Raw::Int(0)).map(Some),
            }
        }
        Input::Value(raw) => check(field, raw).map(Some),
        Input::Unset => match write {
            Write::Create => initial(meta, index),
            Write::Update => left_out(meta, index),
            Write::Partial => Ok(None),
        },
        Input::Null if field.null => Ok(Some(Value::Null)),
        // A named field without a value: its shape's default, or proto3's zero, stands for it.
        Input::Null => match shape_default(meta, index) {
            Some(default) => Ok(Some(default())),
            None if is_enum(field) => Err(not_a_choice("0").into()),
            None => zero(field).map(Some),
        },
    }
}

fn is_enum(field: &FieldMeta) -> bool {
    matches!(field.kind, Kind::Enum(_))
}

/// What a new row gets for a field that is unset.
fn initial(meta: &ModelMeta, index: usize) -> Result<Option<Value>, Wrong> {
    let field = &meta.fields[index];
    match made::at_insert(meta, index) {
        Some(made) => Ok(Some(made)),
        // Nothing to ask of the client: a hook sets it.
        None if field.read_only => Ok(None),
        // As good as sent: proto3 cannot tell these from zero.
        None => zero(field).map(Some),
    }
}

/// What an update writes for a field that is unset.
fn left_out(meta: &ModelMeta, index: usize) -> Result<Option<Value>, Wrong> {
    let field = &meta.fields[index];
    if field.null {
        return Ok(Some(Value::Null));
    }
    if field.read_only {
        return Ok(None);
    }
    match shape_default(meta, index) {
        Some(default) => Ok(Some(default())),
        None if field.default.is_some() || field.blank => Ok(None),
        None => zero(field).map(Some),
    }
}

fn zero(field: &FieldMeta) -> Result<Value, Wrong> {
    let raw = match field.kind.stored() {
        // A message has no zero, and no text is a number.
        Kind::DateTime | Kind::Duration if field.typed => return Err(null().into()),
        Kind::Decimal { .. } if field.typed => Raw::Text(String::new()),
        Kind::Bool => Raw::Bool(false),
        Kind::Int32 | Kind::Int64 | Kind::Enum(_) => Raw::Int(0),
        Kind::Float | Kind::Double | Kind::Decimal { .. } => Raw::Float(0.0),
        Kind::Bytes => Raw::Bytes(Vec::new()),
        Kind::Json => return Err(null().into()),
        Kind::Array(_) => Raw::List(Vec::new()),
        _ => Raw::Text(String::new()),
    };
    check(field, raw)
}

/// The value of a field of no model; one that is unset is what it would be in a new record.
/// What is wrong joins the errors.
pub(crate) fn given(
    field: &'static FieldMeta,
    input: Input<Raw>,
    errors: &mut Error,
) -> Option<Value> {
    let alone = ModelMeta::new("", "", std::slice::from_ref(field), &[]);
    match settle(&alone, 0, Write::Create, input) {
        Ok(value) => value,
        Err(wrong) => {
            wrong.tell(field.name, errors);
            None
        }
    }
}

/// A key or a value of a map, whose errors name the entry.
pub(crate) fn entry(
    field: &'static FieldMeta,
    raw: Raw,
    key: &str,
    errors: &mut Error,
) -> Option<Value> {
    let faults = match check(field, raw) {
        Ok(value) => return Some(value),
        Err(Wrong::Value(Faults(faults))) => faults,
        Err(wrong) => {
            wrong.tell(field.name, errors);
            return None;
        }
    };
    for (message, code) in faults {
        errors.add(field.name, format!("{key}: {message}"), code);
    }
    None
}

/// One value as a client sends it, by the rules of its field.
pub(crate) fn value(field: &FieldMeta, raw: Raw) -> Result<Value> {
    check(field, raw).map_err(|wrong| {
        let mut errors = Error::invalid();
        wrong.tell(field.name, &mut errors);
        errors
    })
}

fn check(field: &FieldMeta, raw: Raw) -> Result<Value, Wrong> {
    match (field.kind, raw) {
        (Kind::Array(element), Raw::List(raws)) => list::check(element, raws),
        (_, raw) => Ok(single::check(field, raw)?),
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod typed;
