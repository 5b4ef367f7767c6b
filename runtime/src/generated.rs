//! The names of generated code: those of the crate, and what only generated code says.

pub use crate::*;

pub use crate::adapter::{decode, encode};
pub use crate::array::Element;
pub use crate::choice::{Choice, EnumMeta, Member, MemberValue};
pub use crate::draft::{Raw, Shape};
pub use crate::linked::{Linked, WireKey};
pub use crate::listing::{FilterMeta, Listing, MetadataKeys};
pub use crate::message::{FromMessage, IntoMessage, MessageFields};
pub use crate::message::{read_list, read_message, write_list, write_message};
pub use crate::meta::{Auto, Bound, FieldMeta, Kind, LinkMeta};
pub use crate::record::parse_key;

pub mod rpc {
    pub use crate::rpc::*;
}
pub mod sample {
    pub use crate::sample::*;
}
pub mod wire {
    pub use crate::wire::*;
}

#[cfg(feature = "aio")]
pub mod aio {
    pub use crate::aio::*;

    /// The provided bodies of generated methods. Here nobody asks whether they were replaced.
    pub use crate::aio::actions as rpcs;
    pub use crate::aio::adapter::*;
    pub use crate::aio::service::{Answer, Answers};
}

#[cfg(feature = "blocking")]
pub mod blocking {
    pub use crate::blocking::*;

    pub use crate::blocking::adapter::*;
    pub use crate::blocking::service::{Answer, Answers};

    pub mod rpcs {
        pub use crate::blocking::rpcs::*;
    }
}
