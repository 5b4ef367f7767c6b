//! Reading a row, cell by cell, in the types of the core.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use rusqlite::types::ValueRef;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::types::Json;
use crate::{Error, Kind, ModelMeta, Result, Stored};

/// A row that is being read, from the first column to the last.
pub struct Row<'a> {
    row: &'a rusqlite::Row<'a>,
    meta: &'static ModelMeta,
    at: usize,
    /// The cell that was looked at, for who reads it then.
    seen: Option<ValueRef<'a>>,
}

impl<'a> Row<'a> {
    pub(super) fn new(row: &'a rusqlite::Row<'a>, meta: &'static ModelMeta) -> Self {
        Self {
            row,
            meta,
            at: 0,
            seen: None,
        }
    }

    /// Reads the next column.
    #[expect(
        clippy::should_implement_trait,
        reason = "a row is no iterator: each cell has its own type"
    )]
    pub fn next<T: Stored>(&mut self) -> Result<T> {
        T::read(self)
    }

    fn cell(&mut self) -> Result<ValueRef<'a>> {
        let cell = match self.seen.take() {
            Some(cell) => cell,
            None => self.row.get_ref(self.at).map_err(Error::internal)?,
        };
        self.at += 1;
        Ok(cell)
    }

    /// Steps over a NULL.
    pub(crate) fn skip_null(&mut self) -> Result<bool> {
        match self.cell()? {
            ValueRef::Null => Ok(true),
            cell => {
                self.at -= 1;
                self.seen = Some(cell);
                Ok(false)
            }
        }
    }

    fn unexpected(&self, cell: ValueRef<'_>) -> Error {
        let field = self
            .meta
            .fields
            .get(self.at - 1)
            .map_or("?", |field| field.column);
        Error::internal(format!(
            "{}.{field} holds a {}",
            self.meta.table,
            cell.data_type()
        ))
    }

    pub(crate) fn int(&mut self) -> Result<i64> {
        match self.cell()? {
            ValueRef::Integer(v) => Ok(v),
            other => Err(self.unexpected(other)),
        }
    }

    pub(crate) fn bool(&mut self) -> Result<bool> {
        self.int().map(|v| v != 0)
    }

    pub(crate) fn float(&mut self) -> Result<f64> {
        match self.cell()? {
            ValueRef::Real(v) => Ok(v),
            // SQLite stores a whole REAL as an integer where that is smaller.
            ValueRef::Integer(v) => Ok(v as f64),
            other => Err(self.unexpected(other)),
        }
    }

    fn str(&mut self) -> Result<&'a str> {
        match self.cell()? {
            ValueRef::Text(v) => std::str::from_utf8(v).map_err(Error::internal),
            other => Err(self.unexpected(other)),
        }
    }

    /// The text of the next column; generated enums read themselves from it.
    pub fn text(&mut self) -> Result<String> {
        self.str().map(str::to_owned)
    }

    pub(crate) fn bytes(&mut self) -> Result<Vec<u8>> {
        match self.cell()? {
            ValueRef::Blob(v) | ValueRef::Text(v) => Ok(v.to_vec()),
            other => Err(self.unexpected(other)),
        }
    }

    pub(crate) fn decimal(&mut self) -> Result<Decimal> {
        let scale = match self
            .meta
            .fields
            .get(self.at)
            .map(|field| field.kind.stored())
        {
            Some(Kind::Decimal { scale, .. }) => scale,
            _ => 0,
        };
        self.int().map(|digits| Decimal::new(digits, scale))
    }

    pub(crate) fn uuid(&mut self) -> Result<Uuid> {
        Uuid::parse_str(self.str()?).map_err(Error::internal)
    }

    pub(crate) fn date(&mut self) -> Result<Date> {
        self.str()?.parse().map_err(Error::internal)
    }

    pub(crate) fn time(&mut self) -> Result<Time> {
        self.str()?.parse().map_err(Error::internal)
    }

    pub(crate) fn timestamp(&mut self) -> Result<Timestamp> {
        self.str()?.parse().map_err(Error::internal)
    }

    pub(crate) fn json(&mut self) -> Result<Json> {
        serde_json::from_str(self.str()?).map_err(Error::internal)
    }
}
