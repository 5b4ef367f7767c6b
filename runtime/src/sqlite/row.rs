//! Reading a row, cell by cell, in the types of the core.

use jiff::civil::{Date, Time};
use rusqlite::types::ValueRef;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::types::Json;
use crate::{Error, FieldMeta, Kind, MemberValue, ModelMeta, Result, Stored, Timestamp};

/// A row that is being read, from the first column to the last.
pub struct Row<'a> {
    row: &'a rusqlite::Row<'a>,
    meta: &'static ModelMeta,
    at: usize,
}

impl<'a> Row<'a> {
    pub(super) fn new(row: &'a rusqlite::Row<'a>, meta: &'static ModelMeta) -> Self {
        Self { row, meta, at: 0 }
    }

    /// Reads the next column.
    pub fn read<T: Stored>(&mut self) -> Result<T> {
        let cell = Cell {
            value: self.row.get_ref(self.at).map_err(Error::internal)?,
            meta: self.meta,
            at: self.at,
        };
        self.at += 1;
        T::read(cell)
    }
}

/// One cell of a row, as the database has it.
#[derive(Clone, Copy)]
pub struct Cell<'a> {
    value: ValueRef<'a>,
    meta: &'static ModelMeta,
    at: usize,
}

impl<'a> Cell<'a> {
    fn field(&self) -> Option<&'static FieldMeta> {
        self.meta.fields.get(self.at)
    }

    #[cold]
    fn unexpected(&self) -> Error {
        let (table, found) = (self.meta.table, self.value.data_type());
        let column = self.field().map_or("?", |field| field.column);
        Error::internal(format!("{table}.{column} holds a {found}"))
    }

    pub(crate) fn is_null(&self) -> bool {
        self.value == ValueRef::Null
    }

    pub(crate) fn int(self) -> Result<i64> {
        match self.value {
            ValueRef::Integer(v) => Ok(v),
            _ => Err(self.unexpected()),
        }
    }

    pub(crate) fn bool(self) -> Result<bool> {
        self.int().map(|v| v != 0)
    }

    pub(crate) fn float(self) -> Result<f64> {
        match self.value {
            ValueRef::Real(v) => Ok(v),
            // SQLite stores a whole REAL as an integer where that is smaller.
            ValueRef::Integer(v) => Ok(v as f64),
            _ => Err(self.unexpected()),
        }
    }

    /// What generated enums read themselves from.
    pub fn member(self) -> Result<MemberValue<'a>> {
        match self.value {
            ValueRef::Integer(number) => Ok(MemberValue::Int(number)),
            _ => self.text().map(MemberValue::Text),
        }
    }

    pub(crate) fn text(self) -> Result<&'a str> {
        match self.value {
            ValueRef::Text(v) => std::str::from_utf8(v).map_err(Error::internal),
            _ => Err(self.unexpected()),
        }
    }

    pub(crate) fn string(self) -> Result<String> {
        self.text().map(str::to_owned)
    }

    pub(crate) fn bytes(self) -> Result<Vec<u8>> {
        match self.value {
            ValueRef::Blob(v) | ValueRef::Text(v) => Ok(v.to_vec()),
            _ => Err(self.unexpected()),
        }
    }

    pub(crate) fn decimal(self) -> Result<Decimal> {
        let scale = match self.field().map(|field| field.kind.stored()) {
            Some(Kind::Decimal { scale, .. }) => scale,
            _ => 0,
        };
        self.int().map(|digits| Decimal::new(digits, scale))
    }

    pub(crate) fn uuid(self) -> Result<Uuid> {
        Uuid::parse_str(self.text()?).map_err(Error::internal)
    }

    pub(crate) fn date(self) -> Result<Date> {
        self.text()?.parse().map_err(Error::internal)
    }

    pub(crate) fn time(self) -> Result<Time> {
        self.text()?.parse().map_err(Error::internal)
    }

    pub(crate) fn timestamp(self) -> Result<Timestamp> {
        self.text()?.parse().map_err(Error::internal)
    }

    pub(crate) fn json(self) -> Result<Json> {
        serde_json::from_str(self.text()?).map_err(Error::internal)
    }
}
