//! The runtime of services scaffolded by cargo-socio.
//!
//! One core, two façades. The core knows what a model is ([`ModelMeta`]),
//! turns what a client sent into validated [`Changes`], filters and pages into a
//! [`QuerySet`], and failures into gRPC statuses; what speaks to a database is in its module
//! `sqlite`, and in `keyset`, which reads a long result in chunks. The façades
//! [`aio`] (handlers are futures) and [`blocking`] (handlers are plain functions on worker
//! threads) have the same public names.
//!
//! How a call is handled, `Create` as the example:
//!
//! 1. The [`Adapter`] of the service takes the bytes of the message from tonic,
//!    opens a [`Context`], runs `authorize`, and then the RPC's entry in the
//!    service's table, which decodes the message and calls the handler. It also
//!    keeps the deadline and makes errors and panics to statuses.
//! 2. The handler, `PostService::create`, is the default `actions::create` or
//!    what the user wrote instead.
//! 3. The draft is validated by the model's description into `Changes`.
//! 4. The hooks run: `validate`, then `perform_create` inside a transaction,
//!    then `present`, which makes the message to answer with. They are methods of the
//!    traits `Service` (every service), `RecordService` (one over a model) and the generated
//!    `PostService`, which knows the messages.
//!
//! [`guide`] shows how services are written.
//!
//! An RPC with a stream has a handler that reads and writes on its context
//! ([`aio::ReadContext`], [`aio::WriteContext`], [`aio::DuplexContext`]). It is a
//! task or a thread of its own, and a short queue lies between it and its client:
//! who does not read holds a handler, and nothing else of the server.
//!
//! The words of this crate:
//!
//! | word | is |
//! |---|---|
//! | record | a row of a table, in memory |
//! | draft | what a client sent for a record, not yet validated |
//! | changes | the validated values that will be written |
//! | message | what goes over the wire |
//! | shape | a message that answers a record |
//! | adapter | what takes calls from tonic and hands them to a service |
//! | default step | a hook that the user did not replace, so that a call may take a faster way |
//! | worker | a thread that may block |
//! | to offload | to run work on a worker |
//! | keyset | what reads a long result in chunks, each beginning after the last key of the one before |
//! | statement cache | the texts of statements by their form, so that SQL is not built for each call |
//! | violation | a constraint of the database that a write broke |

#![deny(
    missing_docs,
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr
)]
// A project has one façade, and each uses its part of what both stand on; where both are, nothing may be left over.
#![cfg_attr(
    not(all(feature = "aio", feature = "blocking")),
    allow(dead_code, reason = "the other façade uses it")
)]

#[cfg(feature = "core")]
mod adapter;
#[cfg(feature = "core")]
mod array;
#[cfg(feature = "core")]
mod block_on;
#[cfg(feature = "core")]
mod bridge;
#[cfg(feature = "core")]
mod call_scope;
#[cfg(feature = "core")]
mod caller;
#[cfg(feature = "core")]
mod choice;
#[cfg(feature = "core")]
mod config;
#[cfg(feature = "core")]
mod context;
#[cfg(feature = "core")]
mod default_steps;
#[cfg(feature = "core")]
mod draft;
#[cfg(feature = "core")]
mod duration;
#[cfg(feature = "core")]
mod error;
#[cfg(feature = "core")]
mod extensions;
#[cfg(feature = "core")]
#[doc(hidden)]
pub mod generated;
#[cfg(feature = "grammar")]
pub mod grammar;
#[cfg(feature = "core")]
mod keyset;
#[cfg(feature = "core")]
mod linked;
#[cfg(feature = "core")]
mod listing;
#[cfg(feature = "core")]
mod made;
#[cfg(feature = "core")]
mod message;
#[cfg(feature = "core")]
mod meta;
#[cfg(feature = "core")]
mod query;
#[cfg(feature = "core")]
mod raw_sql;
#[cfg(feature = "core")]
mod record;
#[cfg(feature = "core")]
mod request_id;
#[cfg(feature = "core")]
mod rows;
#[cfg(feature = "core")]
mod rpc;
#[cfg(feature = "core")]
mod sample;
#[cfg(feature = "core")]
mod server;
#[cfg(feature = "core")]
mod sort_memory;
#[cfg(feature = "core")]
mod sql;
#[cfg(feature = "core")]
mod sqlite;
#[cfg(feature = "core")]
mod streams;
#[cfg(feature = "core")]
mod sync;
#[cfg(feature = "core")]
mod timestamp;
#[cfg(feature = "core")]
mod topic;
#[cfg(feature = "core")]
mod validate;
#[cfg(feature = "core")]
mod value;
#[cfg(feature = "core")]
mod wire;
#[cfg(feature = "core")]
mod workers;

