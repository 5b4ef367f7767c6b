//! Streaming a query set in constant memory.

use std::collections::VecDeque;

use rusqlite::Connection;

use crate::query::{Op, Predicate, Select};
use crate::rows::Rows;
use crate::{ModelMeta, Result, Value, sqlite};

/// Rows fetched at a time: three to four times faster than an open cursor, and
/// neither a connection nor a worker is held while the client is slow.
pub(crate) const CHUNK: usize = 256;

/// What is left of a stream. It is not a snapshot: a row written meanwhile is
/// seen when its place in the order comes.
pub(crate) struct Keyset {
    meta: &'static ModelMeta,
    select: Select,
    place: Place,
}

enum Place {
    /// In the order of the primary key: continue after the last one.
    After(Option<Value>),
    /// In any other order: sorted once, only the keys are kept.
    Keys(Keys),
    /// The keys are not read yet.
    Unsorted,
    End,
}

/// Keys of one model. Most are numbers, of which there may be many.
#[derive(Default)]
struct Keys {
    numbers: VecDeque<i64>,
    others: VecDeque<Value>,
}

impl Keys {
    fn push(&mut self, key: Value) {
        match key {
            Value::Int(number) => self.numbers.push_back(number),
            other => self.others.push_back(other),
        }
    }

    /// Those of the next chunk.
    fn take(&mut self) -> Vec<Value> {
        let numbers = self.numbers.drain(..self.numbers.len().min(CHUNK));
        let others = self.others.drain(..self.others.len().min(CHUNK));
        numbers.map(Value::Int).chain(others).collect()
    }
}

impl Keyset {
    pub(crate) fn new(meta: &'static ModelMeta, select: Select) -> Self {
        let by_key = match select.order.as_slice() {
            [] => true,
            [sort] => sort.is_by_key(meta),
            _ => false,
        };
        let whole = select.offset == 0 && select.limit.is_none();
        let place = if by_key && whole {
            Place::After(None)
        } else {
            Place::Unsorted
        };
        Self {
            meta,
            select,
            place,
        }
    }

    /// Whether the next chunk is a short indexed read.
    pub(crate) fn is_indexed(&self) -> bool {
        match &self.place {
            Place::After(_) => self.select.predicates.is_empty(),
            Place::Keys(_) | Place::End => true,
            Place::Unsorted => false,
        }
    }

    /// Fills `rows` with the next records; none are left when there are none.
    pub(crate) fn next(&mut self, db: &Connection, rows: Rows) -> Result<Rows> {
        if matches!(self.place, Place::Unsorted) {
            let mut keys = Keys::default();
            sqlite::keys(db, self.meta, &self.select, &mut |key| keys.push(key))?;
            self.place = Place::Keys(keys);
        }
        match &mut self.place {
            Place::After(last) => {
                let last = last.take();
                self.after(db, rows, last)
            }
            Place::Keys(_) => self.among(db, rows),
            Place::Unsorted | Place::End => Ok(rows),
        }
    }

    /// The rows behind this key.
    fn after(&mut self, db: &Connection, rows: Rows, last: Option<Value>) -> Result<Rows> {
        let mut select = self.select.clone();
        let down = select.order.first().is_some_and(|sort| sort.descending);
        if let Some(last) = last {
            let op = if down { Op::Lt } else { Op::Gt };
            let behind = Predicate::new(self.meta.key_index(), op, vec![last]);
            select.predicates.push(behind);
        }
        select.limit = Some(CHUNK as u64);
        let rows = sqlite::fetch(db, rows, &select)?;
        // They were there when the first chunk was read.
        self.select.claims = None;
        self.place = match rows.last_key() {
            Some(key) if rows.len() == CHUNK => Place::After(Some(key)),
            _ => Place::End,
        };
        Ok(rows)
    }

    /// The rows of the next keys. All of a chunk may have been deleted meanwhile; the rest may not.
    fn among(&mut self, db: &Connection, mut rows: Rows) -> Result<Rows> {
        while let Place::Keys(keys) = &mut self.place {
            let some = keys.take();
            if some.is_empty() {
                self.place = Place::End;
                break;
            }
            let among = Predicate::new(self.meta.key_index(), Op::In, some);
            let select = Select {
                predicates: vec![among],
                order: self.select.order.clone(),
                ..Select::default()
            };
            rows = sqlite::fetch(db, rows, &select)?;
            if !rows.is_empty() {
                break;
            }
        }
        Ok(rows)
    }
}
