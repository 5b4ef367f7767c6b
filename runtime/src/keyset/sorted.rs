//! The keys of a stream whose order no index has: sorted once, and kept until their rows are read.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use rusqlite::Connection;

use super::CHUNK;
use crate::query::Select;
use crate::sort_memory::{Held, SortMemory};
use crate::{Kind, ModelMeta, Result, Value, sqlite};

/// Keys in their order, a chunk at a time. Most are numbers, of which there may be many.
pub(super) struct Sorted {
    numbers: VecDeque<Vec<i64>>,
    others: VecDeque<Vec<Value>>,
    /// What a key takes.
    size: usize,
    held: Option<Held>,
}

/// The bytes that a key takes, about.
fn size(meta: &ModelMeta) -> usize {
    match meta.key().kind.stored() {
        Kind::Int32 | Kind::Int64 => size_of::<i64>(),
        Kind::Uuid => size_of::<Value>(),
        // And its text.
        _ => size_of::<Value>() + 40,
    }
}

impl Sorted {
    /// Sorts the rows; first there has to be room for their keys.
    pub(super) fn new(
        db: &Connection,
        meta: &'static ModelMeta,
        select: &Select,
        memory: Option<&Arc<SortMemory>>,
        until: Option<Instant>,
    ) -> Result<Self> {
        let size = size(meta);
        let held = match memory {
            Some(memory) => {
                let unsorted = Select {
                    order: Vec::new(),
                    ..select.clone()
                };
                let rows = sqlite::count(db, meta, &unsorted)?.unsigned_abs();
                let rows = usize::try_from(rows).unwrap_or(usize::MAX);
                Some(memory.hold(rows.saturating_mul(size), until)?)
            }
            None => None,
        };
        let mut sorted = Self {
            numbers: VecDeque::new(),
            others: VecDeque::new(),
            size,
            held,
        };
        sqlite::keys(db, meta, select, &mut |key| sorted.push(key))?;
        Ok(sorted)
    }

    fn push(&mut self, key: Value) {
        match key {
            Value::Int(number) => put(&mut self.numbers, number),
            other => put(&mut self.others, other),
        }
    }

    /// Those of the next chunk; what they have taken is free.
    pub(super) fn take(&mut self) -> Vec<Value> {
        let numbers = self.numbers.pop_front().unwrap_or_default();
        let keys: Vec<_> = match numbers.is_empty() {
            false => numbers.into_iter().map(Value::Int).collect(),
            true => self.others.pop_front().unwrap_or_default(),
        };
        if let Some(held) = &mut self.held {
            held.free(keys.len() * self.size);
        }
        keys
    }
}

fn put<T>(chunks: &mut VecDeque<Vec<T>>, key: T) {
    match chunks.back_mut() {
        Some(chunk) if chunk.len() < CHUNK => chunk.push(key),
        _ => {
            let mut chunk = Vec::with_capacity(CHUNK);
            chunk.push(key);
            chunks.push_back(chunk);
        }
    }
}