#[cfg(feature = "aio")]
pub mod aio;
#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(all(feature = "aio", feature = "blocking"))]
pub mod guide;
#[cfg(feature = "source")]
pub mod source;
pub mod words;

#[cfg(feature = "core")]
pub use adapter::Adapter;
#[cfg(feature = "core")]
pub(crate) use adapter::{decode, encode};
#[cfg(feature = "core")]
pub use bridge::{async_to_sync, sync_to_async};
#[cfg(feature = "core")]
pub(crate) use choice::{Choice, EnumMeta, Member, MemberValue};
#[cfg(feature = "core")]
pub use config::{Config, StartupError};
#[cfg(feature = "core")]
pub use context::{Action, Context};
#[cfg(feature = "core")]
pub use draft::{Draft, Input};
#[cfg(feature = "core")]
pub(crate) use draft::{Raw, Shape};
#[cfg(feature = "core")]
pub use error::{Code, Error, ErrorContext, FieldError, Reason, Result};
#[cfg(feature = "core")]
pub use extensions::Extensions;
#[cfg(feature = "core")]
pub(crate) use linked::Linked;
#[cfg(feature = "core")]
pub use listing::{Page, Pagination, Query, ServiceMeta};
#[cfg(feature = "core")]
pub use meta::ModelMeta;
#[cfg(feature = "core")]
pub(crate) use meta::{Auto, Bound, FieldMeta, Kind, LinkMeta};
#[cfg(feature = "core")]
pub use query::{
    Changes, Column, Columns, Comparable, Filter, IntoStored, Link, Number, Order, QuerySet,
};
#[cfg(feature = "core")]
pub use raw_sql::{Bindable, FromRow};
#[cfg(feature = "core")]
pub use record::{Key, Record};
#[cfg(feature = "core")]
pub use server::{ResponseStream, Route, Routes, TestServer, init_tracing};
#[cfg(feature = "core")]
pub use sqlite::{Cell, Migration, Row};
#[cfg(feature = "core")]
pub(crate) use timestamp::Timestamp;
#[cfg(feature = "core")]
pub use topic::{Listener, Messages, Topic};
#[cfg(feature = "core")]
pub use value::{Stored, Value};

pub use words::{Comparison, DatePart, Lookup, PageStyle, Transport};

/// Third-party types that generated code names, in one place, so that a driver
/// or a library can change without a change in your code.
#[cfg(feature = "core")]
pub mod types {
    pub use crate::timestamp::{Timestamp, TimestampError};
    /// A span of time of a `duration` field.
    pub use jiff::SignedDuration as Duration;
    pub use jiff::civil::{Date, Time};
    /// The messages of protobuf that carry a moment, a span of time and a JSON object.
    pub use prost_types::{
        Duration as ProtoDuration, Struct as ProtoStruct, Timestamp as ProtoTimestamp,
    };
    pub use rust_decimal::Decimal;
    pub use std::net::IpAddr;
    pub use uuid::Uuid;
    /// Messages that protobuf defines itself, as they are on the wire.
    pub mod well_known {
        pub use prost_types::{Any, Duration, FieldMask, ListValue, Timestamp, Value};
    }
    /// A JSON object.
    pub type Json = serde_json::Map<String, serde_json::Value>;
}
