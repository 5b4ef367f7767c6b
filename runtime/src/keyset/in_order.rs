//! Reading in the order of an index: a chunk begins behind the last row of the one before.
//!
//! What is behind a row is read range by range: the rows that differ in the last value alone, then those that differ in the one before,
//! and so on. An index finds the beginning of each; one condition for all of them would read the rows before it again.

use std::collections::VecDeque;

use rusqlite::Connection;

use super::CHUNK;
use crate::query::{Op, Predicate, Select, Sort, total};
use crate::rows::Rows;
use crate::{ModelMeta, Result, Value, sqlite};

/// What is left of a stream in its order.
pub(super) struct InOrder {
    /// It ends with the key, so that no two rows are in the same place.
    order: Vec<Sort>,
    /// Ranges that are not read to their end, each by what its rows have in common.
    ranges: VecDeque<Vec<Predicate>>,
}

impl InOrder {
    /// Nothing where no index brings the rows in their order.
    pub(super) fn new(
        db: &Connection,
        meta: &'static ModelMeta,
        select: &Select,
    ) -> Result<Option<Self>> {
        let whole = Self {
            order: total(meta, &select.order),
            ranges: VecDeque::from([Vec::new()]),
        };
        let first = whole.chunk(select, Vec::new());
        Ok(sqlite::is_in_order(db, meta, &first)?.then_some(whole))
    }

    /// Fills `rows` with the next ones; `false` where there are no more behind them.
    pub(super) fn next(
        &mut self,
        db: &Connection,
        meta: &'static ModelMeta,
        select: &mut Select,
        mut rows: Rows,
    ) -> Result<(Rows, bool)> {
        while let Some(range) = self.ranges.pop_front() {
            let chunk = self.chunk(select, range);
            let place = |key| sqlite::place(db, meta, &self.order, key);
            let (read, place) = sqlite::at_once(db, || {
                let rows = sqlite::fetch(db, rows, &chunk)?;
                let last = rows.last_key().filter(|_| rows.len() == CHUNK);
                Ok((rows, last.map(place).transpose()?.flatten()))
            })?;
            rows = read;
            // They were there when the first chunk was read.
            select.claims = None;
            if let Some(place) = place {
                self.ranges = behind(meta, &self.order, &place);
            }
            if !rows.is_empty() {
                break;
            }
        }
        Ok((rows, !self.ranges.is_empty()))
    }

    fn chunk(&self, select: &Select, range: Vec<Predicate>) -> Select {
        let mut chunk = Select {
            order: self.order.clone(),
            limit: Some(CHUNK as u64),
            ..select.clone()
        };
        chunk.predicates.extend(range);
        chunk
    }
}

/// The ranges behind a place, in their order. NULL is the smallest of values.
fn behind(meta: &'static ModelMeta, order: &[Sort], place: &[Value]) -> VecDeque<Vec<Predicate>> {
    let mut ranges = VecDeque::new();
    let place: Vec<_> = order.iter().zip(place).collect();
    for (position, (sort, at)) in place.iter().enumerate().rev() {
        let before = place[..position].iter();
        let same = before.map(|(sort, at)| Predicate::Same((*sort).clone(), (*at).clone()));
        let mut range = |last: Predicate| ranges.push_back(same.clone().chain([last]).collect());
        match (at, sort.descending) {
            (Value::Null, true) => {}
            (Value::Null, false) => range(Predicate::new(sort.field, Op::IsNotNull, Vec::new())),
            (at, descending) => {
                range(Predicate::Beyond((*sort).clone(), (*at).clone()));
                if descending && sort.may_be_null(meta) {
                    range(Predicate::Same((*sort).clone(), Value::Null));
                }
            }
        }
    }
    ranges
}
