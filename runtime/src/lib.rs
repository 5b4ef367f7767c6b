//! The runtime of services scaffolded by cargo-socio.
//!
//! One pure core, two façades. The core knows what a model is ([`ModelMeta`]),
//! turns what a client sent into validated [`Changes`], filters and pages into a
//! [`QuerySet`], and failures into gRPC statuses; it never touches a database.
//! The façades [`aio`] (handlers are futures) and [`blocking`] (handlers are
//! plain functions on worker threads) have the same names and differ in colour.
//!
//! A call's way through the house, `Create` as the example:
//!
//! 1. The [`Adapter`] of the service takes the bytes of the message from tonic,
//!    opens a [`Context`], runs `authorize`, and then the RPC's entry in the
//!    service's table, which decodes the message and calls the handler. It also
//!    keeps the deadline and makes errors and panics to statuses.
//! 2. The handler, `PostService::create`, is the default `actions::create` or
//!    what the user wrote instead.
//! 3. The draft is validated by the model's description into `Changes`.
//! 4. The hooks run: `validate`, then `perform_create` inside a transaction,
//!    then `present`, which makes the message to answer with.

mod adapter;
mod array;
mod bridge;
mod choice;
mod chunks;
mod config;
mod context;
mod draft;
mod duration;
mod error;
mod grammar;
mod linked;
mod listing;
mod meta;
mod provided;
mod query;
mod record;
mod rows;
mod server;
mod sql;
mod sqlite;
mod sync;
mod timestamp;
mod validate;
mod value;
pub mod wire;
mod workers;

pub mod aio;
pub mod blocking;

pub use adapter::{Adapter, decode, encode};
pub use array::Element;
pub use bridge::{async_to_sync, sync_to_async};
pub use choice::{Choice, EnumMeta, Member, MemberValue};
pub use config::{Config, StartupError};
pub use context::{Action, Context};
pub use draft::{Draft, Input, Raw, Resource};
pub use error::{Code, Error, FieldError, Result};
pub use linked::{Linked, WireKey};
pub use listing::{Comparison, FilterMeta, Listing, Lookup, Page, Pagination, Query, ServiceMeta};
pub use meta::{Auto, Bound, FieldMeta, Kind, LinkMeta, ModelMeta};
pub use query::{Changes, Column, DatePart, Filter, Link, Order, QuerySet};
pub use record::{Key, Record, lookup};
pub use server::{ResponseStream, Routes, TestServer, init_tracing};
pub use sqlite::{Cell, Migration, Row};
pub(crate) use timestamp::Timestamp;
pub use value::{Stored, Value};

/// Third-party types that generated code names, in one place, so that a driver
/// or a library can change without a change in your code.
pub mod types {
    pub use crate::timestamp::{Timestamp, TimestampError};
    /// A span of time of a `duration` field.
    pub use jiff::SignedDuration as Duration;
    pub use jiff::civil::{Date, Time};
    pub use prost_types::Struct as ProtoStruct;
    pub use rust_decimal::Decimal;
    pub use std::net::IpAddr;
    pub use uuid::Uuid;
    /// A JSON object.
    pub type Json = serde_json::Map<String, serde_json::Value>;
}
