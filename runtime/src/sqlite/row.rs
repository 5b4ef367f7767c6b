//! Reading a row, cell by cell, in the types of the core.

use jiff::civil::{Date, Time};
use rusqlite::types::ValueRef;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::fault;
use crate::Timestamp;
use crate::types::Json;
use crate::{Column, Error, FieldMeta, Kind, MemberValue, ModelMeta, Record, Result, Stored};

/// A row that is being read.
///
/// Cells are read one after the other, or by the name that the statement gives their column.
pub struct Row<'a> {
    row: &'a rusqlite::Row<'a>,
    layout: Layout<'a>,
    at: usize,
}

/// What the cells of a row stand for, one after the other.
#[derive(Clone, Copy)]
pub(super) enum Layout<'a> {
    /// The columns of a model, in its order.
    Model(&'static ModelMeta),
    /// Columns of a model, each by its position in it.
    Columns(&'static ModelMeta, &'a [usize]),
    /// The columns of a model in its order, each with its position in the row.
    Found(&'static ModelMeta, &'a [usize]),
    /// What a statement of the user's says.
    Named,
}

impl<'a> Row<'a> {
    pub(super) fn new(row: &'a rusqlite::Row<'a>, meta: &'static ModelMeta) -> Self {
        Self::laid_out(row, Layout::Model(meta))
    }

    pub(super) fn laid_out(row: &'a rusqlite::Row<'a>, layout: Layout<'a>) -> Self {
        Self { row, layout, at: 0 }
    }

    /// Reads the next column. INTERNAL where there is none, or where it does not hold a `T`.
    pub fn read<T: Stored>(&mut self) -> Result<T> {
        let at = self.at;
        self.at += 1;
        let (place, origin) = match self.layout {
            Layout::Model(meta) => (at, Origin::Column(meta, at)),
            Layout::Columns(meta, fields) => {
                let field = fields.get(at).copied().unwrap_or(usize::MAX);
                (at, Origin::Column(meta, field))
            }
            Layout::Found(meta, places) => {
                let place = places.get(at).copied().unwrap_or(usize::MAX);
                (place, Origin::Column(meta, at))
            }
            Layout::Named => (at, Origin::Named(self.name(at)?, None)),
        };
        self.cell(place, origin)
    }

    /// Reads the column with this name. INTERNAL where the statement has none, or where it does
    /// not hold a `T`.
    pub fn get<T: Stored>(&self, name: &str) -> Result<T> {
        let place = self.place(name)?;
        self.cell(place, Origin::Named(self.name(place)?, None))
    }

    /// Reads the column with this name in the form in which a column of a model is stored: so a
    /// decimal is read, of which the database has the digits alone. INTERNAL as with
    /// [`get`](Self::get).
    pub fn get_as<M: Record, T: Stored, N>(
        &self,
        name: &str,
        column: Column<M, T, N>,
    ) -> Result<T> {
        let place = self.place(name)?;
        let origin = Origin::Named(self.name(place)?, Some(column.field()));
        self.cell(place, origin)
    }

    /// How many columns the statement has.
    pub(crate) fn width(&self) -> usize {
        self.row.as_ref().column_count()
    }

    fn cell<T: Stored>(&self, place: usize, origin: Origin<'a>) -> Result<T> {
        let value = self.row.get_ref(place).map_err(fault::failed)?;
        T::read(Cell { value, origin })
    }

    fn name(&self, place: usize) -> Result<&'a str> {
        self.row.as_ref().column_name(place).map_err(fault::failed)
    }

    fn place(&self, name: &str) -> Result<usize> {
        place(self.row.as_ref(), name)
    }
}

/// The position of a column by its name.
pub(super) fn place(statement: &rusqlite::Statement<'_>, name: &str) -> Result<usize> {
    statement.column_index(name).map_err(|_| {
        let names = statement.column_names().collect::<Vec<_>>().join(", ");
        Error::internal(format!("no column is named {name}, but these are: {names}"))
    })
}

/// Where a cell comes from.
#[derive(Clone, Copy)]
enum Origin<'a> {
    /// A column of a model, by its position.
    Column(&'static ModelMeta, usize),
    /// A column of a statement, and what it is said to be stored as.
    Named(&'a str, Option<&'static FieldMeta>),
}

/// One cell of a row, as the database has it.
#[derive(Clone, Copy)]
pub struct Cell<'a> {
    value: ValueRef<'a>,
    origin: Origin<'a>,
}

impl<'a> Cell<'a> {
    fn field(&self) -> Option<&'static FieldMeta> {
        match self.origin {
            Origin::Column(meta, at) => meta.fields.get(at),
            Origin::Named(_, field) => field,
        }
    }

    #[cold]
    fn unexpected(&self) -> Error {
        let found = self.value.data_type();
        match self.origin {
            Origin::Column(meta, _) => {
                let column = self.field().map_or("?", |field| field.column);
                Error::internal(format!("{}.{column} holds a {found}", meta.table))
            }
            Origin::Named(name, _) => Error::internal(format!("the column {name} holds a {found}")),
        }
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
        match self.field().map(|field| field.kind.stored()) {
            Some(Kind::Decimal { scale, .. }) => {
                self.int().map(|digits| Decimal::new(digits, scale))
            }
            _ => Err(Error::internal(
                "a decimal is stored as its digits alone: Row::get_as reads it as its column has it",
            )),
        }
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
