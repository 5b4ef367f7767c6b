//! What the file of a service names: `use socio_runtime::aio::prelude::*`.

pub use super::{Database, ItemStream, RecordService, Repository, Service, Tx, actions};
pub use crate::{
    Action, Changes, Context, Draft, Error, Filter, FromRow, Input, Page, QuerySet, Record, Result,
    Row, types,
};
