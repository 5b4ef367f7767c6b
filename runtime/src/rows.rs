//! Records on their way from the database, their type forgotten.
//!
//! Threads, connections and statements see these, so that they are compiled once and not for
//! each model. It costs one virtual call a row.

use std::any::Any;

use crate::query::key_value;
use crate::{Error, ModelMeta, Record, Result, Row, Value};

/// Records of one model.
pub(crate) struct Rows {
    pub(crate) meta: &'static ModelMeta,
    records: Box<dyn Records>,
}

/// What is compiled for each model.
trait Records: Send + Sync {
    fn read(&mut self, row: &mut Row<'_>) -> Result<()>;
    fn len(&self) -> usize;
    fn last_key(&self) -> Option<Value>;
    fn as_any(&self) -> &dyn Any;
    fn into_any(self: Box<Self>) -> Box<dyn Any>;
}

impl<M: Record> Records for Vec<M> {
    fn read(&mut self, row: &mut Row<'_>) -> Result<()> {
        self.push(M::read(row)?);
        Ok(())
    }

    fn len(&self) -> usize {
        self.len()
    }

    fn last_key(&self) -> Option<Value> {
        self.last().map(key_value)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}

impl Rows {
    /// No record of this model yet.
    pub(crate) fn of<M: Record>() -> Self {
        Self::from(Vec::<M>::new())
    }

    /// Reads one more.
    pub(crate) fn read(&mut self, row: &mut Row<'_>) -> Result<()> {
        self.records.read(row)
    }

    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(crate) fn last_key(&self) -> Option<Value> {
        self.records.last_key()
    }

    /// The records in their own type again.
    pub(crate) fn typed<M: Record>(self) -> Result<Vec<M>> {
        match self.records.into_any().downcast::<Vec<M>>() {
            Ok(records) => Ok(*records),
            Err(_) => Err(mixed_up(self.meta)),
        }
    }

    /// The last record, where there is one.
    pub(crate) fn last<M: Record>(self) -> Result<Option<M>> {
        Ok(self.typed()?.pop())
    }

    /// The one record.
    pub(crate) fn single<M: Record>(self) -> Result<M> {
        self.last()?.ok_or_else(none)
    }

    /// The one record, borrowed.
    pub(crate) fn first<M: Record>(&self) -> Result<&M> {
        let records = self.records.as_any().downcast_ref::<Vec<M>>();
        let records = records.ok_or_else(|| mixed_up(self.meta))?;
        records.first().ok_or_else(none)
    }

    /// The rows themselves, or NOT_FOUND where they do not hold the one with this key.
    pub(crate) fn found(self, key: &Value) -> Result<Self> {
        if self.is_empty() {
            return Err(gone(self.meta, key));
        }
        Ok(self)
    }
}

impl<M: Record> From<Vec<M>> for Rows {
    fn from(records: Vec<M>) -> Self {
        Self {
            meta: M::meta(),
            records: Box::new(records),
        }
    }
}

pub(crate) fn gone(meta: &ModelMeta, key: &Value) -> Error {
    Error::not_found(meta.name, key.key_text())
}

#[cold]
fn none() -> Error {
    Error::internal("no record where there had to be one")
}

#[cold]
fn mixed_up(meta: &ModelMeta) -> Error {
    Error::internal(format!(
        "rows of {} where others were asked for",
        meta.table
    ))
}
