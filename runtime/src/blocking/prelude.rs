//! What the file of a service names: `use socio_runtime::blocking::prelude::*`.

pub use super::{Database, DuplexContext, ItemStream, ReadContext, RecordService, Repository};
pub use super::{Service, Tx, WriteContext, actions};
pub use crate::{
    Action, Changes, Context, Draft, Error, ErrorContext, Filter, FromRow, Input, Page, QuerySet,
    Record, Result, Row, types,
};
