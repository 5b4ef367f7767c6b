//! Rows that filters name have to be there.

use rusqlite::Connection;

use super::ops::count;
use crate::query::{Chosen, Claim, Op, Predicate, Select};
use crate::{Result, Value};

/// Refuses a selection by a row that is not there.
pub(super) fn check(db: &Connection, select: &Select) -> Result<()> {
    match &select.claims {
        Some(claims) => Claim::refuse(claims, |chosen| missing(db, chosen)),
        None => Ok(()),
    }
}

/// The position of the first key that no row has. All are looked for at once: only where
/// some are missing, ever shorter parts of them are.
fn missing(db: &Connection, chosen: &Chosen) -> Result<Option<usize>> {
    let there = |length: usize| -> Result<bool> {
        let keys: Vec<Value> = chosen.keys[..length]
            .iter()
            .map(|(key, _)| key.clone())
            .collect();
        let op = if length == 1 { Op::Eq } else { Op::In };
        let own = Predicate::new(chosen.among.key_index(), op, keys);
        let select = Select {
            predicates: vec![own],
            ..Select::default()
        };
        let found = count(db, chosen.among, &select)?;
        Ok(usize::try_from(found).is_ok_and(|found| found == length))
    };
    let (mut low, mut high) = (0, chosen.keys.len());
    if high == 0 || there(high)? {
        return Ok(None);
    }
    // The first `low` keys are there, the first `high` are not.
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        match there(middle)? {
            true => low = middle,
            false => high = middle,
        }
    }
    Ok(Some(low))
}
