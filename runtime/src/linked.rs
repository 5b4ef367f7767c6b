//! What a record's many-to-many relations point to, on its way into a message.

use crate::{Error, Result, Shape, Value};

/// The keys of one record's relations, read from the first to the last.
#[derive(Debug)]
pub struct Linked(std::vec::IntoIter<Vec<Value>>);

impl Linked {
    pub(crate) fn new(keys: Vec<Vec<Value>>) -> Self {
        Self(keys.into_iter())
    }

    /// The keys of the next relation, in their order.
    pub fn read<T: WireKey>(&mut self) -> Result<Vec<T>> {
        let keys = self.0.next().unwrap_or_default();
        let keys = keys.into_iter().map(T::from_key);
        keys.collect::<Option<_>>()
            .ok_or_else(|| Error::internal("a link holds no key"))
    }
}

/// Records as messages, each with what its relations point to.
pub(crate) fn messages<R: Shape>(records: Vec<R::Record>, linked: Vec<Linked>) -> Result<Vec<R>> {
    let mut messages = Vec::with_capacity(records.len());
    for (record, mut linked) in records.into_iter().zip(linked) {
        let mut message = R::of(record);
        message.link(&mut linked)?;
        messages.push(message);
    }
    Ok(messages)
}

/// The type of a primary key in messages.
pub trait WireKey: Sized {
    /// The key as a message carries it; `None` where it is of another type.
    fn from_key(key: Value) -> Option<Self>;
}

impl WireKey for i32 {
    fn from_key(key: Value) -> Option<Self> {
        i64::from_key(key)?.try_into().ok()
    }
}

impl WireKey for i64 {
    fn from_key(key: Value) -> Option<Self> {
        match key {
            Value::Int(key) => Some(key),
            _ => None,
        }
    }
}

impl WireKey for String {
    fn from_key(key: Value) -> Option<Self> {
        match key {
            Value::Text(key) => Some(key),
            Value::Uuid(key) => Some(key.to_string()),
            _ => None,
        }
    }
}
